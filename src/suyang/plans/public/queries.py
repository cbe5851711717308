"""What everybody reads: published texts, and approved figures of the office that published them, of
a plan of the content those of the office at the top here; where it says so, of each unit directly
below it, too.

Texts are those of editions, never the ones that are worked on. Figures are read as by nobody in
particular, so that small numbers are withheld; only totals. What is withheld is the same whoever
publishes, so that figures of two levels never tell it together (docs/decisions/0014).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import NOBODY
from suyang.plans import editions
from suyang.plans.figures import queries as figures
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.queries import SOURCE, Figure
from suyang.plans.goals import queries as goals
from suyang.plans.goals.rules import Answer, Because, Outcome, Part, decide
from suyang.plans.models import Indicator, Plan, PlanEdition, PublicOffice, Target
from suyang.plans.periods import MONTHS, Period
from suyang.plans.public import eligible
from suyang.plans.public.actions import is_public, shows_figures, shows_units
from suyang.plans.targets import queries as targets
from suyang.plans.targets.queries import Standing
from suyang.plans.validity import EXPIRED

# Periods of each indicator that a download holds, the one that is going on left out.
PERIODS = 12


@dataclass(frozen=True)
class UnitFigure:
    """The approved figure of a unit directly below; code: of the administrative division."""

    code: str
    name: Text
    figure: Figure


@dataclass(frozen=True)
class Series:
    """An indicator with its totals, the earliest first; `latest`: the newest that says something,
    else the newest. units: those directly below in that period, where the office shows them."""

    indicator: Indicator
    figures: tuple[Figure, ...]
    units: tuple[UnitFigure, ...] = ()

    @property
    def latest(self) -> Figure:
        return _latest(self.figures)


@dataclass(frozen=True)
class Goal:
    """A goal as it was published. outcome: None where nothing judges it here."""

    slug: str
    text: Text
    outcome: Outcome | None
    parts: tuple[goals.Judged, ...] = ()


@dataclass(frozen=True)
class PublicPlan:
    """A plan for everybody. office: whose figures stand beside it, None where none do."""

    plan: Plan
    edition: PlanEdition | None
    text: dict[str, Any]
    issued_by: list[Text]
    office: uuid.UUID | None
    office_name: Text
    series: list[Series]
    standings: list[Standing]
    goals: list[Goal]


def top_office() -> uuid.UUID | None:
    """The office at the top of this installation, if it chose to publish."""
    here = units.installation()
    if here is None:
        return None
    top = tree.path(here.office_id, clock.today())[-1]
    return top if shows_figures(top) else None


def offered() -> QuerySet[Plan]:
    """Plans of the content, and those of offices that publish, as far as they have an edition."""
    public = PublicOffice.objects.filter(on=True).values("unit_id")
    found = Plan.objects.exclude(state=Plan.State.DRAFT).filter(
        Q(unit=None) | Q(unit_id__in=public, editions__isnull=False)
    )
    return found.distinct().order_by("-year", "slug")


def page(slug: str) -> PublicPlan:
    """Raises NotFound for a draft, and for a plan of an office that does not publish."""
    plan = Plan.objects.filter(slug=slug).exclude(state=Plan.State.DRAFT).first()
    if plan is None or (plan.unit_id is not None and not is_public(plan.unit_id)):
        raise NotFound
    edition = editions.shown_on(plan, clock.today()) if plan.unit_id else None
    text = edition.text if edition else _content(plan)
    office = _office(plan)
    shown = eligible.indicators(_indicators(plan, text)) if office else []
    judged = _standings(plan, text, office, shown) if office else []
    return PublicPlan(
        plan,
        edition,
        text,
        _issued_by(plan, text),
        office,
        units.names([office]).get(office, {}) if office else {},
        _all_series(shown, office) if office else [],
        judged,
        _goals(plan, text, office),
    )


def _office(plan: Plan) -> uuid.UUID | None:
    """Whose figures stand beside a plan."""
    if plan.unit_id is None:
        return top_office()
    return plan.unit_id if shows_figures(plan.unit_id) else None


def _content(plan: Plan) -> dict[str, Any]:
    """A plan of the content in the shape of an edition: it has none, and never changes here."""
    return {
        "title": plan.title,
        "year": plan.year,
        "numbering": "decimal",
        "goals": [{"slug": one.slug, "text": one.body["text"]} for one in plan.goals.all()],
        "aspects": [
            {
                "number": aspect.number,
                "title": aspect.body["title"],
                "tasks": [
                    {"slug": task.slug, "number": task.number, "title": task.body["title"]}
                    for task in aspect.tasks.all()
                ],
            }
            for aspect in plan.aspects.prefetch_related("tasks")
        ],
    }


def _issued_by(plan: Plan, text: dict[str, Any]) -> list[Text]:
    from suyang.plans import queries

    unit = text.get("unit")
    return [unit["name"]] if unit else queries.issuing_bodies(plan)


def _indicators(plan: Plan, text: dict[str, Any]) -> list[Indicator]:
    """Those that the published text names."""
    rows = Indicator.objects.select_related("plan")
    if plan.unit_id is None:
        return list(rows.filter(plan=plan).exclude(kind=Indicator.Kind.NOT_PUBLISHED))
    slugs = {one for task in editions.tasks_in(text).values() for one in task["indicators"]}
    return list(rows.filter(slug__in=slugs).exclude(kind=Indicator.Kind.NOT_PUBLISHED))


def _all_series(shown: list[Indicator], office: uuid.UUID) -> list[Series]:
    below = shows_units(office)
    found = [_series(one, office, below) for one in shown]
    return [one for one in found if one.figures]


def _series(one: Indicator, office: uuid.UUID, below: bool) -> Series:
    length = one.frequency if one.frequency in MONTHS else "year"
    periods = figures.until(Period.on(clock.today(), length).shifted(-1), PERIODS)
    if not below:
        found = figures.of_periods(one, office, periods, (TOTAL,), NOBODY)
        return Series(one, _approved(found))
    family = figures.family(one, office, periods, _chosen, NOBODY)
    return Series(one, _approved(family.whole), _units(family.below))


def _approved(found: Sequence[Figure]) -> tuple[Figure, ...]:
    """Without what a source counted, which nobody approved."""
    return tuple(one for one in found if one.came_from != SOURCE)


def _latest(found: Sequence[Figure]) -> Figure:
    said = [one for one in found if one.value is not None or one.mark in ("suppressed", EXPIRED)]
    return said[-1] if said else found[-1]


def _chosen(found: Sequence[Figure]) -> Figure:
    """The figure of the period that the page shows."""
    return _latest(_approved(found) or found)


def _units(below: dict[uuid.UUID, Figure]) -> tuple[UnitFigure, ...]:
    codes = dict(Unit.objects.filter(id__in=below).values_list("id", "code"))
    names = units.names(below) if below else {}
    return tuple(
        UnitFigure(codes[one], names.get(one, {}), _nothing_counted(found))
        for one, found in below.items()
    )


def _nothing_counted(found: Figure) -> Figure:
    """A unit's figure that a source counted is none here."""
    if found.came_from != SOURCE:
        return found
    return replace(
        found,
        value=None,
        mark="missing",
        count=None,
        of=None,
        error=None,
        low=None,
        high=None,
        n=0,
        came_from="",
    )


def _standings(
    plan: Plan, text: dict[str, Any], office: uuid.UUID, shown: list[Indicator]
) -> list[Standing]:
    """Targets of the office for the plan's published tasks, or for no task, judged by figures that
    everybody may see."""
    rows = targets.current(unit=office).filter(
        indicator__in=shown, column="total", set_on__lte=clock.today()
    )
    public = [one for one in rows if _published(one, plan, text)]
    judged = targets.standings(public, NOBODY)
    return [one for one in judged if one.figure.came_from != SOURCE]


def _published(target: Target, plan: Plan, text: dict[str, Any]) -> bool:
    if target.task is None:
        return True
    return target.task.plan_id == plan.pk and target.task.slug in editions.tasks_in(text)


def _goals(plan: Plan, text: dict[str, Any], office: uuid.UUID | None) -> list[Goal]:
    """The published goals. What rests on a figure or target that is not public is unknown."""
    judged = {}
    if office is not None:
        judged = {one.goal.slug: one for one in goals.of_plan(plan, office, NOBODY)}
    found = []
    for goal in text.get("goals", ()):
        standing = judged.get(goal["slug"])
        if standing is None or not standing.parts:
            found.append(Goal(goal["slug"], goal["text"], None))
            continue
        parts = tuple(_masked(part, plan, text) for part in standing.parts)
        needs = standing.goal.rule.get("needs", "all")
        outcome = decide(needs, [one.part.answer for one in parts])
        found.append(Goal(goal["slug"], goal["text"], outcome, parts))
    return found


def _masked(part: goals.Judged, plan: Plan, text: dict[str, Any]) -> goals.Judged:
    shown = part.indicator is not None and bool(eligible.indicators([part.indicator]))
    counted = any(one is not None and one.came_from == SOURCE for one in (part.before, part.now))
    if part.target is not None and not _published(part.target, plan, text):
        shown = False
    if shown and not counted:
        return part
    unknown = Part(Answer.UNKNOWN, Because.NO_FIGURE)
    hidden = part.indicator if part.indicator and part.indicator.owner_id is None else None
    return replace(part, indicator=hidden, part=unknown, before=None, now=None, target=None)
