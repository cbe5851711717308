"""Addresses of the public view, and of the choice of an office."""

from django.urls import path

from suyang.plans.public import views

urlpatterns = [
    path("public/plans/", views.public_list, name="public-plans"),
    path("public/plans/<slug:slug>/", views.public_plan, name="public-plan"),
    path("public/plans/<slug:slug>/figures.csv", views.public_csv, name="public-plan-csv"),
    path("public/plans/<slug:slug>/figures.json", views.public_json, name="public-plan-json"),
    path("plans/office/public/", views.public_choice, name="public-choice"),
]
