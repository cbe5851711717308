"""A new plan, and last year's copied: dates a year on, states back at the beginning."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import uuid
from collections.abc import Set as AbstractSet
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import CODE_ALPHABET
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import Aspect, Goal, KeyTask, Milestone, Plan, Target, TaskIndicator
from suyang.plans.periods import Period
from suyang.plans.writing import access, numbering
from suyang.plans.writing.places import lay_numbers, touched
from suyang.plans.writing.wording import check_seen, text_of, title_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


def stream(plan: Plan) -> str:
    """The audit stream of a plan."""
    return f"plan:{plan.slug}"


@transaction.atomic
def make_plan(
    actor: Actor,
    unit: Unit,
    title: Text,
    year: int,
    *,
    key: uuid.UUID,
    intro: Text | None = None,
    scheme: str = numbering.CHINESE,
    adopts: Plan | None = None,
) -> Plan:
    """An empty draft. The same `key` makes it once."""
    require(actor, "plan.write", unit)
    slug = slug_of(key, year)
    known = Plan.objects.filter(slug=slug).first()
    if known is not None:
        if known.unit_id != unit.id:
            raise NotFound
        return known
    row = Plan.objects.create(
        slug=slug,
        title=title_of(title),
        year=_year(year),
        unit=unit,
        state=Plan.State.DRAFT,
        adopts=adopts,
        made_by=actor.person_id,
        made_at=clock.now(),
        body={"intro": text_of(intro or {}), "numbering": _scheme(scheme), "serial": 0},
    )
    audit.record(
        stream(row),
        actor,
        "plan.made",
        unit=str(unit.id),
        title=row.title,
        year=row.year,
        adopts=adopts.slug if adopts else None,
    )
    return row


@transaction.atomic
def change_plan(
    actor: Actor,
    plan: Plan,
    *,
    title: Text,
    year: int,
    intro: Text,
    scheme: str,
    seen: str | None = None,
) -> Plan:
    """Title, year, the words before the first aspect, how things are numbered."""
    row = access.locked(actor, plan)
    now = head_of(row)
    wanted: dict[str, Any] = {
        "title": title_of(title),
        "year": _year(year),
        "intro": text_of(intro, "intro_zh"),
        "numbering": _scheme(scheme),
    }
    if not check_seen(now, wanted, seen):
        return row
    row.title, row.year = title_of(title), _year(year)
    row.body = {**row.body, "intro": wanted["intro"], "numbering": wanted["numbering"]}
    touched(row)
    if wanted["numbering"] != now["numbering"]:
        lay_numbers(row)
    audit.record(stream(row), actor, "plan.changed", before=now, after=wanted)
    return row


def head_of(plan: Plan) -> dict[str, Any]:
    """What of a plan stands before its aspects."""
    return {
        "title": dict(plan.title),
        "year": plan.year,
        "intro": dict(plan.body.get("intro") or {}),
        "numbering": plan.body.get("numbering", numbering.DECIMAL),
    }


@transaction.atomic
def copy_plan(
    actor: Actor,
    source: Plan,
    unit: Unit,
    title: Text,
    year: int,
    *,
    key: uuid.UUID,
    targets: bool = False,
) -> Plan:
    """Another plan as a draft of `unit`, for another year: milestones so many years on, not done;
    tasks planned; risks and documents left behind; targets only when asked for. What it adopted was
    of another year, and is not carried out by the copy."""
    if not access.sees(actor, source):
        raise NotFound
    require(actor, "plan.write", unit)
    if source.unit_id and source.unit_id != unit.id:
        require(actor, "plan.see_drafts", source.unit_id)
    known = Plan.objects.filter(slug=slug_of(key, year), unit=unit).first()
    if known is not None:
        return known
    made = make_plan(
        actor,
        unit,
        title,
        year,
        key=key,
        intro=source.body.get("intro") or {},
        scheme=source.body.get("numbering", numbering.DECIMAL),
    )
    if made.copied_from_id == source.pk:
        return made
    made.copied_from = source
    years = year - source.year
    for goal in source.goals.all():
        kept = {"text": goal.body.get("text", {})}
        Goal.objects.create(
            plan=made, slug=goal.slug, position=goal.position, body=kept, rule=goal.rule
        )
    aspects = set(source.aspects.filter(withdrawn_on=None).values_list("pk", flat=True))
    tasks = list(access.current(source.tasks.all()))
    copied = copy_text(made, source, tasks, years, aspects)
    if targets:
        require(actor, "target.set", unit)
        _copy_targets(actor, copied, unit, years)
    made.save(update_fields=["copied_from", "body"])
    audit.record(stream(made), actor, "plan.copied", source=source.slug, tasks=len(copied))
    return made


def copy_text(
    made: Plan,
    source: Plan,
    tasks: list[KeyTask],
    years: int,
    empty: AbstractSet[int] = frozenset(),
    *,
    led: bool = True,
) -> list[tuple[KeyTask, KeyTask]]:
    """Copy the tasks with their aspects into `made`; (source, copy) of each. `empty`: aspects that
    are copied even without tasks. `led`: aspects keep their lead bodies. `made` is saved by the
    caller."""
    wanted = {task.aspect_id for task in tasks} | empty
    found: list[tuple[KeyTask, KeyTask]] = []
    serial = made.body.get("serial", 0)
    position = 0
    for place, aspect in enumerate(source.aspects.filter(pk__in=wanted), start=1):
        row = Aspect.objects.create(
            plan=made,
            number=f"~{place}",
            position=place,
            body={
                "title": aspect.body["title"],
                "text": aspect.body.get("text") or {},
                "lead": aspect.body.get("lead") if led else None,
            },
        )
        for task in (one for one in tasks if one.aspect_id == aspect.pk):
            serial, position = serial + 1, position + 1
            copy = KeyTask.objects.create(
                plan=made,
                aspect=row,
                slug=f"{made.slug}-t{serial}",
                number=f"~{serial}",
                position=position,
                body=_body_of(task),
                lead=task.lead,
            )
            copy.joint.set(task.joint.all())
            _copy_milestones(task, copy, years)
            TaskIndicator.objects.bulk_create(
                TaskIndicator(task=copy, indicator_id=one.indicator_id, position=one.position)
                for one in task.indicator_links.all()
            )
            found.append((task, copy))
    made.body = {**made.body, "serial": serial}
    lay_numbers(made)
    return found


def a_year_on(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; the last of February stays the last of February."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, day.month, last if at_end else min(day.day, last))


def slug_of(key: uuid.UUID, year: int) -> str:
    """The plan's short name in addresses, from the form's key: the same key, the same plan."""
    number = int.from_bytes(hashlib.sha256(key.bytes).digest()[:8], "big")
    letters = ""
    for _place in range(8):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[rest].lower()
    return f"{_year(year)}-{letters}"


def _copy_milestones(source: KeyTask, copy: KeyTask, years: int) -> None:
    for one in source.milestones.all():
        due = a_year_on(one.due, years)
        Milestone.objects.create(
            task=copy, position=one.position, title=one.title, due=due, first_due=due
        )


def _copy_targets(
    actor: Actor, copied: list[tuple[KeyTask, KeyTask]], unit: Unit, years: int
) -> None:
    for source, copy in copied:
        for one in Target.objects.filter(task=source, unit=unit, revised_by=None):
            period = Period.read(one.period)
            later = Period(period.year + years, period.frequency, period.number)
            Target.objects.create(
                indicator_id=one.indicator_id,
                task=copy,
                unit=unit,
                column=one.column,
                period=str(later),
                value=one.value,
                at_least=one.at_least,
                set_by=actor.person_id,
                set_on=clock.today(),
            )


def _body_of(task: KeyTask) -> dict[str, Any]:
    """The text of a task from any plan, in the shape in which an office writes it."""
    body = task.body
    kept: dict[str, Any] = {
        "title": body["title"],
        "text": body.get("text") or body.get("does") or {},
    }
    if body.get("bodies"):
        kept["bodies"] = body["bodies"]
    return kept


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            _("A year between %(first)s and %(last)s, such as 2026.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
            code="invalid",
            field="year",
        )
    return year


def _scheme(scheme: str) -> str:
    if scheme not in numbering.SCHEMES:
        raise Refused(_("Choose one of the ways to number."), code="invalid", field="scheme")
    return scheme
