"""Editions: the text of a plan as it was published, from which day it holds, what changed.

An edition holds the whole text and never changes; an amendment is a further edition. The edition
of a day is the last one that holds from that day or an earlier one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text, plain
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor
from suyang.plans.models import Aspect, Contribution, KeyTask, Plan, PlanEdition
from suyang.plans.sources import plan_changed
from suyang.plans.writing import access, bodies, numbering
from suyang.plans.writing.making import stream
from suyang.plans.writing.text import serves_of
from suyang.plans.writing.wording import text_of


def whole_text(plan: Plan) -> dict[str, Any]:
    """The text that is worked on, as an edition keeps it: texts, numbers, names, ids."""
    return {
        "slug": plan.slug,
        "title": dict(plan.title),
        "year": plan.year,
        "unit": _unit(plan),
        "adopts": plan.adopts.slug if plan.adopts else None,
        "numbering": plan.body.get("numbering", numbering.DECIMAL),
        "intro": dict(plan.body.get("intro") or {}),
        "goals": [
            {"slug": goal.slug, "text": dict(goal.body.get("text") or {})}
            for goal in plan.goals.all()
        ],
        "aspects": [
            {
                "id": aspect.pk,
                "number": aspect.number,
                "title": dict(aspect.body["title"]),
                "text": dict(aspect.body.get("text") or {}),
                **_led(aspect),
                "tasks": [_task(task) for task in access.current(aspect.tasks.all())],
            }
            for aspect in plan.aspects.filter(withdrawn_on=None)
        ],
    }


def digest_of(text: dict[str, Any]) -> str:
    """SHA-256 of the text's canonical JSON."""
    line = json.dumps(text, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


@transaction.atomic
def publish(
    actor: Actor, plan: Plan, valid_from: dt.date, note: Text, revision: int | None = None
) -> PlanEdition:
    """A new edition of the text as it is now, holding from a day on.

    The same text from the same day again is the same edition. `revision` is the one that was
    looked at: when the text has grown since, nothing is published. Raises Refused for that, for
    an empty plan, for a day before the last edition's, for a text that did not change."""
    row = access.locked(actor, plan, "plan.publish")
    if not 1990 <= valid_from.year <= 2200:
        raise Refused(
            _("Write the day with its year, such as 2026-06-30."),
            code="invalid",
            field="valid_from",
        )
    text = whole_text(row)
    digest = digest_of(text)
    last = row.editions.order_by("-number").first()
    if last is not None and last.digest == digest:
        if last.valid_from == valid_from:
            return last
        raise Refused(
            _("Nothing has changed since edition %(n)s, which holds from %(day)s.")
            % {"n": last.number, "day": date_format(last.valid_from)},
            code="unchanged",
        )
    if revision is not None and revision != row.revision:
        raise Refused(
            _(
                "The text was changed after you looked at it. Nothing was published. Read it "
                "again, then publish."
            ),
            code="overtaken",
        )
    if not any(aspect["tasks"] for aspect in text["aspects"]):
        raise Refused(_("There is no key task yet. Write at least one, then publish."))
    if last is not None and valid_from < last.valid_from:
        raise Refused(
            _("Edition %(n)s holds from %(day)s. Choose that day or a later one.")
            % {"n": last.number, "day": date_format(last.valid_from)},
            code="too_early",
            field="valid_from",
        )
    made = PlanEdition.objects.create(
        plan=row,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        note=text_of(note, "note_zh"),
        text=text,
        digest=digest,
        published_by=actor.person_id,
        published_at=clock.now(),
    )
    stands = [task["slug"] for aspect in text["aspects"] for task in aspect["tasks"]]
    KeyTask.objects.filter(slug__in=stands, first_edition=None).update(first_edition=made.number)
    _lay_contributions(row, text)
    row.state = Plan.State.PUBLISHED
    row.version = made.number
    row.save(update_fields=["state", "version"])
    audit.record(
        stream(row),
        actor,
        "plan.published",
        edition=made.number,
        valid_from=valid_from.isoformat(),
        digest=digest,
        note=made.note,
    )
    plan_changed(row)
    return made


def _lay_contributions(plan: Plan, text: dict[str, Any]) -> None:
    """Keep beside the newest edition which tasks of above its tasks contribute to."""
    said = tasks_in(text)
    own = dict(plan.tasks.filter(slug__in=list(said)).values_list("slug", "pk"))
    serves = {one for task in said.values() for one in task["serves"]}
    above = dict(KeyTask.objects.filter(slug__in=serves).values_list("slug", "pk"))
    Contribution.objects.filter(plan=plan).delete()
    Contribution.objects.bulk_create(
        Contribution(plan=plan, task_id=own[slug], above_id=above[one])
        for slug, task in said.items()
        for one in dict.fromkeys(task["serves"])
        if one in above
    )


def edition_on(plan: Plan, day: dt.date) -> PlanEdition | None:
    """The edition that holds on a day; before the first one's day, None."""
    found = plan.editions.filter(valid_from__lte=day)
    return found.order_by("-valid_from", "-number").first()


def shown_on(plan: Plan, day: dt.date) -> PlanEdition:
    """The edition of a day; before the first one's day, the first, which says when it begins."""
    found = edition_on(plan, day) or plan.editions.order_by("number").first()
    if found is None:
        raise NotFound
    return found


def edition(plan: Plan, number: int) -> PlanEdition:
    found = plan.editions.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def unpublished_changes(plan: Plan) -> bool:
    """Whether the text that is worked on differs from the last edition."""
    last = plan.editions.order_by("-number").first()
    return last is None or last.digest != digest_of(whole_text(plan))


def tasks_in(text: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The tasks of an edition's text by their slug."""
    return {task["slug"]: task for aspect in text["aspects"] for task in aspect["tasks"]}


def withdrawn(plan: Plan, shown: PlanEdition) -> list[dict[str, Any]]:
    """Tasks of earlier editions that this one no longer has, as they last stood, and until when."""
    now = tasks_in(shown.text)
    found: dict[str, dict[str, Any]] = {}
    for one in plan.editions.filter(number__lt=shown.number).order_by("number"):
        for slug, task in tasks_in(one.text).items():
            if slug not in now:
                found[slug] = {**task, "edition": one.number}
    return list(found.values())


def last_standing(task: KeyTask, day: dt.date) -> tuple[PlanEdition, dict[str, Any]] | None:
    """The newest edition up to a day in which a task stands, and the task as it stands there; for
    a task that begins later, the first edition that has it."""
    has: list[tuple[PlanEdition, dict[str, Any]]] = []
    for one in task.plan.editions.order_by("number"):
        found = tasks_in(one.text).get(task.slug)
        if found is not None:
            has.append((one, found))
    begun = [pair for pair in has if pair[0].valid_from <= day]
    return begun[-1] if begun else (has[0] if has else None)


def _task(task: KeyTask) -> dict[str, Any]:
    lead = bodies.lead_of(task)
    return {
        "slug": task.slug,
        "number": task.number,
        "title": dict(task.body["title"]),
        "text": dict(task.body.get("text") or {}),
        "lead": _body(lead) if lead else None,
        "joint": [_body(one) for one in bodies.joint_of(task)],
        "milestones": [
            {"id": str(one.id), "title": dict(one.title), "due": one.due.isoformat()}
            for one in task.milestones.all()
        ],
        "indicators": [
            one.indicator.slug for one in task.indicator_links.select_related("indicator")
        ],
        "serves": [one.slug for one in serves_of(task)],
    }


def _led(aspect: Aspect) -> dict[str, Any]:
    """The lead body of an aspect that has one: editions of before say nothing of it."""
    lead = bodies.lead_of_aspect(aspect)
    return {"lead": _body(lead)} if lead else {}


def _body(one: bodies.Body) -> dict[str, Any]:
    name = dict(one.name) if not isinstance(one.name, str) else one.name
    return {"name": name, "unit": str(one.unit) if one.unit else None}


def _unit(plan: Plan) -> dict[str, Any] | None:
    if plan.unit_id is None:
        return None
    name = units.names([plan.unit_id]).get(plan.unit_id) or units.name_of(plan.unit_id)
    return {"id": str(plan.unit_id), "name": name}


def title_of(shown: PlanEdition) -> str:
    return plain(shown.text["title"])
