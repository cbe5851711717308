from django.apps import AppConfig


class Assessment(AppConfig):
    name = "suyang.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.assessment import content, joining, personal, queries, telling
        from suyang.assessment.handover import personal as handover
        from suyang.people import landing

        content.register()
        personal.register()
        handover.register()
        joining.register()
        telling.register()
        landing.register("assessment", queries.address_of)
