from django.apps import AppConfig


class Website(AppConfig):
    name = "suyang.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.website import cleaning, content

        content.register()
        cleaning.register()
