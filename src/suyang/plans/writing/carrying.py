"""What a key task is carried out with: milestones, risks, indicators, and how far it is."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text
from suyang.learning import queries as learning
from suyang.organisations.permissions import Actor
from suyang.plans.indicators import queries as indicators
from suyang.plans.models import Indicator, KeyTask, Milestone, Risk, TaskIndicator
from suyang.plans.writing import access, bodies
from suyang.plans.writing.making import stream
from suyang.plans.writing.places import touched
from suyang.plans.writing.wording import check_seen, text_of, title_of

MOST = 60


@transaction.atomic
def add_milestone(
    actor: Actor, task: KeyTask, title: Text, due: dt.date, key: uuid.UUID
) -> Milestone:
    plan = access.locked(actor, task.plan)
    known = Milestone.objects.filter(id=key).first()
    if known is not None:
        if known.task_id != task.pk:
            raise NotFound
        return known
    _room(task.milestones.count())
    made = Milestone.objects.create(
        id=key,
        task=task,
        position=task.milestones.count() + 1,
        title=title_of(title),
        due=_near(due),
        first_due=due,
    )
    touched(plan)
    audit.record(
        stream(plan),
        actor,
        "milestone.added",
        task=task.slug,
        milestone=str(key),
        title=made.title,
        due=due.isoformat(),
    )
    return made


@transaction.atomic
def change_milestone(
    actor: Actor,
    milestone: Milestone,
    *,
    title: Text,
    due: dt.date,
    note: str = "",
    seen: str | None = None,
) -> Milestone:
    """Another title, day or note. The first day stays beside a later one."""
    plan = access.locked(actor, milestone.task.plan)
    row = _milestone(milestone)
    now = milestone_text(row)
    wanted: dict[str, Any] = {
        "title": title_of(title),
        "due": _near(due).isoformat(),
        "note": next(iter(text_of({"zh-Hans": note}, "note").values()), ""),
    }
    if not check_seen(now, wanted, seen):
        return row
    row.title, row.due, row.note = title_of(title), due, str(wanted["note"])
    row.save(update_fields=["title", "due", "note"])
    touched(plan)
    audit.record(
        stream(plan),
        actor,
        "milestone.changed",
        task=row.task.slug,
        milestone=str(row.id),
        before=now,
        after=wanted,
    )
    return row


@transaction.atomic
def settle_milestone(actor: Actor, milestone: Milestone, done_on: dt.date | None) -> Milestone:
    """Done on a day, or after all not (None)."""
    plan = access.locked(actor, milestone.task.plan)
    row = _milestone(milestone)
    if done_on is not None and done_on > clock.today():
        raise Refused(
            _("This day is still to come. Write the day on which it was done."), field="done_on"
        )
    if row.done_on == done_on:
        return row
    row.done_on = done_on
    row.save(update_fields=["done_on"])
    audit.record(
        stream(plan),
        actor,
        "milestone.done" if done_on else "milestone.not_done",
        task=row.task.slug,
        milestone=str(row.id),
        on=done_on.isoformat() if done_on else None,
    )
    return row


@transaction.atomic
def remove_milestone(actor: Actor, milestone: Milestone) -> None:
    """Take out one that was never to be; the audit line keeps what it said."""
    plan = access.locked(actor, milestone.task.plan)
    row = Milestone.objects.select_related("task").filter(pk=milestone.pk).first()
    if row is None:
        return
    said = milestone_text(row)
    task = row.task
    row.delete()
    touched(plan)
    audit.record(stream(plan), actor, "milestone.removed", task=task.slug, before=said)


def _milestone(milestone: Milestone) -> Milestone:
    """The row as it is now; somebody else may have taken it out meanwhile."""
    row = Milestone.objects.select_related("task").filter(pk=milestone.pk).first()
    if row is None:
        raise Refused(_("Somebody else took this milestone out meanwhile."), code="gone")
    return row


def milestone_text(row: Milestone) -> dict[str, Any]:
    return {"title": dict(row.title), "due": row.due.isoformat(), "note": row.note}


@transaction.atomic
def add_risk(
    actor: Actor,
    task: KeyTask,
    *,
    title: Text,
    likelihood: int,
    impact: int,
    response: Text,
    owner: str = "",
    key: uuid.UUID,
) -> Risk:
    """Something that may keep the task from its aim. `owner` is the name of a unit known here."""
    plan = access.locked(actor, task.plan)
    known = Risk.objects.filter(id=key).first()
    if known is not None:
        if known.task_id != task.pk:
            raise NotFound
        return known
    _room(task.risks.count())
    made = Risk(id=key, task=task, raised_on=clock.today())
    _fill_risk(made, title, likelihood, impact, response, owner)
    made.save(force_insert=True)
    audit.record(
        stream(plan), actor, "risk.added", task=task.slug, risk=str(key), text=risk_text(made)
    )
    return made


@transaction.atomic
def change_risk(
    actor: Actor,
    risk: Risk,
    *,
    title: Text,
    likelihood: int,
    impact: int,
    response: Text,
    owner: str = "",
    seen: str | None = None,
) -> Risk:
    plan = access.locked(actor, risk.task.plan)
    row = Risk.objects.select_related("task__plan").get(pk=risk.pk)
    now = risk_text(row)
    _fill_risk(row, title, likelihood, impact, response, owner)
    wanted = risk_text(row)
    if not check_seen(now, wanted, seen):
        return row
    row.save()
    audit.record(
        stream(plan),
        actor,
        "risk.changed",
        task=row.task.slug,
        risk=str(row.id),
        before=now,
        after=wanted,
    )
    return row


@transaction.atomic
def settle_risk(actor: Actor, risk: Risk, closed: bool) -> Risk:
    """Closed today, or open again."""
    plan = access.locked(actor, risk.task.plan)
    row = Risk.objects.select_related("task").get(pk=risk.pk)
    if (row.closed_on is not None) == closed:
        return row
    row.closed_on = clock.today() if closed else None
    row.save(update_fields=["closed_on"])
    what = "risk.closed" if closed else "risk.opened"
    audit.record(stream(plan), actor, what, task=row.task.slug, risk=str(row.id))
    return row


def risk_text(row: Risk) -> dict[str, Any]:
    return {
        "title": dict(row.title),
        "likelihood": row.likelihood,
        "impact": row.impact,
        "response": dict(row.response),
        "owner": str(row.owner_id) if row.owner_id else None,
    }


@transaction.atomic
def set_state(actor: Actor, task: KeyTask, state: str) -> KeyTask:
    """What the office says of the task: planned, running, done or stopped."""
    plan = access.locked(actor, task.plan)
    if state not in KeyTask.State.values:
        raise Refused(_("Choose one of the states."), code="invalid", field="state")
    row = KeyTask.objects.get(pk=task.pk)
    if row.state == state:
        return row
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    audit.record(stream(plan), actor, "task.state", task=row.slug, before=before, after=state)
    return row


@transaction.atomic
def set_indicators(
    actor: Actor, task: KeyTask, slugs: list[str], seen: str | None = None
) -> list[TaskIndicator]:
    """The indicators that are evidence for the task, in this order, and no others."""
    plan = access.locked(actor, task.plan)
    wanted = list(dict.fromkeys(slugs))
    found = {one.slug: one for one in offered_indicators(actor, task).filter(slug__in=wanted)}
    missing = [slug for slug in wanted if slug not in found]
    if missing:
        raise Refused(
            _("There is no indicator “%(name)s”. Choose one of the list.") % {"name": missing[0]},
            code="invalid",
            field="indicators",
        )
    before = indicators_of(task)["indicators"]
    if check_seen({"indicators": before}, {"indicators": wanted}, seen):
        task.indicator_links.exclude(indicator__slug__in=wanted).delete()
        for position, slug in enumerate(wanted):
            TaskIndicator.objects.update_or_create(
                task=task, indicator=found[slug], defaults={"position": position}
            )
        touched(plan)
        audit.record(
            stream(plan), actor, "task.indicators", task=task.slug, before=before, after=wanted
        )
    return list(task.indicator_links.select_related("indicator"))


def offered_indicators(actor: Actor, task: KeyTask) -> QuerySet[Indicator]:
    """Those that the actor sees, and those that the task has: whoever reads a plan sees what its
    tasks name, so nobody names what they do not see themselves."""
    seen = indicators.visible(actor).filter(ended_on=None)
    has = task.indicator_links.values("indicator_id")
    return Indicator.objects.filter(Q(id__in=seen.values("id")) | Q(id__in=has))


def named(rows: QuerySet[Indicator]) -> list[Indicator]:
    """Without those whose names are not published, which cannot be told apart."""
    return [one for one in rows if one.body.get("name") not in (None, "not_published")]


def indicators_of(task: KeyTask) -> dict[str, list[str]]:
    links = task.indicator_links.select_related("indicator")
    return {"indicators": [one.indicator.slug for one in links]}


@transaction.atomic
def set_programmes(
    actor: Actor, task: KeyTask, slugs: list[str], seen: str | None = None
) -> list[str]:
    """The programmes by which the task is taught, in this order, and no others."""
    plan = access.locked(actor, task.plan)
    row = KeyTask.objects.get(pk=task.pk)
    now, wanted = programmes_of(row), {"programmes": list(dict.fromkeys(slugs))}
    known = {one.slug for one in learning.programmes()} | set(now["programmes"])
    unknown = [slug for slug in wanted["programmes"] if slug not in known]
    if unknown:
        raise Refused(
            _("There is no programme “%(name)s”. Choose one of the list.") % {"name": unknown[0]},
            code="invalid",
            field="programmes",
        )
    if check_seen(now, wanted, seen):
        row.body = {**row.body, **wanted}
        row.save(update_fields=["body"])
        audit.record(
            stream(plan),
            actor,
            "task.programmes",
            task=row.slug,
            before=now["programmes"],
            after=wanted["programmes"],
        )
    return wanted["programmes"]


def programmes_of(task: KeyTask) -> dict[str, list[str]]:
    return {"programmes": list(task.body.get("programmes") or ())}


def _fill_risk(
    row: Risk, title: Text, likelihood: int, impact: int, response: Text, owner: str
) -> None:
    for field, value in (("likelihood", likelihood), ("impact", impact)):
        if value not in (1, 2, 3):
            raise Refused(_("Choose 1, 2 or 3."), code="invalid", field=field)
    name = owner.strip()
    row.title, row.response = title_of(title), text_of(response, "response_zh")
    row.likelihood, row.impact = likelihood, impact
    known = bodies.resolve(row.task.plan, [name]) if name else {}
    if name and name not in known:
        raise Refused(
            _("No unit or body is called “%(name)s” here. Write its whole name.") % {"name": name},
            code="unknown",
            field="owner",
        )
    row.owner_id = known.get(name)


def _room(count: int) -> None:
    if count >= MOST:
        raise Refused(
            _("There are %(n)s already; more would be read by nobody. Put some together.")
            % {"n": MOST},
            code="full",
        )


def _near(due: dt.date) -> dt.date:
    if not 1990 <= due.year <= 2200:
        raise Refused(
            _("Write the day with its year, such as 2026-06-30."), code="invalid", field="due"
        )
    return due
