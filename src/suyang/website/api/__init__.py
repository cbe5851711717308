"""The API's assembly: every room's operations under one roof, the OpenAPI document, its reference.

assembly.py    which rooms, who may call, how often, what each error looks like
document.py    the OpenAPI document, completed with problems, in the reader's language
reference.py   the same document as a page to read
"""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from suyang.website.api.assembly import nothing_here, operations
from suyang.website.api.reference import openapi_json, reference

urlpatterns = [
    path("docs", reference, name="api-docs"),
    path("openapi.json", openapi_json, name="api-openapi"),
    path("", RedirectView.as_view(pattern_name="api-docs"), name="api"),
    path("", operations()),
    path("<path:rest>", nothing_here),
]
