from django.urls import include, path

from suyang.plans import views
from suyang.plans.goals import views as goals

urlpatterns = [
    path("", include("suyang.plans.reporting.urls")),
    path("", include("suyang.plans.maps.urls")),
    path("", include("suyang.plans.yearly.urls")),
    path("", include("suyang.plans.targets.urls")),
    path("", include("suyang.plans.indicators.urls")),
    # Before writing: its plan-write would take the address for a plan's name.
    path("", include("suyang.plans.intake.urls")),
    path("", include("suyang.plans.seeing.urls")),
    path("", include("suyang.plans.public.urls")),
    path("", include("suyang.plans.contributing.urls")),
    path("", include("suyang.plans.writing.urls")),
    path("", include("suyang.plans.outgoing.urls")),
    path("plans/", views.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", views.plan, name="plan"),
    path("plans/<slug:slug>/goals/", goals.goals, name="plan-goals"),
    path("plans/tasks/<str:slug>/", views.task, name="task"),
    path("plans/tasks/<str:slug>/evidence/", views.evidence, name="task-evidence"),
    path("plans/tasks/<str:slug>/report/", views.report, name="task-report"),
    path("plans/indicators/<slug:slug>/", views.indicator, name="indicator"),
]
