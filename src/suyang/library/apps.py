from django.apps import AppConfig


class Library(AppConfig):
    name = "suyang.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.library import content, nextsteps, sources

        content.register()
        nextsteps.register()
        sources.register()
