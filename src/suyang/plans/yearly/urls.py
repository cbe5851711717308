"""Addresses of the year's report."""

from django.urls import path

from suyang.plans.yearly import views

urlpatterns = [
    path("plans/<slug:slug>/year/", views.year, name="plan-year"),
    path("plans/<slug:slug>/year/texts/", views.year_texts, name="plan-year-texts"),
    path("plans/<slug:slug>/year/texts/<slug:section>/", views.year_text, name="plan-year-text"),
]
