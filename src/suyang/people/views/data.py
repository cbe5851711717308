"""Your data: what is kept, in words; take it with you; erase it; say something about yourself."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.organisations.forms import attempt, posted
from suyang.people import actions, queries
from suyang.people.actors import actor_of, hand_over, person_of
from suyang.people.forms import AboutMeForm, EraseForm
from suyang.people.models import Consent
from suyang.people.texts import AGREEMENTS, CHARACTERISTICS_VERSION, QUESTIONS
from suyang.people.words import ROOMS_ERASED


def my_data(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return render(request, "people/nothing_kept.html")
    consents = [(one, AGREEMENTS[one.purpose].words) for one in queries.consents_of(person)]
    context = {
        "person": person,
        "kept": queries.kept_about(person),
        "consents": consents,
    }
    return render(request, "people/my_data.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """All of it as one JSON file."""
    person = person_of(request)
    if person is None:
        return redirect("my-data")
    response = JsonResponse(
        actions.export_person(person), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"suyang-{clock.today().isoformat()}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def erase(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return redirect("my-data")
    form = EraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: actions.erase_person(person, actor_of(request)))
        if done is not None:
            hand_over(request)
            return redirect("my-data-erased", done.person_id)
    context = {"form": form, "kept": queries.kept_about(person)}
    return render(request, "people/erase.html", context)


def erased(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The tombstone: when, and how many entries of what. It says nothing about who it was."""
    erasure = queries.erasure(person_id)
    if erasure is None:
        raise NotFound
    parts = [(ROOMS_ERASED.get(name, name), n) for name, n in erasure.counts.items() if n]
    context = {"erasure": erasure, "parts": parts, "rows": sum(erasure.counts.values())}
    return render(request, "people/erased.html", context)


@require_POST
def withdraw(request: HttpRequest, consent_id: uuid.UUID) -> HttpResponse:
    person = person_of(request)
    consent = Consent.objects.filter(id=consent_id, person=person).first() if person else None
    if person is None or consent is None:
        raise NotFound
    actions.withdraw_consent(person, consent.purpose, consent.about)
    messages.success(request, _("Taken back. It no longer holds."))
    return redirect("my-data")


def about_me(request: HttpRequest) -> HttpResponse:
    """What a person chooses to say, each with its reason."""
    person = person_of(request)
    if person is None:
        return render(request, "people/about_nobody.html")
    form = AboutMeForm(person, posted(request))
    if request.method == "POST" and form.is_valid():
        for kind in QUESTIONS:
            value = form.cleaned_data[kind]
            if value:
                actions.set_characteristic(person, kind, value)
            else:
                actions.withdraw_characteristic(person, kind)
        messages.success(request, _("Kept as you said it."))
        return redirect("my-data")
    context = {"form": form, "version": CHARACTERISTICS_VERSION}
    return render(request, "people/about_me.html", context)
