"""Who was asked for a report and how each stands: units a page at a time, of one unit and below."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from suyang.foundation.permissions import Denied, NotFound
from suyang.organisations import queries as units
from suyang.organisations.permissions import may
from suyang.plans.listing import A_PAGE, LONGEST, called
from suyang.plans.periods import Period
from suyang.plans.reporting import standing, tallies
from suyang.plans.reporting.views import actor_of, office, uuid_of
from suyang.plans.reporting.views.review import STATES, chosen_form, chosen_period


@office
def units_asked(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    top = standing.seen_unit(actor, uuid_of(request.GET.get("unit")))
    if top is None:
        raise NotFound if request.GET.get("unit") else Denied
    forms = standing.forms_seen(top)
    form = chosen_form(request, forms)
    context = {"unit": top, "unit_name": units.name_of(top), "forms": forms, "form": form}
    if form is not None:
        periods = standing.periods_of(form)
        period = chosen_period(request, periods)
        state = request.GET.get("state", "")
        state = state if state in STATES else ""
        words = request.GET.get("words", "").strip()[:LONGEST]
        context |= _listed(request.GET.get("page"), form, period, top, state, words)
        asked = {"unit": str(top), "form": str(form.id), "period": str(period), "state": state}
        context |= {
            "periods": periods,
            "period": period,
            "state": state,
            "states": STATES,
            "words": words,
            "query": urlencode(asked | {"words": words}),
            "listed": urlencode(asked),
            "may_excuse": may(actor, "report.decide", top),
            "may_ask": may(actor, "follow_up.ask", top),
        }
    return render(request, "plans/reporting/units.html", context)


def _listed(
    number: str | None, form: object, period: Period, top: object, state: str, words: str
) -> dict[str, object]:
    dues = tallies.within(form, period, top)  # type: ignore[arg-type]
    if words:
        dues = dues.filter(unit_id__in=called(words))
    found = tallies.standing_so(dues, state).select_related("form__plan", "unit")
    page = Paginator(found, A_PAGE).get_page(number)
    return {"page": page, "rows": standing.asked(page.object_list)}
