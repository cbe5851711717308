"""Addresses of the plan's state."""

from django.urls import path

from suyang.plans.seeing import history_views, milestone_views, views

urlpatterns = [
    path("plans/office/milestones/", milestone_views.milestone_list, name="milestone-list"),
    path(
        "plans/office/milestones/table.xlsx",
        milestone_views.milestone_table,
        name="milestone-table",
    ),
    path(
        "plans/office/milestones/calendar.ics",
        milestone_views.milestone_calendar,
        name="milestone-calendar",
    ),
    path("plans/<slug:slug>/work/", views.plan, name="plan-work"),
    path("plans/tasks/<str:slug>/work/", views.task, name="task-work"),
    path("plans/units/<uuid:unit_id>/work/", views.unit, name="unit-work"),
    path("plans/units/<uuid:unit_id>/history/", history_views.history, name="unit-history"),
    path(
        "plans/units/<uuid:unit_id>/history.xlsx",
        history_views.history_table,
        name="unit-history-table",
    ),
    path("plans/indicators/<slug:slug>/compare/", views.compare, name="indicator-compare"),
]
