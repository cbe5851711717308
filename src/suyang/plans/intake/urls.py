"""The address of taking a plan in."""

from django.urls import path

from suyang.plans.intake import views

urlpatterns = [path("plans/office/take-in/", views.take_in, name="plan-take-in")]
