"""Addresses of the plan's state."""

from django.urls import path

from suyang.plans.seeing import views

urlpatterns = [
    path("plans/<slug:slug>/work/", views.plan, name="plan-work"),
    path("plans/tasks/<str:slug>/work/", views.task, name="task-work"),
    path("plans/units/<uuid:unit_id>/work/", views.unit, name="unit-work"),
    path("plans/indicators/<slug:slug>/compare/", views.compare, name="indicator-compare"),
]
