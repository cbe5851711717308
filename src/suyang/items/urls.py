from django.urls import path

from suyang.items import views

urlpatterns = [path("items/<slug:slug>/", views.item, name="item")]
