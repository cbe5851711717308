"""A plan's rows as a reader may see them: its own office sees the text that is worked on, everybody
else the text of the edition of today.

What is returned for everybody else are copies with the edition's words in them. They are for
showing and are never saved. A plan of the content has no editions and never changes, nor has a
draft, which nobody else sees: these stand as they are.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Count

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, units_where
from suyang.plans import editions
from suyang.plans.models import Aspect, Goal, KeyTask, Plan, PlanEdition
from suyang.plans.writing import access, bodies

Row = TypeVar("Row", Goal, Aspect, KeyTask)


def text_for(actor: Actor, plan: Plan) -> dict[str, Any] | None:
    """The edition's text for whoever reads that; None for whoever reads the rows."""
    if plan.unit_id is None or access.sees_drafts(actor, plan) or not plan.editions.exists():
        return None
    text: dict[str, Any] = editions.shown_on(plan, clock.today()).text
    return text


def titled(actor: Actor, plans: Iterable[Plan]) -> list[Plan]:
    """The plans with the titles that the actor reads, in their order and in so many queries
    whatever their number."""
    found = list(plans)
    titles = _titles(_read_as_editions(actor, found))
    return [_with_title(one, titles[one.pk]) if one.pk in titles else one for one in found]


def goals(actor: Actor, plan: Plan) -> list[Goal]:
    """With their rules; one that the office took out stays with its words until it publishes."""
    rows = list(plan.goals.all())
    text = text_for(actor, plan)
    if text is None:
        return rows
    known = {one.slug: one for one in rows}
    found = []
    for place, said in enumerate(text.get("goals", ()), 1):
        row = known.get(said["slug"]) or Goal(plan=plan, slug=said["slug"], position=place, body={})
        found.append(_with_body(row, text=said["text"]))
    return found


def aspects(actor: Actor, plan: Plan) -> list[Aspect]:
    text = text_for(actor, plan)
    if text is None:
        return list(plan.aspects.filter(withdrawn_on=None))
    return list(_aspects(plan, text).values())


def tasks(actor: Actor, plan: Plan) -> list[KeyTask]:
    """The tasks that stand in the text, with `joint_bodies`, how many share in each."""
    rows = plan.tasks.select_related("aspect", "plan").order_by("position")
    rows = rows.annotate(joint_bodies=Count("joint", distinct=True))
    text = text_for(actor, plan)
    if text is None:
        found = rows.filter(withdrawn_on=None)
        if plan.unit_id is not None and not access.sees_drafts(actor, plan):
            found = found.filter(first_edition__isnull=False)
        return list(found)
    by_slug = {one.slug: one for one in rows.filter(slug__in=list(editions.tasks_in(text)))}
    return list(_tasks(plan, text, by_slug))


def worded(actor: Actor, found: Iterable[KeyTask]) -> list[KeyTask]:
    """Tasks of any plans, with the words, numbers and titles of plans that the actor reads. One
    that stands in no edition of today or before is left out."""
    rows = list(found)
    plans = {one.plan_id: one.plan for one in rows}
    chosen = _editions(_read_as_editions(actor, plans.values()))
    texts = dict(PlanEdition.objects.filter(id__in=chosen).values_list("plan_id", "text"))
    shown = []
    for row in rows:
        text = texts.get(row.plan_id)
        made = row if text is None else _worded(row, text)
        if made is not None:
            shown.append(made)
    return shown


# ------------------------------------------------------------------------------------------------


def _read_as_editions(actor: Actor, plans: Iterable[Plan]) -> list[Plan]:
    of_offices = [one for one in plans if one.unit_id is not None]
    if actor.system or not of_offices:
        return []
    inside = units_where(actor, "plan.see_drafts", ended=True)
    units = Unit.objects.filter(id__in={one.unit_id for one in of_offices})
    own = set(units.filter(id__in=inside).values_list("id", flat=True))
    return [one for one in of_offices if one.unit_id not in own]


def _titles(plans: Collection[Plan]) -> dict[int, Text]:
    found = PlanEdition.objects.filter(id__in=_editions(plans))
    return dict(found.values_list("plan_id", "text__title"))


def _editions(plans: Collection[Plan]) -> list[Any]:
    """The ids of the plans' editions of today; see `editions.shown_on`."""
    rows = PlanEdition.objects.filter(plan__in=[one.pk for one in plans])
    chosen: dict[int, Any] = {}
    today = clock.today()
    ordered = rows.order_by("plan_id", "valid_from", "number")
    for plan, edition, day in ordered.values_list("plan_id", "id", "valid_from"):
        if day <= today or plan not in chosen:
            chosen[plan] = edition
    return list(chosen.values())


def _worded(row: KeyTask, text: dict[str, Any]) -> KeyTask | None:
    title, said = text["title"], editions.tasks_in(text).get(row.slug)
    if said is None:
        standing = editions.last_standing(row, clock.today())
        if standing is None:
            return None
        text, said = standing[0].text, standing[1]
    made = _with_words(row, said)
    made.plan = _with_title(row.plan, title)
    aspect = next(one for one in text["aspects"] if said in one["tasks"])
    made.aspect = _aspect(row.plan, aspect, row.aspect)
    return made


def _aspects(plan: Plan, text: dict[str, Any]) -> dict[int, Aspect]:
    known = {one.pk: one for one in plan.aspects.all()}
    return {one["id"]: _aspect(plan, one, known.get(one["id"])) for one in text["aspects"]}


def _aspect(plan: Plan, said: dict[str, Any], row: Aspect | None) -> Aspect:
    made = row if row is not None and row.pk == said["id"] else Aspect(pk=said["id"], plan=plan)
    lead = bodies.entry_of_edition(said["lead"]) if said.get("lead") else None
    made = _with_body(made, title=said["title"], text=said.get("text") or {}, lead=lead)
    made.number = said["number"]
    return made


def _tasks(plan: Plan, text: dict[str, Any], rows: Mapping[str, KeyTask]) -> Iterable[KeyTask]:
    of = _aspects(plan, text)
    for aspect in text["aspects"]:
        for said in aspect["tasks"]:
            if said["slug"] in rows:
                made = _with_words(rows[said["slug"]], said)
                made.aspect = of[aspect["id"]]
                yield made


def _with_words(row: KeyTask, said: dict[str, Any]) -> KeyTask:
    """The task with what an edition says of it: words, number, and who leads and shares in it."""
    led = bodies.of_edition(said)
    made = _with_body(row, title=said["title"], text=said.get("text") or {}, bodies=led)
    made.number = said["number"]
    made.lead_id = uuid.UUID(led["lead"]["unit"]) if "unit" in (led["lead"] or {}) else None
    made.joint_bodies = len(led["joint"])  # type: ignore[attr-defined]
    return made


def _with_title(plan: Plan, title: Text) -> Plan:
    made = copy.copy(plan)
    made.title = title
    return made


def _with_body(row: Row, **said: Any) -> Row:
    made = copy.copy(row)
    made.body = {**row.body, **said}
    return made
