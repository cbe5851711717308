"""What was done in a unit, line by line from the audit chains: by whom, when, and whether each
chain still holds."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from suyang.foundation import audit
from suyang.foundation.audit import Broken
from suyang.foundation.models import AuditEntry, AuditStream
from suyang.people.models import Person
from suyang.people.names import shown_name
from suyang.plans.models import FollowUp, Plan, Report, Target
from suyang.plans.seeing.history_words import said

UNIT, PLANS, REPORTS, TARGETS, FOLLOW_UPS = "unit", "plans", "reports", "targets", "follow-ups"
PARTS: Final = (UNIT, PLANS, REPORTS, TARGETS, FOLLOW_UPS)
# So many things of a part are looked through, the latest: their chains are asked for by name.
MOST_STREAMS: Final = 200
# Chains with more lines together are proved at the command line (`suyang plans verify`).
MOST_VERIFIED: Final = 5000
_SHORT: Final = 600


@dataclass(frozen=True)
class Line:
    """One line of a chain. by: a person's name, "" for a command. data: what it kept, as JSON."""

    entry: AuditEntry
    words: str
    by: str
    data: str


@dataclass(frozen=True)
class Proof:
    """Whether chains hold: how many and with how many lines; broken: the first line of each that
    does not, and the first of each that must be there and is not. too_many: not walked, because
    they are longer than a page may take."""

    chains: int
    lines: int
    broken: tuple[Broken, ...] = ()
    too_many: bool = False


def streams(unit: uuid.UUID, part: str) -> list[str]:
    """Names of the chains of a part of what happens in a unit."""
    if part == UNIT:
        return [f"unit:{unit}"]
    if part == PLANS:
        slugs = Plan.objects.filter(unit_id=unit).order_by("-year", "-id")
        return [f"plan:{slug}" for slug in slugs.values_list("slug", flat=True)[:MOST_STREAMS]]
    if part == REPORTS:
        found = Report.objects.filter(unit_id=unit).order_by("-changed_at")[:MOST_STREAMS]
        names = [f"plan:{one.form.plan_id}:report:{one.id}" for one in found.select_related("form")]
        return [*names, *(f"{name}:files" for name in names)]
    if part == TARGETS:
        of = Target.objects.filter(unit_id=unit).values_list("indicator_id", flat=True).distinct()
        return [f"target:{unit}:{indicator}" for indicator in of[:MOST_STREAMS]]
    asked = FollowUp.objects.filter(unit_id=unit).order_by("-due")
    return [f"follow-up:{pk}" for pk in asked.values_list("id", flat=True)[:MOST_STREAMS]]


def entries(names: Iterable[str]) -> QuerySet[AuditEntry]:
    """The lines of chains, the newest first."""
    return AuditEntry.objects.filter(stream_id__in=list(names)).order_by("-at", "-id")


def lines(found: Iterable[AuditEntry]) -> list[Line]:
    """Lines of a page, in words and with names, in one query."""
    shown = list(found)
    people = Person.objects.in_bulk({one for one in map(_person, shown) if one})
    return [
        Line(
            entry,
            said(entry.action),
            shown_name(people[by]) if (by := _person(entry)) in people else "",
            _short(entry.data),
        )
        for entry in shown
    ]


def prove(names: Collection[str]) -> Proof:
    """Walk the chains, where they are not too long for a page. A unit may have none, and a report
    none of files; all else was begun with a line, and is missed where there is no chain."""
    heads = dict(AuditStream.objects.filter(name__in=names).values_list("name", "length"))
    length = sum(heads.values())
    if length > MOST_VERIFIED:
        return Proof(len(heads), length, too_many=True)
    begun = [one for one in names if not one.startswith("unit:") and not one.endswith(":files")]
    gone = [Broken(one, 1, "missing") for one in begun if one not in heads]
    broken = [found for one in heads if (found := audit.verify(one)) is not None]
    return Proof(len(heads), length, (*gone, *broken))


def _person(entry: AuditEntry) -> uuid.UUID | None:
    kind, _colon, name = entry.actor.partition(":")
    try:
        return uuid.UUID(name) if kind == "person" else None
    except ValueError:
        return None


def _short(data: dict[str, Any]) -> str:
    written = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) if data else ""
    return written if len(written) <= _SHORT else written[:_SHORT] + " …"
