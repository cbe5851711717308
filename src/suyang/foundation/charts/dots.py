"""Units beside each other: a dot and its interval each, and a line for the whole. No ranks: the
order is the caller's, and a group's name stands above its rows."""

from __future__ import annotations

import math

from suyang.foundation.charts.model import Chart, DotRow, Dots, Estimate, Mark, Table
from suyang.foundation.charts.svg import LARGE, LEADING, SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import number, number_range

_LEFT, _RIGHT = 10.0, WIDTH - 10
_TRACK = 24.0


def dots(chart: Dots) -> Chart:
    """Draw the rows. Raises ValueError for a mark without a word or a whole that is not finite."""
    if chart.whole is not None and not math.isfinite(chart.whole):
        raise ValueError("the whole needs a finite number")
    low, high = _span(chart)
    canvas = Canvas(chart)
    # Without a single number there is nothing to measure.
    known = chart.whole is not None or any(
        isinstance(row.value, Estimate) for _group, rows in chart.groups for row in rows
    )
    y = _scale(canvas, chart, low, high, 2) if known else 2.0
    for group, rows in chart.groups:
        if group:
            y = canvas.paragraph(_LEFT - 6, y + 14, group, WIDTH - 8, size=LARGE, bold=True)
        for row in rows:
            y = canvas.paragraph(_LEFT - 6, y + 8, row.label, WIDTH - 8) + 2
            y = _track(canvas, chart, row.value, y, low, high)
    return Chart(chart.title, canvas.finish(y + 8), _table(chart), chart.sentence, chart.note)


def _span(chart: Dots) -> tuple[float, float]:
    """From the least to the greatest end of an interval, with the whole, or else zero, inside."""
    ends = [
        end
        for _group, rows in chart.groups
        for row in rows
        if isinstance(row.value, Estimate)
        for end in (row.value.low, row.value.high, row.value.value)
    ]
    if chart.whole is not None:
        ends.append(chart.whole)
    else:
        # Nothing to be held against: lengths are read from zero.
        ends.append(0.0)
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _scale(canvas: Canvas, chart: Dots, low: float, high: float, y: float) -> float:
    """The ends of the scale, and above them what the line stands for."""
    if chart.whole is not None:
        y = canvas.paragraph(
            _LEFT - 6,
            y,
            f"{chart.whole_label} {_written(chart, chart.whole)}",
            WIDTH - 8,
            bold=True,
        )
    canvas.text(_LEFT, y + SMALL, _written(chart, low), colour="quiet")
    canvas.text(_RIGHT, y + SMALL, _written(chart, high), colour="quiet", anchor="end")
    y += SMALL * LEADING + 4
    canvas.line((_LEFT, y), (_RIGHT, y), "edge", thick=1.5)
    return y


def _track(
    canvas: Canvas, chart: Dots, value: Estimate | Mark, y: float, low: float, high: float
) -> float:
    """One row's figure, or why there is none. Returns the bottom."""
    if isinstance(value, Mark):
        canvas.mark(value, _LEFT, y + 2, 60, _TRACK - 4)
        said = canvas.paragraph(
            _LEFT + 70, y, chart.word(value), _RIGHT - _LEFT - 74, colour="quiet"
        )
        return max(said, y + _TRACK)
    middle = y + _TRACK / 2

    def place(at: float) -> float:
        return _LEFT + (at - low) / (high - low) * (_RIGHT - _LEFT)

    canvas.line((_LEFT, middle), (_RIGHT, middle), "line")
    if chart.whole is not None:
        x = place(chart.whole)
        canvas.line((x, y - 1), (x, y + _TRACK + 1), "ink", thick=2, dash="4 3")
    if value.high > value.low:
        canvas.whisker(place(value.low), place(value.high), middle, "teal")
    canvas.dot(place(value.value), middle, 6, fill="paper", stroke="teal", thick=3)
    return y + _TRACK


def _table(chart: Dots) -> Table:
    rows = tuple(
        (row.label, *_cells(chart, row), group) for group, rows in chart.groups for row in rows
    )
    headings = (chart.row_label, chart.value_label, chart.interval_label, chart.group_label)
    return Table(chart.title, headings, rows)


def _cells(chart: Dots, row: DotRow) -> tuple[str, str]:
    if isinstance(row.value, Mark):
        return chart.word(row.value), "–"
    value = row.value
    if chart.unit == "share":
        span = f"{_written(chart, value.low).removesuffix('%')}–{_written(chart, value.high)}"
    else:
        span = number_range(value.low, value.high)
    return _written(chart, value.value), span if value.high > value.low else "–"


def _written(chart: Dots, value: float) -> str:
    return f"{100 * value:.1f}%" if chart.unit == "share" else number(value)
