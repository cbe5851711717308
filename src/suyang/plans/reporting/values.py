"""What stands in a report's cells: numbers, pairs of numbers, or a mark why there is none.

    {indicator: {column: 12 | {"n": 12, "of": 40} | {"value": 1.2, "error": .1} |
        {"value": 80, "until": "2027-06-30"} | {"mark": mark}}}

A rate keeps numerator and denominator, an estimate its standard error, the result of an audit the
day until which it is valid, where it has one of its own. Zero is a number; nothing
written is no cell at all.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suyang.plans import validity
from suyang.plans.models import Indicator

Kind = Indicator.Kind
Cell = float | dict[str, Any]
Values = dict[str, dict[str, Cell]]

TOTAL: Final = "total"
UNTIL: Final = "until"
MARKS: Final[dict[str, Promise]] = {
    "missing": _("not known"),
    "not_applicable": _("does not apply here"),
}
# Counted in whole numbers; money in cents, the others as they come.
WHOLE: Final = frozenset({Kind.THINGS, Kind.PEOPLE, Kind.ATTENDANCES, Kind.AUDIT})
_LARGEST: Final = 1e15


@dataclass(frozen=True)
class Wrong:
    """What was written in one part of a cell and cannot be taken: `part` is value, n, of, error or
    until."""

    indicator: str
    column: str
    part: str
    message: Promise | str


def parts(kind: str) -> tuple[str, ...]:
    """The numbers of which a cell of this kind consists. `fields` has what is written too."""
    if kind == Kind.RATE:
        return ("n", "of")
    if kind == Kind.ESTIMATE:
        return ("value", "error")
    return ("value",)


def fields(indicator: Indicator) -> tuple[str, ...]:
    """What is written into a cell: its numbers, and of an audit its own day."""
    numbers = parts(indicator.kind)
    return (*numbers, UNTIL) if validity.takes_a_day(indicator) else numbers


def until(cell: Cell | None) -> str:
    """The day until which a result says itself that it is valid, as 2027-06-30; else nothing."""
    return str(cell.get(UNTIL, "")) if isinstance(cell, dict) else ""


def read(written: Mapping[str, str], indicators: Iterable[Indicator]) -> tuple[Values, list[Wrong]]:
    """The values of a form's fields, by the names of `field_name`; and what cannot be taken."""
    found: Values = {}
    wrong: list[Wrong] = []
    for indicator in indicators:
        for column in (TOTAL, *indicator.columns):
            cell, errors = _cell(indicator, column, written)
            wrong += errors
            if cell is not None and not errors:
                found.setdefault(indicator.slug, {})[column] = cell
    return found, wrong


def field_name(indicator: str, column: str, part: str) -> str:
    return f"{indicator}|{column}|{part}"


def written_text(text: str) -> str:
    """What somebody wrote, over several lines if need be, without signs that no database keeps."""
    kept = (
        character
        for character in text.replace("\r\n", "\n")
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


def number(cell: Cell | None) -> float | None:
    """A cell as one number: of a rate n / of. None for a mark, an empty cell, a rate of nothing."""
    if cell is None:
        return None
    if not isinstance(cell, dict):
        return float(cell)
    if "value" in cell:
        return float(cell["value"])
    if "n" in cell:
        return float(cell["n"]) / float(cell["of"]) if cell["of"] else None
    return None


def part_of(cell: Cell | None, part: str) -> float | None:
    """One number of a cell."""
    if cell is None:
        return None
    if not isinstance(cell, dict):
        return float(cell) if part == "value" else None
    return cell.get(part)


def clean(given: Any, indicators: Iterable[Indicator]) -> tuple[Values, list[Wrong]]:
    """Values that came as JSON, held against their indicators like those of a form."""
    written: dict[str, str] = {}
    wrong: list[Wrong] = []
    known = {one.slug: one for one in indicators}
    if not isinstance(given, Mapping):
        return {}, [Wrong("", "", "", _("Values are an object of indicators."))]
    for slug, columns in given.items():
        indicator = known.get(slug)
        if indicator is None or not isinstance(columns, Mapping):
            wrong.append(Wrong(str(slug), "", "", _("The form has no such indicator.")))
            continue
        for column, cell in columns.items():
            if column not in (TOTAL, *indicator.columns):
                wrong.append(Wrong(slug, str(column), "", _("The form has no such column.")))
                continue
            written |= {
                field_name(slug, column, part): text
                for part, text in _as_written(cell, indicator.kind).items()
            }
    found, errors = read(written, known.values())
    return found, wrong + errors


def _as_written(cell: Any, kind: str) -> dict[str, str]:
    if isinstance(cell, Mapping):
        return {str(part): str(value) for part, value in cell.items()}
    return {parts(kind)[0]: "" if cell is None else str(cell)}


def _cell(
    indicator: Indicator, column: str, written: Mapping[str, str]
) -> tuple[Cell | None, list[Wrong]]:
    mark = written.get(field_name(indicator.slug, column, "mark"), "")
    if mark:
        return _marked(indicator, column, mark, written)
    numbers: dict[str, float] = {}
    wrong: list[Wrong] = []
    for part in parts(indicator.kind):
        text = written.get(field_name(indicator.slug, column, part), "").strip()
        if not text:
            continue
        value, message = _number(text, indicator.kind, part)
        if value is None:
            wrong.append(Wrong(indicator.slug, column, part, message))
        else:
            numbers[part] = value
    text = written.get(field_name(indicator.slug, column, UNTIL), "").strip()
    day, not_taken = _until(indicator, column, text)
    wrong += not_taken
    if wrong or not (numbers or day):
        return None, wrong
    for part in parts(indicator.kind):
        if part not in numbers and part != "error":
            return None, [Wrong(indicator.slug, column, part, _("This number is missing."))]
    if indicator.kind in (Kind.RATE, Kind.ESTIMATE):
        return dict(numbers), []
    if day is not None:
        return {"value": numbers["value"], UNTIL: day.isoformat()}, []
    return numbers["value"], []


def _until(indicator: Indicator, column: str, text: str) -> tuple[dt.date | None, list[Wrong]]:
    """The day of a result's own; none where nothing is written."""
    if not text:
        return None, []
    message: Promise
    if not validity.takes_a_day(indicator):
        message = _("How long this result is valid follows from its definition: write no day.")
        return None, [Wrong(indicator.slug, column, UNTIL, message)]
    day = validity.day(text)
    if day is None:
        message = _("Please write a day, such as 2027-06-30.")
        return None, [Wrong(indicator.slug, column, UNTIL, message)]
    return day, []


def _marked(
    indicator: Indicator, column: str, mark: str, written: Mapping[str, str]
) -> tuple[Cell | None, list[Wrong]]:
    """A mark stands alone: beside a number nobody knows which of the two was meant."""
    names = [field_name(indicator.slug, column, part) for part in (*parts(indicator.kind), UNTIL)]
    if mark not in MARKS:
        message = _("This mark is not known.")
    elif any(written.get(name, "").strip() for name in names):
        message = _(
            "Either a number or why there is none: empty the number, or take the mark away."
        )
    else:
        return {"mark": mark}, []
    return None, [Wrong(indicator.slug, column, "mark", message)]


def _number(text: str, kind: str, part: str) -> tuple[float | None, Promise | str]:
    """A number as people write it: 1,200 or 1 200, full-width digits, 3.5万."""
    tidy = text.translate(_TIDY).replace(" ", "").replace(",", "")
    times = 1.0
    for word, factor in _WORDS.items():
        if tidy.endswith(word):
            tidy, times = tidy[: -len(word)], factor
    try:
        value = float(tidy) * times
    except ValueError:
        return None, _("Please write a number, such as 1200.")
    if not math.isfinite(value) or abs(value) > _LARGEST:
        return None, _("This number is too large.")
    if value < 0 and part != "value":
        return None, _("This number cannot be below zero.")
    if value < 0 and kind != Kind.ESTIMATE:
        return None, _("This number cannot be below zero.")
    rounded = round(value)
    if kind in WHOLE or part in ("n", "of"):
        if abs(value - rounded) > 1e-6:
            return None, _("Please write a whole number.")
        return rounded, ""
    # Whole numbers as such: both databases then give back what was written.
    return (rounded if value == rounded else value), ""


_TIDY: Final = str.maketrans("０１２３４５６７８９．，－\u00a0\u3000", "0123456789.,-  ")
_WORDS: Final = {"亿": 1e8, "万": 1e4}
