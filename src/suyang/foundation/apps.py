from django.apps import AppConfig


class Foundation(AppConfig):
    name = "suyang.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.foundation import cleaning, outbox

        cleaning.old("told events", outbox.old)
