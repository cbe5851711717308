from django.apps import AppConfig


class People(AppConfig):
    name = "suyang.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.organisations import webhooks
        from suyang.people import joining, providers
        from suyang.people.actions import handles

        providers.register()
        joining.register()
        webhooks.handles(handles.token_of_id)
