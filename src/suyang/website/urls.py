"""Every address, room by room. The names are listed in docs/architecture.md."""

from __future__ import annotations

from django.urls import include, path

from suyang.website import errors

urlpatterns = [
    path("", include("suyang.website.pages")),
    path("", include("suyang.organisations.urls")),
    path("", include("suyang.people.urls")),
    path("", include("suyang.frameworks.urls")),
    path("", include("suyang.items.urls")),
    path("", include("suyang.assessment.urls")),
    path("", include("suyang.learning.urls")),
    path("", include("suyang.plans.urls")),
    path("api/v1/", include("suyang.website.api")),
]

handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.server_error
