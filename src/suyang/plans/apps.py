from django.apps import AppConfig


class Plans(AppConfig):
    name = "suyang.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.plans import consumers, content, joining, personal
        from suyang.plans.figures import consumers as figures
        from suyang.plans.maps import grids
        from suyang.plans.reporting import evidence, external
        from suyang.plans.reporting import personal as people_of_reports

        content.register()
        grids.register()
        consumers.register()
        personal.register()
        joining.register()
        figures.register()
        evidence.register()
        external.register()
        people_of_reports.register()
