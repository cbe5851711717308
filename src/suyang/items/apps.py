from django.apps import AppConfig


class Items(AppConfig):
    name = "suyang.items"
    label = "items"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.items import content

        content.register()
