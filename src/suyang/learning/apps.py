from django.apps import AppConfig


class Learning(AppConfig):
    name = "suyang.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.learning import (
            consumers,
            content,
            joining,
            landing,
            personal,
            sources,
            telling,
        )

        content.register()
        consumers.register()
        personal.register()
        joining.register()
        telling.register()
        landing.register()
        sources.register()
