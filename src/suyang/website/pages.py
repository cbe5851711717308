"""Addresses of the shell's own pages."""

from django.urls import path

from suyang.website import views

urlpatterns = [
    path("", views.home, name="home"),
    path("reading/", views.reading, name="preferences"),
    path("reading/language/", views.language, name="preferences-language"),
    path("help/", views.help_page, name="help"),
    path("contact/", views.contact, name="contact"),
    path("setup/", views.setup, name="setup"),
    path("work/", views.work, name="work"),
    path("jobs/<uuid:job_id>/", views.job, name="job"),
    path("files/<uuid:file_id>/", views.file, name="file"),
    path("healthz", views.healthz, name="healthz"),
]
