"""Defining report forms: what units report to a plan, and how often."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans import queries
from suyang.plans.indicators import queries as indicators
from suyang.plans.models import Indicator, Plan, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import asking, rules
from suyang.plans.reporting.values import TOTAL

_QUESTION = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_DAYS = 180
MOST_YEARS_BACK = 10


@transaction.atomic
def define_form(
    actor: Actor,
    plan: Plan,
    unit: Unit,
    *,
    title: Mapping[str, str],
    frequency: str,
    fields: Sequence[Mapping[str, Any]],
    kinds: Sequence[str] = (),
    form_rules: Sequence[Mapping[str, Any]] = (),
    days: int = 10,
    first_period: str = "",
    last_period: str = "",
    id: uuid.UUID | None = None,
) -> ReportForm:
    """A form for the units at and below `unit`, from a period on (the running one).

    The same `id` again makes nothing twice. Raises Denied without `form.define` in the unit,
    NotFound for a plan or an indicator that the actor does not see, Refused for indicators, rules,
    periods that do not fit each other.
    """
    require(actor, "form.define", unit)
    # The same twice at once: the second waits here, and finds the first.
    Unit.objects.select_for_update().get(id=unit.id)
    known = ReportForm.objects.filter(id=id).first() if id else None
    if known is not None:
        return known
    if not queries.is_open(plan, actor):
        raise NotFound
    if plan.state == Plan.State.CLOSED:
        raise Refused(
            _("This plan is closed: nothing is reported to it any more. Choose another one."),
            code="closed",
            field="plan",
        )
    today = clock.today()
    first = _period(first_period or str(Period.on(today, frequency)), frequency, "first_period")
    if first.year < today.year - MOST_YEARS_BACK:
        raise Refused(
            _("Reports are asked for at most %(years)s years back.") % {"years": MOST_YEARS_BACK},
            field="first_period",
        )
    if last_period:
        last = _period(last_period, frequency, "last_period")
        if last.first_day < first.first_day:
            raise Refused(_("The last period is before the first one."), field="last_period")
    if not 0 <= days <= MOST_DAYS:
        raise Refused(
            _("The days after the period are 0 to %(most)s.") % {"most": MOST_DAYS}, field="days"
        )
    for kind in kinds:
        if kind not in Unit.Kind.values:
            raise Refused(_("There is no such kind of unit."), field="kinds")
    _check_fields(actor, fields)
    _check_rules(form_rules, {one["indicator"] for one in fields if "indicator" in one})
    form = ReportForm.objects.create(
        id=id or uuid7(),
        plan=plan,
        title=dict(title),
        frequency=frequency,
        unit=unit,
        kinds=list(kinds),
        fields=[dict(one) for one in fields],
        rules=[dict(one) for one in form_rules],
        days=days,
        first_period=str(first),
        last_period=last_period,
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    audit.record(
        f"plan:{plan.id}:forms", actor, "form.defined", form=str(form.id), unit=str(unit.id)
    )
    asking.ask(form, today)
    return form


@transaction.atomic
def end_form(actor: Actor, form: ReportForm, last_period: str) -> ReportForm:
    """No more reports after a period; later ones that nobody began are not asked for."""
    require(actor, "form.define", form.unit_id)
    last = _period(last_period, form.frequency, "last_period")
    form = ReportForm.objects.select_for_update().get(id=form.id)
    if form.last_period == str(last):
        return form
    later = [
        str(one)
        for one in form.reports.values_list("period", flat=True).distinct()
        if Period.read(one).first_day > last.first_day
    ]
    if later:
        raise Refused(
            _("Reports of later periods exist already: %(periods)s. Choose a later end.")
            % {"periods": ", ".join(sorted(later)[:5])},
            field="last_period",
        )
    form.last_period = str(last)
    form.save(update_fields=["last_period"])
    form.dues.filter(period__gt=str(last)).delete()
    audit.record(
        f"plan:{form.plan_id}:forms", actor, "form.ended", form=str(form.id), last=str(last)
    )
    return form


def _period(written: str, frequency: str, field: str) -> Period:
    try:
        found = Period.read(written)
    except ValueError:
        found = None
    if found is None or found.frequency != frequency:
        example = Period.on(dt.date(2026, 11, 1), frequency)
        raise Refused(
            _("Please write the period as %(example)s.") % {"example": example}, field=field
        )
    return found


def _check_fields(actor: Actor, fields: Sequence[Mapping[str, Any]]) -> None:
    slugs = [one["indicator"] for one in fields if "indicator" in one]
    questions = [one["question"] for one in fields if "question" in one]
    if not slugs and not questions:
        raise Refused(_("A form asks for something. Choose an indicator."), field="fields")
    if len(set(slugs)) < len(slugs) or len(set(questions)) < len(questions):
        raise Refused(_("The same thing is asked for twice."), field="fields")
    known = {one.slug: one for one in indicators.visible(actor).filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in known:
            raise NotFound
        if known[slug].kind == Indicator.Kind.NOT_PUBLISHED:
            raise Refused(
                _(
                    "The plan does not say what this indicator counts. Define one that says it, "
                    "and report that."
                ),
                field="fields",
            )
        if known[slug].formula:
            raise Refused(
                _("This indicator is worked out from others; report those."), field="fields"
            )
    for one in questions:
        if not _QUESTION.fullmatch(one):
            raise Refused(_("A question's name has small letters and digits."), field="fields")


def _check_rules(form_rules: Sequence[Mapping[str, Any]], asked: set[str]) -> None:
    columns = {one.slug: {TOTAL, *one.columns} for one in Indicator.objects.filter(slug__in=asked)}
    for rule in form_rules:
        named: list[tuple[str, str]] = []
        if rule.get("kind") == "at_most":
            named = [tuple(rule["left"]), tuple(rule["right"])]
        elif rule.get("kind") == "sum":
            named = [(rule["indicator"], part) for part in rule["parts"]]
        elif rule.get("kind") in rules.KINDS:
            named = [(rule["indicator"], rule.get("column", TOTAL))]
        if not named or any(column not in columns.get(slug, ()) for slug, column in named):
            raise Refused(_("A rule speaks of a figure that the form has not."), field="rules")
