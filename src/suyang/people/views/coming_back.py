"""Come back by a code on paper: this browser becomes that person and goes on where they were."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from suyang.organisations.forms import attempt, posted
from suyang.people import actions, landing, throttle
from suyang.people.actors import become, person_of
from suyang.people.forms import CodeForm
from suyang.people.models import Person

PURPOSE = "return-code"


def come_back(request: HttpRequest) -> HttpResponse:
    given = {"code": request.GET["code"]} if "code" in request.GET else None
    form = CodeForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():

        def find() -> Person:
            with throttle.attempts(request, PURPOSE):
                return actions.person_by_code(form.cleaned_data["code"])

        person = attempt(form, find)
        if person is not None:
            become(request, person)
            return redirect(landing.address(person) or "my-data")
    here = person_of(request)
    context = {"form": form, "go_on": landing.address(here) if here else None}
    return render(request, "people/come_back.html", context)
