"""The participant's way: one thing to do next, and what others may see of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suyang.assessment import queries as assessment
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import reader_language
from suyang.learning import actions, permissions, queries
from suyang.learning.actions.checks import Occasion
from suyang.learning.forms import CheckForm
from suyang.learning.models import Enrolment
from suyang.learning.views.joining import SESSION_CODE
from suyang.library.views import page_of
from suyang.people.actors import actor_of, person_of
from suyang.people.models import Consent
from suyang.people.queries import has_consent

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def my_group(request: HttpRequest) -> HttpResponse:
    """Where I am, and the one thing to do next."""
    enrolment = _enrolment(request)
    if enrolment is None:
        return render(request, "learning/no_group.html")
    # Whoever is here has seen their code; it is not kept any longer.
    request.session.pop(SESSION_CODE, None)
    way = queries.way(enrolment)
    return render(
        request,
        "learning/my_group.html",
        {
            "enrolment": enrolment,
            "group": enrolment.group,
            "way": way,
            "results": queries.results(enrolment) if way.next == queries.Next.RESULT else None,
            "shares": permissions.shares_result(enrolment),
            "counted": has_consent(
                enrolment.person_id, Consent.Purpose.COUNT_IN_PLAN, enrolment.group_id
            ),
            "questions": enrolment.group.programme.body["consent"]["questions"],
        },
    )


@require_GET
def my_code(request: HttpRequest) -> HttpResponse:
    """The code to write down, shown until the person goes on."""
    enrolment, code = _enrolment(request), request.session.get(SESSION_CODE)
    if enrolment is None or not code:
        return redirect("my-group")
    return render(request, "learning/my_code.html", {"enrolment": enrolment, "code": code})


@get_or_post
def my_check(request: HttpRequest, occasion: str) -> HttpResponse:
    """What the check is and who helps; then it begins, or goes on where it was left."""
    enrolment = _mine(request)
    if occasion not in Occasion.values:
        raise NotFound
    way = queries.way(enrolment)
    begun = way.before if occasion == Occasion.BEFORE else way.after
    if begun is not None:
        return redirect("check-question", begun.id)
    rules = enrolment.group.programme.body["checks"][occasion]
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.start_check(
                actor_of(request),
                enrolment,
                occasion,
                mode=form.cleaned_data["mode"],
                language=reader_language(),
                elder=request.preferences.elder,  # type: ignore[attr-defined]
            )
        except Refused as refusal:
            messages.warning(request, refusal.message)
            return redirect("my-group")
        return redirect("check-question", link.check_taken_id)
    return render(
        request,
        "learning/my_check.html",
        {
            "occasion": occasion,
            "form": form,
            "blueprint": assessment.blueprint(rules["blueprint"]).body,
            "may_skip": occasion == Occasion.BEFORE and not way.skipped,
        },
    )


@require_POST
def skip_before(request: HttpRequest) -> HttpResponse:
    actions.skip_before(actor_of(request), _mine(request))
    return redirect("my-group")


@require_POST
def open_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    actions.open_lesson(actor_of(request), _mine(request), slug)
    return redirect("my-lesson", slug)


@get_or_post
def my_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """The lesson as everybody sees it, with a way back to the group at its end."""
    enrolment = _mine(request)
    way = queries.way(enrolment)
    found = next((one for one in way.lessons if one.lesson.slug == slug), None)
    if found is None:
        raise NotFound
    context = page_of(request, found.lesson) | {
        "finish_template": "learning/lesson_finish.html",
        "finished": found.finished,
    }
    return render(request, "library/lesson.html", context)


@require_POST
def finish_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    actions.finish_lesson(actor_of(request), _mine(request), slug)
    return redirect("my-group")


@require_POST
def consents(request: HttpRequest) -> HttpResponse:
    """Change a yes or a no, given to one of the two questions."""
    enrolment, actor = _mine(request), actor_of(request)
    yes = request.POST.get("answer") == "yes"
    setters = {
        Consent.Purpose.TRAINER_SEES_RESULT.value: actions.set_sharing_consent,
        Consent.Purpose.COUNT_IN_PLAN.value: actions.set_counting_consent,
    }
    setter = setters.get(request.POST.get("purpose", ""))
    if setter is None:
        raise NotFound
    setter(actor, enrolment, yes)
    messages.success(request, _("It is noted. You can change it at any time."))
    return redirect("my-group")


def _enrolment(request: HttpRequest) -> Enrolment | None:
    person = person_of(request)
    return queries.latest_enrolment(person) if person else None


def _mine(request: HttpRequest) -> Enrolment:
    enrolment = _enrolment(request)
    if enrolment is None:
        raise NotFound
    return enrolment
