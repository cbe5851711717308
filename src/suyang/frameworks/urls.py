from django.urls import path

from suyang.frameworks import views

urlpatterns = [
    path("frameworks/<slug:slug>/", views.framework, name="framework"),
    path("frameworks/<slug:slug>/case.json", views.case, name="framework-case"),
]
