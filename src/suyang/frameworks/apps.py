from django.apps import AppConfig


class Frameworks(AppConfig):
    name = "suyang.frameworks"
    label = "frameworks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.frameworks import content

        content.register()
