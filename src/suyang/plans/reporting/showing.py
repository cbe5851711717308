"""A report as its pages show it: figure by figure, with where each comes from and what is odd."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation import numbers
from suyang.foundation.texts import Text, plain
from suyang.plans.models import Indicator, Report, ReportFile
from suyang.plans.periods import Period
from suyang.plans.reporting import columns, evidence, lacking, queries
from suyang.plans.reporting.values import (
    MARKS,
    TOTAL,
    UNTIL,
    Cell,
    Values,
    Wrong,
    field_name,
    part_of,
    until,
)
from suyang.plans.reporting.values import fields as fields_of

Kind = Indicator.Kind


@dataclass(frozen=True)
class Part:
    """One number of a cell as a field: n, of, value or error; until: a day."""

    name: str
    part: str
    label: str
    written: str
    wrong: str = ""


@dataclass(frozen=True)
class Column:
    """A cell: its fields, its mark, and what stood there before somebody changed it."""

    column: str
    label: str
    parts: list[Part]
    mark_name: str
    mark: str
    mark_wrong: str = ""
    counted: str = ""


@dataclass(frozen=True)
class Reason:
    """A finding beside its figure, with the officer's reason where one helps."""

    name: str
    message: str
    stops: bool
    written: str


@dataclass
class Figure:
    """One indicator on the form."""

    indicator: Indicator
    total: Column
    columns: list[Column]
    source: str
    reasons: list[Reason] = field(default_factory=list)
    files: list[ReportFile] = field(default_factory=list)

    @property
    def name(self) -> Text | str:
        name: Text | str = self.indicator.body["name"]
        return name

    @property
    def is_wrong(self) -> bool:
        every = (self.total, *self.columns)
        return any(c.mark_wrong or any(p.wrong for p in c.parts) for c in every)


@dataclass(frozen=True)
class Question:
    id: str
    name: str
    text: Text
    required: bool
    written: str


def figures(
    report: Report, written: Mapping[str, str] | None = None, wrong: list[Wrong] | None = None
) -> list[Figure]:
    """The form's figures. written: what somebody typed and could not be saved, which stands in the
    fields instead of what is kept; wrong: what is the matter with it."""
    files = evidence.of(report)
    found = lacking.findings(report)
    errors = {(one.indicator, one.column, one.part): str(one.message) for one in wrong or ()}
    rows = []
    for one in queries.indicators_of(report.form):
        cells = [_column(one, column, report, written, errors) for column in (TOTAL, *one.columns)]
        rows.append(
            Figure(
                one,
                cells[0],
                cells[1:],
                source(report.filled.get(one.slug)),
                [_reason(report, f, written) for f in found if f.indicator == one.slug],
                [file for file in files if file.indicator_id == one.pk],
            )
        )
    return rows


def questions(report: Report, written: Mapping[str, str] | None = None) -> list[Question]:
    rows = []
    for one in queries.questions_of(report.form):
        name = f"answer|{one['question']}"
        kept = report.answers.get(one["question"], "")
        text = kept if written is None else written.get(name, kept)
        required = bool(one.get("required"))
        rows.append(Question(one["question"], name, one["text"], required, text))
    return rows


def source(filled: Mapping[str, Any] | None) -> str:
    """Where a figure comes from that stood there in advance."""
    if not filled:
        return ""
    if filled["from"] == "source":
        return _("Counted here.")
    return ngettext(
        "From %(n)s of %(of)s unit below.", "From %(n)s of %(of)s units below.", filled["of"]
    ) % {"n": filled["units"], "of": filled["of"]}


def cell(value: Cell | None, kind: str = "") -> str:
    """A cell for reading: 1,200; 3 of 12; not known; nothing for an empty one."""
    if value is None:
        return ""
    mark = value.get("mark") if isinstance(value, dict) else None
    if mark:
        return str(MARKS[mark])
    top, bottom = part_of(value, "n"), part_of(value, "of")
    if top is not None and bottom is not None:
        return _("%(n)s of %(of)s") % {"n": number(top), "of": number(bottom)}
    said = part_of(value, "value")
    error = part_of(value, "error")
    if said is None:
        return ""
    written = number(said) + (f" ± {number(error)}" if error is not None else "")
    if day := until(value):
        return _("%(figure)s (valid until %(day)s)") % {"figure": written, "day": day}
    return written


def number(value: float) -> str:
    return numbers.whole(value) if float(value).is_integer() else numbers.decimal(value, 2)


@dataclass(frozen=True)
class Compared:
    """A figure beside the period before and the same period a year ago, for who reviews."""

    figure: Figure
    column: str
    label: str
    now: str
    before: str
    year_ago: str
    counted: str


def year_ago(period: Period) -> Period:
    """The same period of the year before."""
    return Period(period.year - 1, period.frequency, period.number)


def compared(report: Report, rows: list[Figure]) -> list[tuple[Figure, list[Compared]]]:
    period = Period.read(report.period)
    before = _approved(report, period.shifted(-1))
    ago = _approved(report, year_ago(period))
    return [
        (
            row,
            [
                Compared(
                    row,
                    one.column,
                    one.label,
                    cell(_of(report.values, row, one)),
                    cell(_of(before, row, one)),
                    cell(_of(ago, row, one)),
                    one.counted,
                )
                for one in (row.total, *row.columns)
            ],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Differing:
    """A figure or answer that two people wrote differently; chosen: whose stands first, or none
    when both changed it."""

    name: str
    title: str
    mine: str
    theirs: str
    chosen: str


def differing(
    theirs: Report, values: Values, answers: Mapping[str, str], base: Mapping[str, Any]
) -> list[Differing]:
    """What stands differently in two versions of a report; base: what both began from."""
    rows = []
    for one in queries.indicators_of(theirs.form):
        for column in (TOTAL, *one.columns):
            mine = values.get(one.slug, {}).get(column)
            other = theirs.values.get(one.slug, {}).get(column)
            if mine == other:
                continue
            began = base.get("values", {}).get(one.slug, {}).get(column)
            title = plain(one.body["name"])
            if column != TOTAL:
                title = f"{title} · {columns.word(column)}"
            rows.append(
                Differing(
                    f"choose|{one.slug}|{column}",
                    title,
                    cell(mine) or _("empty"),
                    cell(other) or _("empty"),
                    _whose(mine, other, began),
                )
            )
    asked = {one["question"]: plain(one["text"]) for one in queries.questions_of(theirs.form)}
    for name in dict.fromkeys([*answers, *theirs.answers]):
        mine_said, their_said = answers.get(name, ""), theirs.answers.get(name, "")
        if mine_said != their_said:
            began = base.get("answers", {}).get(name, "")
            rows.append(
                Differing(
                    f"choose|answer|{name}",
                    asked.get(name, _("Reason")),
                    mine_said or _("empty"),
                    their_said or _("empty"),
                    _whose(mine_said, their_said, began),
                )
            )
    return rows


def _whose(mine: object, theirs: object, began: object) -> str:
    if mine == began:
        return "theirs"
    return "mine" if theirs == began else ""


def _approved(report: Report, period: Period) -> Values:
    found = Report.objects.filter(
        form=report.form_id, unit=report.unit_id, period=str(period), state=Report.State.APPROVED
    ).first()
    return found.values if found else {}


def _of(values: Values, row: Figure, one: Column) -> Cell | None:
    return values.get(row.indicator.slug, {}).get(one.column)


def _column(
    indicator: Indicator,
    column: str,
    report: Report,
    written: Mapping[str, str] | None,
    errors: Mapping[tuple[str, str, str], str],
) -> Column:
    slug = indicator.slug
    kept = report.values.get(slug, {}).get(column)
    fields = []
    for part in fields_of(indicator):
        name = field_name(slug, column, part)
        stands = until(kept) if part == UNTIL else _shown(part_of(kept, part))
        shown = stands if written is None else written.get(name, "")
        label = columns.part_word(part)
        fields.append(Part(name, part, label, shown, errors.get((slug, column, part), "")))
    mark_name = field_name(slug, column, "mark")
    kept_mark = kept.get("mark", "") if isinstance(kept, dict) else ""
    mark = kept_mark if written is None else written.get(mark_name, "")
    before = report.filled.get(slug, {}).get("cells", {}).get(column)
    counted = cell(before) if before is not None and before != kept else ""
    wrong = errors.get((slug, column, "mark"), "")
    return Column(column, columns.word(column), fields, mark_name, mark, wrong, counted)


def _reason(report: Report, finding: Any, written: Mapping[str, str] | None) -> Reason:
    name = f"answer|why:{finding.id}"
    kept = report.answers.get(f"why:{finding.id}", "")
    text = kept if written is None else written.get(name, kept)
    return Reason(name, finding.message, finding.stops, text)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(value)


def anchor(indicator: str) -> str:
    """The id of a figure on the form's page."""
    return "figure-" + uuid.uuid5(uuid.NAMESPACE_OID, indicator).hex[:8]
