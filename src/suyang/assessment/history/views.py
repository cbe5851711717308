"""The page “My checks”."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from suyang.assessment.history.page import page
from suyang.people.actors import person_of


@require_GET
def my_checks(request: HttpRequest) -> HttpResponse:
    """All checks of whoever asks; somebody who is nobody here yet is told how to begin."""
    person = person_of(request)
    context = page(person) if person else {"lines": []}
    return render(request, "assessment/my_checks.html", context | {"person": person})
