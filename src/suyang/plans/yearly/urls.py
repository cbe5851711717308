"""Address of the year's report."""

from django.urls import path

from suyang.plans.yearly import views

urlpatterns = [path("plans/<slug:slug>/year/", views.year, name="plan-year")]
