"""What was done in a unit, line by line from the audit chains: by whom, when, and whether each
chain still holds."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.audit import Broken
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.models import AuditEntry, AuditStream
from suyang.organisations import queries as units
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
_EARLIEST: Final = dt.date(2, 1, 1)
# So many lines a table holds, the latest.
MOST_IN_TABLE: Final = 5000


@dataclass(frozen=True)
class Line:
    """One line of a chain. by: a person's name, "" for a command. data: what it kept, as JSON.
    address: the page of what it is about."""

    entry: AuditEntry
    words: str
    by: str
    data: str
    address: str


@dataclass(frozen=True)
class Asked:
    """Which lines: from a day on, up to a day, of one action."""

    since: dt.date | None = None
    until: dt.date | None = None
    action: str = ""


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


def entries(names: Iterable[str], asked: Asked = Asked()) -> QuerySet[AuditEntry]:
    """The lines of chains, the newest first."""
    found = AuditEntry.objects.filter(stream_id__in=list(names)).order_by("-at", "-id")
    if asked.since:
        found = found.filter(at__gte=_begin(asked.since))
    if asked.until and asked.until < dt.date.max:
        found = found.filter(at__lt=_begin(asked.until + dt.timedelta(days=1)))
    return found.filter(action=asked.action) if asked.action else found


def actions_in(names: Iterable[str]) -> list[tuple[str, str]]:
    """What was done in chains, each kind once, with its words."""
    found = AuditEntry.objects.filter(stream_id__in=list(names)).order_by()
    kinds = found.values_list("action", flat=True).distinct()
    return sorted(((kind, said(kind)) for kind in kinds), key=lambda one: one[1])


def as_workbook(unit: uuid.UUID, part: str, names: Sequence[str], asked: Asked) -> bytes:
    """The latest lines as a table (XLSX): when, what, by whom, and the link of the chain."""
    found = list(entries(names, asked)[: MOST_IN_TABLE + 1])
    rows = tuple(
        (
            timezone.localtime(one.entry.at),
            one.words,
            one.by or _("a command or the program itself"),
            one.entry.stream_id,
            one.entry.number,
            one.entry.digest,
            one.data,
        )
        for one in lines(found[:MOST_IN_TABLE])
    )
    columns = (
        Column(_("When"), Kind.MOMENT),
        Column(_("What was done"), width=40),
        Column(_("By whom"), width=24),
        Column(_("Chain"), width=30),
        Column(_("Line"), Kind.WHOLE),
        Column(_("Digest"), width=20),
        Column(_("As it was kept"), width=60),
    )
    name = units.name_of(unit)
    notes = [(_("As of"), clock.today().isoformat()), (_("Unit"), name)]
    notes += [(_("From"), asked.since.isoformat())] if asked.since else []
    notes += [(_("Until"), asked.until.isoformat())] if asked.until else []
    if len(found) > MOST_IN_TABLE:
        said_so = _("The latest %(n)s stand in this table.") % {"n": MOST_IN_TABLE}
        notes.append((_("What was done"), said_so))
    title = _("What was done in %(unit_name)s") % {"unit_name": name}
    sheets = (Worksheet(_("What was done"), columns, rows),)
    label = units.demonstration_label()
    return write_xlsx(Workbook(title, sheets, _("Notes"), tuple(notes), demonstration=label))


def address_of(stream: str) -> str:
    """The page of what a chain is about; "" where none is its own."""
    kind, _colon, rest = stream.partition(":")
    if kind == "unit":
        return reverse("unit", args=[rest])
    if kind == "follow-up":
        return reverse("follow-up", args=[rest])
    if kind == "target":
        return f"{reverse('target-list')}?unit={rest.partition(':')[0]}"
    slug, _report, report = rest.partition(":report:")
    if report:
        return reverse("report-review", args=[report.removesuffix(":files")])
    return reverse("plan-write", args=[slug])


def _begin(day: dt.date) -> dt.datetime:
    """The day's first moment here. Of the very first day there is none in every time zone."""
    day = max(day, _EARLIEST)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


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
            address_of(entry.stream_id),
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
