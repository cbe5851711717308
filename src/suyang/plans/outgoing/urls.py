"""The addresses of a plan's files."""

from django.urls import path

from suyang.plans.outgoing import views

urlpatterns = [
    path("plans/<slug:slug>/file/<str:language>/<str:kind>/", views.plan_file, name="plan-file"),
]
