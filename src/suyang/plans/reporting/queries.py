"""Reads about reports: their indicators and questions, what stood there before, who decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import MAY, Actor, may, tops_where, units_where
from suyang.people.models import Person
from suyang.plans.models import Indicator, Report, ReportDue, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting.values import Values

_NAMED = 5


def form(form_id: uuid.UUID) -> ReportForm:
    found = ReportForm.objects.select_related("plan", "unit").filter(id=form_id).first()
    if found is None:
        raise NotFound
    return found


def visible_forms(actor: Actor) -> QuerySet[ReportForm]:
    """Forms of units whose reports the actor sees, and those that ask such units from above."""
    seen = units_where(actor, "report.see")
    above = {one for top in tops_where(actor, "report.see") for one in tree.path(top, actor.on)}
    asked = ReportDue.objects.filter(form=OuterRef("pk"), unit_id__in=seen)
    found = ReportForm.objects.select_related("plan", "unit")
    return found.filter(Q(unit_id__in=seen) | Q(Exists(asked), unit_id__in=above))


def visible_form(actor: Actor, form_id: uuid.UUID) -> ReportForm:
    """Raises NotFound for a form that the actor does not see."""
    found = visible_forms(actor).filter(id=form_id).first()
    if found is None:
        raise NotFound
    return found


def report(actor: Actor, report_id: uuid.UUID) -> Report:
    """A report for whoever may see it; for everybody else there is none."""
    found = Report.objects.select_related("form__plan", "unit").filter(id=report_id).first()
    if found is None or not may(actor, "report.see", found.unit_id):
        raise NotFound
    return found


def indicators_of(of: ReportForm) -> list[Indicator]:
    """The form's indicators in its order."""
    slugs = [field["indicator"] for field in of.fields if "indicator" in field]
    known = {one.slug: one for one in Indicator.objects.filter(slug__in=slugs)}
    return [known[slug] for slug in slugs if slug in known]


def questions_of(of: ReportForm) -> list[Mapping[str, Any]]:
    """The form's questions in its order: {"question": id, "text": {…}, "required": bool}."""
    return [field for field in of.fields if "question" in field]


def values_before(of: Report) -> Values:
    """The approved values of the period before."""
    earlier = str(Period.read(of.period).shifted(-1))
    found = Report.objects.filter(
        form=of.form, unit=of.unit_id, period=earlier, state=Report.State.APPROVED
    ).first()
    return found.values if found else {}


def names_in_words(unit_ids: Sequence[uuid.UUID]) -> str:
    """The first few names, and that there are more."""
    names = units.names(unit_ids[:_NAMED])
    said = ", ".join(plain(names[one]) for one in unit_ids[:_NAMED] if one in names)
    return said + (" …" if len(unit_ids) > _NAMED else "")


def above(unit: uuid.UUID, period: Period) -> uuid.UUID:
    """The unit directly above on the period's last day; the unit itself at the top."""
    path = tree.path(unit, period.last_day)
    return path[1] if len(path) > 1 else path[0]


def approved_above(of: Report) -> list[Report]:
    """Approved reports of the units above that rest on this one, nearest first."""
    path = tree.path(of.unit_id, Period.read(of.period).last_day)[1:]
    found = Report.objects.filter(
        form=of.form_id, period=of.period, unit_id__in=path, state=Report.State.APPROVED
    )
    return sorted(found, key=lambda one: path.index(one.unit_id))


def waiting_below(of: Report, below: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Of the units below that were asked, those whose report is not approved."""
    approved = set(
        Report.objects.filter(
            form=of.form_id, period=of.period, unit_id__in=below, state=Report.State.APPROVED
        ).values_list("unit_id", flat=True)
    )
    return [unit for unit in below if unit not in approved]


def others_decide(unit: uuid.UUID, person: uuid.UUID | None) -> bool:
    """Whether somebody else than this person may decide on reports handed up to the unit."""
    today = clock.today()
    roles = [role for role, actions in MAY.items() if "report.decide" in actions]
    path = tree.path(unit, today)
    held = RoleGrant.objects.filter(tree.valid(today), role__in=roles, unit_id__in=path)
    return any(
        grant.unit_id == unit or grant.reach == RoleGrant.Reach.BELOW
        for grant in held.exclude(person_id=person or uuid.UUID(int=0))
    )


def person_name(person: uuid.UUID | None) -> str:
    """Who did a step; "the office" where it was a command or the person is no longer there."""
    return person_names([person]).get(person, _("the office"))


def person_names(people: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    found = Person.objects.filter(id__in={one for one in people if one}, erased_at=None)
    return {one.id: one.name for one in found}
