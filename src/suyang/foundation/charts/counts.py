"""Counts per place: bars that start at zero, each with its number; where there is no number, a sign
and a word.
"""

from __future__ import annotations

from suyang.foundation.charts.model import Chart, CountsByPlace, Mark, Table
from suyang.foundation.charts.svg import LARGE, SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import number, width

_LEFT = 6.0
_BAR = 24.0


def counts_by_place(chart: CountsByPlace) -> Chart:
    """Draw the counts in the order given: an order of size would be a ranking.

    Raises ValueError for a negative count or a mark without a word.
    """
    counts = [row.count for row in chart.rows if not isinstance(row.count, Mark)]
    if any(count < 0 for count in counts):
        raise ValueError("a count is never negative")
    canvas = Canvas(chart)
    longest = 1.1 * max([width(number(count), LARGE) for count in counts], default=0.0)
    scale = (WIDTH - _LEFT - longest - 14) / max([*counts, 1])
    y = canvas.paragraph(_LEFT - 2, 2, chart.unit, WIDTH - 8, colour="quiet")
    for row in chart.rows:
        y = canvas.paragraph(_LEFT - 2, y + 12, row.label, WIDTH - 8, size=SMALL) + 4
        y = _bar(canvas, chart, row.count, scale, y)
    return Chart(chart.title, canvas.finish(y + 8), _table(chart), chart.sentence, chart.note)


def _bar(canvas: Canvas, chart: CountsByPlace, count: int | Mark, scale: float, y: float) -> float:
    """One bar, or why there is none. Returns the bottom."""
    baseline = y + _BAR - 5
    if isinstance(count, Mark):
        canvas.mark(count, _LEFT, y + 1, 60, _BAR - 2)
        room = WIDTH - _LEFT - 78
        said = canvas.paragraph(_LEFT + 70, y, chart.word(count), room, colour="quiet")
        return max(said, y + _BAR)
    end = _LEFT + count * scale
    if count:
        canvas.box(_LEFT, y, max(end - _LEFT, 1.5), _BAR, fill="teal")
    canvas.line((_LEFT, y - 3), (_LEFT, y + _BAR + 3), "ink", thick=2)
    canvas.text(end + 8, baseline, number(count), size=LARGE, bold=True)
    return y + _BAR


def _table(chart: CountsByPlace) -> Table:
    rows = tuple(
        (row.label, chart.word(row.count) if isinstance(row.count, Mark) else number(row.count))
        for row in chart.rows
    )
    return Table(chart.title, (chart.place_label, chart.unit), rows)
