"""What maps have in common: places with a value each, sorted into steps, and their table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from suyang.foundation.charts.model import Mark, Table, Told
from suyang.foundation.charts.steps import By, Steps, steps
from suyang.foundation.charts.svg import WIDTH, Canvas
from suyang.foundation.charts.words import number, percent

SIGN = 16.0
SIGN_WIDE = 34.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place: its name, its value, what else its row of the table says, where its name leads."""

    name: str
    value: float | Mark
    more: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Stepped(Told):
    """One quantity by place: a "share" runs from 0 to 1, a "number" is written as it is.

    steps_label says how the steps were made ("four equal steps"). more_labels: headings of what
    else the table says of a place. beside: places that have no room in the picture; they stand in
    the table alone, with the same steps.
    """

    place_label: str
    value_label: str
    step_label: str
    steps_label: str
    more_labels: tuple[str, ...] = ()
    beside: tuple[Place, ...] = ()
    wanted: int = 4
    by: By = "equal"
    unit: Literal["share", "number"] = "share"


def found_steps(chart: Stepped, places: Sequence[Place]) -> Steps:
    """Raises ValueError for more than five steps."""
    if not 1 <= chart.wanted <= 5:
        raise ValueError("a map has one to five steps")
    values = [one.value for one in (*places, *chart.beside) if not isinstance(one.value, Mark)]
    return steps(values, chart.wanted, chart.by)


def legend(
    canvas: Canvas,
    chart: Stepped,
    found: Steps,
    marks: Iterable[Mark],
    sign: Callable[[int, float, float], None],
    y: float,
) -> float:
    """How the steps were made, and each with its sign, which `sign(step, x, y)` draws."""
    y = canvas.paragraph(4, y, chart.steps_label, WIDTH - 8, colour="quiet") + 4
    for step in range(found.count):
        sign(step, 8, y + 3)
        y = canvas.paragraph(54, y, range_of(chart, found, step), WIDTH - 60) + 4
    seen = set(marks)
    for mark in Mark:
        if mark in seen:
            canvas.mark(mark, 8, y + 3, SIGN_WIDE, SIGN)
            y = canvas.paragraph(54, y, chart.word(mark), WIDTH - 60) + 4
    return y + 4


def marks_of(places: Sequence[Place]) -> set[Mark]:
    return {one.value for one in places if isinstance(one.value, Mark)}


def said(chart: Stepped, value: float | Mark) -> str:
    """A value as it is written, or its mark's word."""
    if isinstance(value, Mark):
        return chart.word(value)
    return percent(value) if chart.unit == "share" else number(value)


def range_of(chart: Stepped, found: Steps, step: int) -> str:
    """The bounds of a step: the first belongs to it, the second only in the last step."""
    low, high = found.range(step)
    if low == high:
        return said(chart, low)
    return f"{said(chart, low)} ≤ … {'≤' if step == found.count - 1 else '<'} {said(chart, high)}"


def table_of(chart: Stepped, found: Steps, places: Sequence[Place]) -> Table:
    everywhere = (*places, *chart.beside)
    headings = (chart.place_label, chart.value_label, chart.step_label, *chart.more_labels)
    rows = tuple(
        (
            one.name,
            said(chart, one.value),
            "–" if isinstance(one.value, Mark) else f"{found.of(one.value) + 1} / {found.count}",
            *one.more,
        )
        for one in everywhere
    )
    return Table(chart.title, headings, rows, tuple(one.link for one in everywhere))
