"""Addresses of the registry. `plans/indicators/<slug>/` is in plans.urls: plans name some too."""

from django.urls import path

from suyang.plans.indicators import views

urlpatterns = [
    path("indicators/", views.indicator_list, name="indicator-list"),
    path("indicators/new/", views.indicator_new, name="indicator-new"),
    path("indicators/<slug:slug>/amend/", views.indicator_amend, name="indicator-amend"),
]
