from django.apps import AppConfig


class Organisations(AppConfig):
    name = "suyang.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.organisations import sources
        from suyang.organisations.webhooks import cleaning

        cleaning.register()
        sources.register()
