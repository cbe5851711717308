"""What the office writes in a year's report itself: before and after the figures, and to each
aspect and key task. Nothing here is counted; the figures beside it are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suyang.foundation import audit, clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text, plain
from suyang.organisations.permissions import NOBODY, Actor, require
from suyang.plans import published
from suyang.plans.models import Plan, YearText
from suyang.plans.writing.wording import check_seen, text_of

INTRODUCTION: Final = "introduction"
CONCLUSION: Final = "conclusion"
RIGHT: Final = "report.fill"


@dataclass(frozen=True)
class Section:
    """A place for a text. depth: 0 for those of the whole plan and of an aspect, 1 for a task's."""

    key: str
    heading: str
    depth: int = 0


@dataclass(frozen=True)
class Written:
    """What the office wrote: texts by section, and when the last of them was changed."""

    texts: dict[str, Text] = field(default_factory=dict)
    changed_on: dt.date | None = None

    def of(self, key: str) -> Text:
        return self.texts.get(key, {})


def of_aspect(pk: int) -> str:
    return f"aspect-{pk}"


def of_task(pk: int) -> str:
    return f"task-{pk}"


def reader_of(actor: Actor, plan: Plan) -> Actor:
    """As whom the plan's text is read for a report: the paper is passed on, so that it says what
    was published, whoever makes it. Of a draft there is only what the office itself reads."""
    return actor if plan.state == Plan.State.DRAFT else NOBODY


def sections(actor: Actor, plan: Plan) -> list[Section]:
    """Every place for a text, in the order of the report; of tasks, those published."""
    reads = reader_of(actor, plan)
    tasks = published.tasks(reads, plan)
    found = [Section(INTRODUCTION, pgettext("report", "Introduction"))]
    for aspect in published.aspects(reads, plan):
        own = [one for one in tasks if one.aspect_id == aspect.pk]
        if not own:
            continue
        title = f"{aspect.number} {plain(aspect.body['title'])}"
        found.append(Section(of_aspect(aspect.pk), title))
        found += [
            Section(of_task(one.pk), f"{one.number} {plain(one.body['title'])}", 1) for one in own
        ]
    return [*found, Section(CONCLUSION, _("Conclusion"))]


def section(actor: Actor, plan: Plan, key: str) -> Section:
    """Raises NotFound for a section that the plan has not, or that is not open to the actor."""
    for one in sections(actor, plan):
        if one.key == key:
            return one
    raise NotFound


def rows(plan: Plan, unit: uuid.UUID, year: int) -> dict[str, YearText]:
    found = YearText.objects.filter(plan=plan, unit_id=unit, year=year)
    return {one.section: one for one in found}


def written(plan: Plan, unit: uuid.UUID, year: int) -> Written:
    found = [one for one in rows(plan, unit, year).values() if one.text]
    days = [clock.local_day(one.changed_at) for one in found]
    return Written({one.section: one.text for one in found}, max(days, default=None))


@transaction.atomic
def write(
    actor: Actor,
    plan: Plan,
    unit: uuid.UUID,
    year: int,
    key: str,
    text: Text,
    seen: str | None = None,
) -> bool:
    """Keep a section's text; an empty one takes it out. Whether anything changed.

    seen: the mark of the text that was shown. Raises Overtaken where somebody else was first,
    Denied without `report.fill` in the unit, NotFound for a section there is not, Refused for a
    text that is too long. The same text again changes nothing."""
    require(actor, RIGHT, unit)
    section(actor, plan, key)
    wanted = {"text": text_of(text)}
    if not wanted["text"] and key not in rows(plan, unit, year):
        return False
    # Made empty first, so that two first writers lock the same row and the second is told.
    made, _new = YearText.objects.get_or_create(
        plan=plan, unit_id=unit, year=year, section=key, defaults={"changed_at": clock.now()}
    )
    row = YearText.objects.select_for_update().get(pk=made.pk)
    if not check_seen(as_seen(row.text), wanted, seen):
        return False
    row.text, row.changed_by, row.changed_at = wanted["text"], actor.person_id, clock.now()
    row.save(update_fields=["text", "changed_by", "changed_at"])
    audit.record(f"plan:{plan.slug}", actor, "year.written", unit=str(unit), year=year, section=key)
    return True


def as_seen(text: Text) -> Mapping[str, Text]:
    """What a form shows, and what its mark is made of."""
    return {"text": text}
