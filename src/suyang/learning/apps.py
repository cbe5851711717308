from django.apps import AppConfig


class Learning(AppConfig):
    name = "suyang.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.learning import consumers, content, landing, personal

        content.register()
        consumers.register()
        personal.register()
        landing.register()
