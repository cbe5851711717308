from django.urls import path

from suyang.library import views

urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
    path("lessons/<slug:slug>/print/", views.lesson_print, name="lesson-print"),
]
