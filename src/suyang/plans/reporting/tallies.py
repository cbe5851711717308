"""How complete and timely the reports of all units below are, counted by the database.

A nation has thousands of counties: nothing here reads them one by one. `below` and `over_time` ask
the same few questions however many units there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import (
    Count,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import TruncDate

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import tree
from suyang.organisations.models import Ancestry, UnitVersion
from suyang.plans.models import Report, ReportDue, ReportForm, ReportStep
from suyang.plans.periods import Period
from suyang.plans.reporting.standing import (
    APPROVED,
    EXCUSED,
    LATE,
    OPEN,
    RETURNED,
    SUBMITTED,
    Asked,
    asked,
)

State = Report.State
# Not handed up, for whatever reason: returned, late or open.
MISSING: Final = "missing"
_COUNTED: Final = ("asked", "handed_up", "on_time", "approved", "late", "returned", "excused")


@dataclass
class Tally:
    """How a unit and all below it stand in one period, in numbers of units."""

    asked: int = 0
    handed_up: int = 0
    on_time: int = 0
    approved: int = 0
    late: int = 0
    returned: int = 0
    excused: int = 0

    def count(self, one: Asked) -> None:
        """One report that a unit was asked for."""
        if one.standing == EXCUSED:
            self.excused += 1
            return
        self.asked += 1
        self.approved += one.standing == APPROVED
        self.late += one.standing == LATE
        self.returned += one.standing == RETURNED
        self.handed_up += one.standing in (SUBMITTED, APPROVED)
        if one.first is not None and clock.local_day(one.first) <= one.due.due:
            self.on_time += 1

    def add(self, other: Tally) -> None:
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def complete(self) -> int | None:
        """Percent of those asked that have handed up."""
        return round(100 * self.handed_up / self.asked) if self.asked else None

    def stand(self, state: str) -> int:
        """How many stand so (`standing.ORDER`), or did not hand up (`MISSING`)."""
        return {
            MISSING: self.asked - self.handed_up,
            RETURNED: self.returned,
            LATE: self.late,
            OPEN: self.asked - self.handed_up - self.late - self.returned,
            SUBMITTED: self.handed_up - self.approved,
            APPROVED: self.approved,
            EXCUSED: self.excused,
        }[state]

    @property
    def timely(self) -> int | None:
        """Percent of those asked that first handed up by the day."""
        return round(100 * self.on_time / self.asked) if self.asked else None


@dataclass
class Branch:
    """A unit directly below the one that looks: its own report, and the tally of its subtree."""

    unit: uuid.UUID
    name: Text
    own: Asked | None = None
    tally: Tally = field(default_factory=Tally)


def below(form: ReportForm, period: Period, top: uuid.UUID) -> tuple[Tally, list[Branch]]:
    """How all below (and at) `top` stand, together and by the units directly below."""
    on = period.last_day
    dues = _standing(form.dues.filter(period=str(period)))
    counted = {top: _counted(dues.filter(unit_id=top))}
    children = Ancestry.objects.filter(
        tree.valid(on), ancestor_id=top, depth=1, standing=True
    ).values("unit_id")
    # The way up from each unit passes through one child of `top`, or never comes to `top`.
    way = Ancestry.objects.filter(
        tree.valid(on), unit_id=OuterRef("unit_id"), ancestor_id__in=children, standing=True
    )
    branch_of = Subquery(way.values("ancestor_id")[:1], output_field=UUIDField())
    for branch, tally in _counted_by("branch", dues.annotate(branch=branch_of)).items():
        if branch is not None:
            counted[branch] = tally
    whole = Tally()
    for tally in counted.values():
        whole.add(tally)
    branches = {
        unit: Branch(unit, {}, tally=tally)
        for unit, tally in counted.items()
        if tally.asked or tally.excused
    }
    own = form.dues.filter(period=str(period), unit_id__in=list(branches))
    for one in asked(own.select_related("form__plan", "unit")):
        branches[one.due.unit_id].own = one
    versions = UnitVersion.objects.filter(tree.valid(on), unit_id__in=list(branches))
    codes = {}
    for version in versions.select_related("unit"):
        branches[version.unit_id].name = version.name
        codes[version.unit_id] = version.unit.code
    # The looking unit's own report stands first.
    ordered = sorted(branches.values(), key=lambda one: (one.unit != top, codes.get(one.unit, "")))
    return whole, ordered


def over_time(
    form: ReportForm, periods: Sequence[Period], top: uuid.UUID
) -> list[tuple[Period, Tally]]:
    """How all below (and at) `top` stood in several periods, in their order."""
    if not periods:
        return []
    # Where a unit stood is asked for each period by itself: it may have moved between two of them.
    inside = Q(pk=None)
    for one in periods:
        inside |= Q(period=str(one), unit_id__in=tree.within(top, one.last_day))
    dues = form.dues.filter(inside)
    found = _counted_by("period", _standing(dues))
    return [(one, found.get(str(one), Tally())) for one in periods]


def by_form(
    dues: QuerySet[ReportDue], wanted: Collection[tuple[uuid.UUID, str]]
) -> dict[tuple[uuid.UUID, str], Tally]:
    """How those that were asked stood, for each of some forms and periods; no unit is read."""
    some = Q(pk=None)
    for form, period in wanted:
        some |= Q(form_id=form, period=period)
    standing = _standing(dues.filter(some)).order_by()
    rows: Any = standing.values("form_id", "period").annotate(**_SUMS)
    return {
        (row["form_id"], row["period"]): Tally(**{name: row[name] for name in _COUNTED})
        for row in rows
    }


def standing_so(dues: QuerySet[ReportDue], state: str) -> QuerySet[ReportDue, Any]:
    """Those of which the report stands so (`standing.ORDER`) or was not handed up (`MISSING`), all
    for no state; in the order of the units' codes."""
    found = _standing(dues)
    if state:
        found = found.filter(_STANDS[state])
    return found.order_by("unit__code", "pk")


def within(form: ReportForm, period: Period, top: uuid.UUID) -> QuerySet[ReportDue]:
    """What the unit and all below it were asked for."""
    inside = tree.within(top, period.last_day)
    return ReportDue.objects.filter(form=form, period=str(period), unit_id__in=inside)


def _counted(dues: QuerySet[ReportDue, Any]) -> Tally:
    return Tally(**dues.aggregate(**_SUMS))


def _counted_by(what: str, dues: QuerySet[ReportDue, Any]) -> dict[Any, Tally]:
    """A tally for each value of a field or annotation."""
    rows: Any = dues.order_by().values(what).annotate(**_SUMS)
    return {row[what]: Tally(**{name: row[name] for name in _COUNTED}) for row in rows}


def _standing(dues: QuerySet[ReportDue]) -> QuerySet[ReportDue, Any]:
    """Each with the state of its report, the day on which it was first handed up, and whether it
    counts: an excused unit does only once its report is approved (`standing.standing`)."""
    report = Report.objects.filter(
        form_id=OuterRef("form_id"), unit_id=OuterRef("unit_id"), period=OuterRef("period")
    )
    handed = ReportStep.objects.filter(
        report__form_id=OuterRef("form_id"),
        report__unit_id=OuterRef("unit_id"),
        report__period=OuterRef("period"),
        kind=ReportStep.Kind.SUBMITTED,
    )
    first = handed.order_by().values("report").annotate(first=Min("at")).values("first")
    return dues.annotate(
        state=Subquery(report.values("state")[:1]), first=Subquery(first[:1])
    ).annotate(first_day=TruncDate("first"), today=Value(clock.today(), DateField()))


_COUNTS = Q(excused="") | Q(state=State.APPROVED)
_HANDED = Q(state__in=(State.SUBMITTED, State.APPROVED))
_NOT_BEGUN = Q(state=None) | Q(state=State.DRAFT)
_STANDS: Final[dict[str, Q]] = {
    MISSING: Q(excused="") & (_NOT_BEGUN | Q(state=State.RETURNED)),
    RETURNED: Q(excused="", state=State.RETURNED),
    LATE: Q(excused="", due__lt=F("today")) & _NOT_BEGUN,
    OPEN: Q(excused="", due__gte=F("today")) & _NOT_BEGUN,
    SUBMITTED: Q(excused="", state=State.SUBMITTED),
    APPROVED: Q(state=State.APPROVED),
    EXCUSED: ~Q(excused="") & (Q(state=None) | ~Q(state=State.APPROVED)),
}
_SUMS: Final = {
    "asked": Count("pk", filter=_COUNTS),
    "handed_up": Count("pk", filter=_COUNTS & _HANDED),
    "on_time": Count("pk", filter=_COUNTS & Q(first_day__lte=F("due"))),
    "approved": Count("pk", filter=Q(state=State.APPROVED)),
    "late": Count(
        "pk",
        filter=Q(excused="", due__lt=F("today")) & (Q(state=None) | Q(state=State.DRAFT)),
    ),
    "returned": Count("pk", filter=Q(excused="", state=State.RETURNED)),
    # Not `~_COUNTS`: of a unit without a report the state is unknown, and so would be its opposite.
    "excused": Count("pk", filter=~Q(excused="") & (Q(state=None) | ~Q(state=State.APPROVED))),
}
