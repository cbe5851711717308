"""Figures by XLSX: a table with a row a unit, filled in without a network, looked at, taken in.

An empty cell says nothing: what stands there stays. The same table twice changes nothing. All of
a table is taken in or nothing, with every error named by its cell.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import Expected, Limits, Row
from suyang.foundation.documents.tables import read_table
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.permissions import Denied, Refused
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may
from suyang.plans.models import Indicator, Report, ReportDue, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, columns, queries, showing
from suyang.plans.reporting.values import (
    MARKS,
    TOTAL,
    UNTIL,
    Values,
    field_name,
    fields,
    part_of,
    parts,
    read,
    until,
)

LIMITS: Final = Limits(rows=5_000, columns=1_000)
CODE, NAME = "unit_code", "unit_name"
# zh-Hans is what texts call it, zh-hans what Django does.
_LANGUAGES: Final = ("zh-hans", "en")
_OPEN = (Report.State.DRAFT, Report.State.RETURNED)
Head = tuple[str, Indicator | None, str, str]


@dataclass(frozen=True)
class CellError:
    """What is wrong in a cell, as the spreadsheet names it ("C7"); "" for the whole file."""

    cell: str
    message: str


@dataclass(frozen=True)
class Changed:
    """One figure or answer that the table changes."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What a row does: to which unit, over which revision (None: no report yet), with what."""

    unit: uuid.UUID
    unit_name: str
    revision: int | None
    values: Values
    answers: dict[str, str]
    changes: list[Changed]


@dataclass(frozen=True)
class Preview:
    lines: list[Line] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.changes]

    @property
    def as_json(self) -> str:
        """The rows as they were understood, to be sent again when the preview is confirmed."""
        rows = [
            {
                "unit": str(line.unit),
                "revision": line.revision,
                "values": line.values,
                "answers": line.answers,
            }
            for line in self.lines
        ]
        return json.dumps(rows, ensure_ascii=False)


def units_for(actor: Actor, form: ReportForm, period: Period, top: uuid.UUID) -> list[uuid.UUID]:
    """The units at and below `top` that were asked and for which the actor may fill in."""
    within = tree.within(top, clock.today())
    dues = form.dues.filter(period=str(period), unit_id__in=within, excused="")
    asked = dues.order_by("unit__code").values_list("unit_id", flat=True)
    if may(actor, "report.fill", top) and _reaches_below(actor, top):
        return list(asked)
    return [unit for unit in asked if may(actor, "report.fill", unit)]


def template(actor: Actor, form: ReportForm, period: Period, top: uuid.UUID) -> bytes:
    """The empty or begun table of the units at and below `top`, with locked headings.

    Raises Denied when there is none for which the actor fills in."""
    chosen = units_for(actor, form, period, top)
    if not chosen:
        raise Denied
    heads = _heads(form)
    reports = {
        one.unit_id: one
        for one in Report.objects.filter(form=form, period=str(period), unit_id__in=chosen)
    }
    names = units.names(chosen, period.last_day)
    codes = dict(Unit.objects.filter(id__in=chosen).values_list("id", "code"))
    rows = []
    for unit in chosen:
        report = reports.get(unit)
        cells = [_written(report, head) for head in heads]
        rows.append((codes[unit], plain(names.get(unit)), *cells))
    sheet = Worksheet(
        str(period),
        (
            Column(_("Code")),
            Column(_("Unit")),
            *(Column(said, _kind(head)) for head, said in zip(heads, _said(heads), strict=True)),
        ),
        tuple(rows),
        fill_in=frozenset(range(2, 2 + len(heads))),
    )
    title = f"{plain(form.title)} {period.words()}"
    book = Workbook(
        title,
        (sheet,),
        _("How to fill it in"),
        _notes(),
        demonstration=units.demonstration_label(),
    )
    return write_xlsx(book)


def preview(actor: Actor, form: ReportForm, period: Period, top: uuid.UUID, data: bytes) -> Preview:
    """What the table would change, or every cell that must be mended."""
    allowed = units_for(actor, form, period, top)
    if not allowed:
        raise Denied
    heads = _heads(form)
    try:
        rows = read_table(data, _expected(heads), LIMITS)
    except DocumentError as error:
        cell = f"{error.column or ''}{error.row or ''}" if error.code == "formula" else ""
        return Preview(errors=[CellError(cell, str(error.message))])
    if not rows:
        return Preview(errors=[CellError("", _("The table has headings but no rows."))])
    return _read(form, period, allowed, heads, rows)


@transaction.atomic
def take_in(
    actor: Actor, form: ReportForm, period: Period, top: uuid.UUID, rows: str
) -> list[Line]:
    """Take in what `preview` showed; gives the lines that changed something.

    Raises Refused, and changes nothing, when a report was changed since the preview."""
    allowed = set(units_for(actor, form, period, top))
    done = []
    for given in _rows(rows):
        unit = units.unit(given["unit"])
        if unit is None or unit.id not in allowed:
            raise Denied
        report = actions.open_report(actor, form, unit, period)
        line = _line(form, unit, report, given["values"], given["answers"], None)
        if not line.changes:
            continue
        # A report that the table itself begins is as the preview saw it, none: revision 0.
        if (given["revision"] or 0) != report.revision:
            name = units.name_of(unit.id)
            raise Refused(
                _(
                    "The report of %(name)s was changed since you looked at the table. Nothing was "
                    "taken in; send the table again and look anew."
                )
                % {"name": name},
                code="meanwhile",
            )
        actions.save(actor, report, line.values, line.answers, report.revision)
        done.append(line)
    return done


def _read(
    form: ReportForm, period: Period, allowed: list[uuid.UUID], heads: list[Head], rows: list[Row]
) -> Preview:
    by_code = {one.code: one for one in Unit.objects.filter(id__in=allowed)}
    reports = {
        one.unit_id: one
        for one in Report.objects.select_related("form").filter(
            form=form, period=str(period), unit_id__in=allowed
        )
    }
    lines: list[Line] = []
    errors: list[CellError] = []
    seen: set[str] = set()
    for row in rows:
        code = row.values[CODE]
        unit = by_code.get(code)
        if unit is None or code in seen:
            said = _("This unit is there twice.") if unit else _("This code is none of the table.")
            errors.append(CellError(f"{row.letters[CODE]}{row.number}", said))
            continue
        seen.add(code)
        report = reports.get(unit.id)
        values, answers, wrong = _row(form, heads, row)
        errors += wrong
        if report is not None and report.state not in _OPEN and not wrong:
            line = _line(form, unit, report, values, answers, report.revision)
            if line.changes:
                said = _("This report was handed up and is not open; its row has other figures.")
                errors.append(CellError(f"{row.letters[CODE]}{row.number}", said))
                continue
        revision = None if report is None else report.revision
        lines.append(_line(form, unit, report, values, answers, revision))
    return Preview(errors=errors) if errors else Preview(lines)


def _row(
    form: ReportForm, heads: list[Head], row: Row
) -> tuple[Values, dict[str, str], list[CellError]]:
    written: dict[str, str] = {}
    answers: dict[str, str] = {}
    for key, indicator, column, part in heads:
        text = row.values.get(key, "")
        if indicator is None:
            if text:
                answers[column] = text
        elif mark := _mark(text):
            written[field_name(indicator.slug, column, "mark")] = mark
        else:
            written[field_name(indicator.slug, column, part)] = text
    values, wrong = read(written, queries.indicators_of(form))
    errors = []
    for one in wrong:
        key = field_name(one.indicator, one.column, one.part)
        if one.part == "mark":
            indicator = next(h[1] for h in heads if h[1] and h[1].slug == one.indicator)
            key = field_name(one.indicator, one.column, parts(indicator.kind)[0])
        errors.append(CellError(f"{row.letters.get(key, '')}{row.number}", str(one.message)))
    return values, answers, errors


def _line(
    form: ReportForm,
    unit: Unit,
    report: Report | None,
    given: Values,
    said: Mapping[str, str],
    revision: int | None,
) -> Line:
    """A row over what stands: what is given replaces it, what is not stays."""
    stands: Values = report.values if report else {}
    merged = {slug: dict(cells) for slug, cells in stands.items()}
    changes = []
    for indicator in queries.indicators_of(form):
        for column, cell in given.get(indicator.slug, {}).items():
            before = stands.get(indicator.slug, {}).get(column)
            merged.setdefault(indicator.slug, {})[column] = cell
            if before != cell:
                title = columns.heading(plain(indicator.body["name"]), column, "value")
                changes.append(Changed(title, showing.cell(before), showing.cell(cell)))
    answered = dict(report.answers) if report else {}
    for asked in queries.questions_of(form):
        text = said.get(asked["question"], "")
        before_said = answered.get(asked["question"], "")
        if text and text != before_said:
            answered[asked["question"]] = text
            changes.append(Changed(plain(asked["text"]), before_said, text))
    return Line(unit.id, units.name_of(unit.id), revision, merged, answered, changes)


def _rows(written: str) -> list[dict[str, Any]]:
    """The confirmed rows; what was tampered with on the way is refused, figures by `save`."""
    refused = Refused(_("This table cannot be read. Send the file again."), code="unread")
    try:
        rows = json.loads(written)
        return [
            {
                "unit": uuid.UUID(one["unit"]),
                "revision": None if one["revision"] is None else int(one["revision"]),
                "values": {str(k): dict(v) for k, v in dict(one["values"]).items()},
                "answers": {str(k): str(v) for k, v in dict(one["answers"]).items()},
            }
            for one in rows
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise refused from None


def _heads(form: ReportForm) -> list[Head]:
    """The columns: key, indicator (none for a question, whose id is the column), column, part."""
    found: list[Head] = []
    for one in queries.indicators_of(form):
        for column in (TOTAL, *one.columns):
            for part in fields(one):
                if part != "error" or column == TOTAL:
                    found.append((field_name(one.slug, column, part), one, column, part))
    for asked in queries.questions_of(form):
        found.append((f"answer|{asked['question']}", None, asked["question"], plain(asked["text"])))
    return found


def _said(heads: Iterable[Head]) -> list[str]:
    """The headings, each once: where two would be the same, the key stands behind it."""
    said = [
        columns.heading(plain(one.body["name"]), column, part) if one is not None else part
        for _key, one, column, part in heads
    ]
    keys = [key for key, *_rest in heads]
    return [
        f"{text} ({key})" if said.count(text) > 1 else text
        for text, key in zip(said, keys, strict=True)
    ]


def _expected(heads: list[Head]) -> list[Expected]:
    by_language = []
    for language in _LANGUAGES:
        with translation.override(language):
            by_language.append([_("Code"), _("Unit"), *_said(heads)])
    keys = [CODE, NAME, *(key for key, *_rest in heads)]
    return [
        Expected(key, tuple(dict.fromkeys(said)), required=key == CODE)
        for key, *said in zip(keys, *by_language, strict=True)
    ]


def _written(report: Report | None, head: Head) -> str | float | None:
    _key, indicator, column, part = head
    if report is None:
        return None
    if indicator is None:
        return str(report.answers.get(column, "")) or None
    cell = report.values.get(indicator.slug, {}).get(column)
    if isinstance(cell, dict) and "mark" in cell:
        return str(MARKS[cell["mark"]]) if part == parts(indicator.kind)[0] else None
    return (until(cell) or None) if part == UNTIL else part_of(cell, part)


def _kind(head: Head) -> Kind:
    _key, indicator, _column, part = head
    if indicator is None or part == UNTIL:
        return Kind.TEXT
    whole = indicator.kind not in (Indicator.Kind.ESTIMATE, Indicator.Kind.MONEY)
    return Kind.WHOLE if whole or part in ("n", "of") else Kind.NUMBER


def _mark(text: str) -> str:
    """A mark in words, of either language."""
    for mark, word in MARKS.items():
        for language in _LANGUAGES:
            with translation.override(language):
                if text == str(word):
                    return mark
    return ""


def _notes() -> tuple[tuple[str, str], ...]:
    marks = ", ".join(f"“{word}”" for word in MARKS.values())
    return (
        (_("Fill in"), _("the white cells; headings and units are locked.")),
        (_("Empty"), _("an empty cell changes nothing; zero is written as 0.")),
        (_("No number"), _("write why in words: %(marks)s.") % {"marks": marks}),
        (_("Formulas"), _("are not taken in: paste their values.")),
    )


def _reaches_below(actor: Actor, top: uuid.UUID) -> bool:
    return may(actor, "report.fill", top, below=True)


def asked_forms(actor: Actor, top: uuid.UUID) -> list[tuple[ReportForm, list[Period]]]:
    """Forms with their periods for which a table can be had, the latest period first."""
    dues = ReportDue.objects.filter(unit_id__in=tree.within(top, clock.today()))
    found: dict[uuid.UUID, set[str]] = {}
    for form_id, period in dues.values_list("form_id", "period").distinct():
        found.setdefault(form_id, set()).add(period)
    forms = ReportForm.objects.filter(id__in=found).select_related("plan").order_by("-made_at")
    return [(one, [Period.read(p) for p in sorted(found[one.id], reverse=True)]) for one in forms]
