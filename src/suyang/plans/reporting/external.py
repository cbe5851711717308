"""Forms of a superior who does not use Suyang: kept with which figure goes into which cell, and
filled in for a period as the same file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, files
from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.models import ExternalForm, Indicator, Report, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import columns, office_files, queries, showing
from suyang.plans.reporting.values import TOTAL, Cell, part_of, parts

RULE = "external-form"
# A rate also as its share in percent, as many forms ask for it.
SHARE = "share"


@transaction.atomic
def add(
    actor: Actor, form: ReportForm, unit: Unit, title: str, data: bytes, name: str, id: uuid.UUID
) -> ExternalForm:
    """Keep a superior's form with one of ours, whose figures go into it. Once for an `id`."""
    require(actor, "report.fill", unit)
    known = ExternalForm.objects.filter(id=id, unit=unit).first()
    if known is not None:
        return known
    if not form.dues.filter(unit=unit).exists():
        raise NotFound
    if not title.strip():
        raise Refused(_("Please write what the form is called."), field="title")
    media_type = office_files.kind_of(data)
    if not office_files.grids(data, media_type):
        raise Refused(_("There is no table in this file."), code="no_table", field="file")
    made = ExternalForm.objects.create(
        id=id or uuid7(),
        unit=unit,
        form=form,
        title=title.strip()[:120],
        file=files.keep(data, name=name, media_type=media_type, owner=None, reader=RULE),
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    audit.record(stream(made), actor, "external.added", sha256=made.file.sha256)
    return made


@transaction.atomic
def put(actor: Actor, external: ExternalForm, cell: str, figure: str) -> ExternalForm:
    """Say which figure ("indicator|column|part") goes into a cell; "" for none any more."""
    found = ExternalForm.objects.select_for_update(of=("self",)).get(id=external.id)
    require(actor, "report.fill", found.unit_id)
    if found.ended_at is not None:
        raise Refused(_("This form is not used any more."), code="state")
    row, data = files.read(actor, found.file_id)
    ref = office_files.named(data, row.media_type, cell)
    before = dict(found.cells)
    if figure:
        if figure not in dict(figures(found.form)):
            raise Refused(_("The form has no such figure."), field="figure")
        slug, column, part = figure.split("|")
        found.cells = {**before, ref: {"indicator": slug, "column": column, "part": part}}
    else:
        found.cells = {key: value for key, value in before.items() if key != ref}
    if found.cells != before:
        found.save(update_fields=["cells"])
        audit.record(stream(found), actor, "external.mapped", cell=ref, figure=figure)
    return found


@transaction.atomic
def end(actor: Actor, external: ExternalForm) -> None:
    """It is not used any more; its file stays in the history."""
    require(actor, "report.fill", external.unit_id)
    changed = ExternalForm.objects.filter(id=external.id, ended_at=None).update(
        ended_at=clock.now()
    )
    if changed:
        audit.record(stream(external), actor, "external.ended")


@dataclass(frozen=True)
class Put:
    """A cell with the figure that goes into it, in words; value None: the cell stays empty."""

    cell: str
    title: str
    value: float | None
    why: str = ""


def for_period(external: ExternalForm, period: Period) -> list[Put]:
    """What goes into each cell for a period, and which cells stay empty and why."""
    report = Report.objects.filter(
        form=external.form_id, unit=external.unit_id, period=str(period)
    ).first()
    known = {one.slug: one for one in queries.indicators_of(external.form)}
    rows = []
    for ref, wanted in sorted(external.cells.items()):
        indicator = known.get(wanted["indicator"])
        cell = report.values.get(wanted["indicator"], {}).get(wanted["column"]) if report else None
        value = _value(cell, wanted["part"])
        why = "" if value is not None else showing.cell(cell) or _("nothing is written there")
        title = wanted["indicator"] if indicator is None else _title(indicator, wanted)
        rows.append(Put(ref, title, value, why))
    return rows


def filled(actor: Actor, external: ExternalForm, period: Period) -> bytes:
    """The superior's file with the period's figures. Raises NotFound for a stranger."""
    if not may(actor, "report.see", external.unit_id):
        raise NotFound
    row, data = files.read(actor, external.file_id)
    values: dict[str, Any] = {}
    for one in for_period(external, period):
        shown = one.value
        if shown is not None and float(shown).is_integer():
            shown = int(shown)
        values[one.cell] = shown
    return office_files.filled(data, row.media_type, values, units.demonstration_label())


def one(actor: Actor, external_id: uuid.UUID) -> ExternalForm:
    found = (
        ExternalForm.objects.select_related("form__plan", "unit", "file")
        .filter(id=external_id)
        .first()
    )
    if found is None or not may(actor, "report.see", found.unit_id):
        raise NotFound
    return found


def figures(form: ReportForm) -> list[tuple[str, str]]:
    """What can go into a cell: its key and its words."""
    found = []
    for indicator in queries.indicators_of(form):
        for column in (TOTAL, *indicator.columns):
            offered = [*parts(indicator.kind)]
            if indicator.kind == Indicator.Kind.RATE:
                offered.append(SHARE)
            for part in offered:
                wanted = {"indicator": indicator.slug, "column": column, "part": part}
                found.append((f"{indicator.slug}|{column}|{part}", _title(indicator, wanted)))
    return found


def stream(external: ExternalForm) -> str:
    return f"external:{external.id}"


def register() -> None:
    files.rule(RULE, _may_read)


def _may_read(actor: Acting, row: StoredFile) -> bool:
    found = ExternalForm.objects.filter(file=row).first()
    return (
        found is not None and isinstance(actor, Actor) and may(actor, "report.see", found.unit_id)
    )


def _value(cell: Cell | None, part: str) -> float | None:
    if part != SHARE:
        return part_of(cell, part)
    top, bottom = part_of(cell, "n"), part_of(cell, "of")
    return round(100 * top / bottom, 2) if top is not None and bottom else None


def _title(indicator: Indicator, wanted: dict[str, str]) -> str:
    name = plain(indicator.body["name"])
    if wanted["part"] == SHARE:
        return f"{columns.heading(name, wanted['column'], 'value')} · %"
    return columns.heading(name, wanted["column"], wanted["part"])
