"""The floor's own addresses, and the names that the page's links use."""

from __future__ import annotations

import json

from django.conf import settings
from django.urls import path

from benchmarks.floor import views

urlpatterns = [
    path("floor/one/", views.one_request),
    path("floor/two/", views.two_requests),
    path("floor/begin/", views.begin),
    path("floor/checks/<uuid:check_id>/", views.question, name="floor-check"),
    path("healthz", views.healthz),
]
urlpatterns += [
    path(route, views.one_request, name=name)
    for route, name in json.loads(settings.PAGE.read_text())["addresses"]
]
