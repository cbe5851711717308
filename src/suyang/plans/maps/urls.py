"""Addresses of maps."""

from django.urls import path

from suyang.plans.maps import views

urlpatterns = [
    path("maps/", views.tile_map, name="tile-map"),
    path("maps/paper.pdf", views.paper_map, name="map-paper"),
    path("maps/units/<uuid:unit_id>/borders/", views.borders_list, name="borders-list"),
    path("maps/borders/<uuid:borders_id>/", views.borders, name="borders"),
    path("maps/borders/<uuid:borders_id>/remove/", views.borders_remove, name="borders-remove"),
]
