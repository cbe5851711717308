from django.urls import path

from suyang.assessment import views

urlpatterns = [
    path("check/<slug:slug>/", views.intro, name="check-intro"),
    path("check/<slug:slug>/start/", views.start, name="check-start"),
    path("checks/<uuid:check_id>/", views.question, name="check-question"),
    path("checks/<uuid:check_id>/stop/", views.stop, name="check-stop"),
    path("checks/<uuid:check_id>/result/", views.result, name="check-result"),
    path("checks/<uuid:check_id>/code/", views.code, name="check-code"),
    path("checks/<uuid:check_id>/delete/", views.delete, name="check-delete"),
]
