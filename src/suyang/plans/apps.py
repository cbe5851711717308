from django.apps import AppConfig


class Plans(AppConfig):
    name = "suyang.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from suyang.plans import consumers, content, joining, personal, sources
        from suyang.plans.figures import consumers as figures
        from suyang.plans.indicators import content as indicators
        from suyang.plans.maps import actions as maps
        from suyang.plans.maps import grids
        from suyang.plans.reporting import consumers as asked
        from suyang.plans.reporting import evidence, external, guarding
        from suyang.plans.reporting import personal as people_of_reports
        from suyang.plans.seeing import personal as people_who_look
        from suyang.plans.writing import papers
        from suyang.plans.writing import personal as people_of_plans
        from suyang.plans.yearly import keeping as years
        from suyang.plans.yearly import personal as people_of_years

        sources.register()
        content.register()
        indicators.register()
        grids.register()
        maps.register()
        consumers.register()
        personal.register()
        joining.register()
        figures.register()
        asked.register()
        evidence.register()
        guarding.register()
        external.register()
        people_of_reports.register()
        papers.register()
        people_of_plans.register()
        people_who_look.register()
        years.register()
        people_of_years.register()
