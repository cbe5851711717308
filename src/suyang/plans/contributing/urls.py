"""Addresses of contributions: to the plan above, and from the level below."""

from django.urls import path

from suyang.plans.contributing import views

urlpatterns = [
    path("plans/<slug:slug>/carries-out/", views.upwards, name="plan-carries-out"),
    path("plans/<slug:slug>/below/", views.downwards, name="plan-below"),
]
