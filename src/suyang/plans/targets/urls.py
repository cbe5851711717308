"""Addresses of targets."""

from django.urls import path

from suyang.plans.targets import views

urlpatterns = [
    path("targets/", views.target_list, name="target-list"),
    path("targets/new/", views.target_new, name="target-new"),
    path("targets/<uuid:target_id>/", views.target, name="target"),
    path("targets/<uuid:target_id>/revise/", views.target_revise, name="target-revise"),
]
