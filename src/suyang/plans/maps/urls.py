"""Addresses of maps."""

from django.urls import path

from suyang.plans.maps import views

urlpatterns = [path("maps/", views.tile_map, name="tile-map")]
