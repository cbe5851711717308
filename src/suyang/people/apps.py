from django.apps import AppConfig


class People(AppConfig):
    name = "suyang.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.people import providers

        providers.register()
