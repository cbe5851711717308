"""Shares per band, before and after: two rows a band, a dot and an interval each, on a line from 0
to 100 %.
"""

from __future__ import annotations

from suyang.foundation.charts.model import BandsBeforeAfter, Chart, Estimate, Mark, Table
from suyang.foundation.charts.svg import BOLD, LARGE, SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import percent, percent_range, width

_LEFT, _RIGHT = 12.0, 190.0
_GAP = 14.0
# A line that ends before this has no room for the word of its middle.
_NARROW = 175.0
_STEP = 28.0


def bands_before_after(chart: BandsBeforeAfter) -> Chart:
    """Draw the shares. Before is a hollow circle, after a filled diamond; the numbers stand beside
    them.

    Raises ValueError for shares outside 0 to 1, and for marks without a word.
    """
    for row in chart.rows:
        for value in (row.before, row.after):
            _check(value)
    canvas = Canvas(chart)
    right = _right(chart)
    y = _legend(canvas, chart, 4)
    for row in chart.rows:
        y = canvas.paragraph(4, y + 10, row.label, WIDTH - 8, size=LARGE, bold=True) + 4
        _row(canvas, chart, row.before, y + _STEP / 2, right, after=False)
        _row(canvas, chart, row.after, y + _STEP * 1.5, right, after=True)
        y += 2 * _STEP
    return Chart(
        chart.title,
        canvas.finish(_axis(canvas, y + 6, right)),
        _table(chart),
        chart.sentence,
        chart.note,
    )


def _check(value: Estimate | Mark) -> None:
    if isinstance(value, Estimate) and not all(
        0 <= share <= 1 for share in (value.value, value.low, value.high)
    ):
        raise ValueError(f"{value} is not a share between 0 and 1")


def _legend(canvas: Canvas, chart: BandsBeforeAfter, y: float) -> float:
    beside = 60 + width(chart.before_label, SMALL) + width(chart.after_label, SMALL) <= WIDTH - 24
    _symbol(canvas, 12, y + 13, after=False)
    if beside:
        x = 56 + width(chart.before_label, SMALL)
        canvas.text(26, y + 19, chart.before_label)
        _symbol(canvas, x, y + 13, after=True)
        canvas.text(x + 14, y + 19, chart.after_label)
        return y + 26
    y = canvas.paragraph(26, y + 1, chart.before_label, WIDTH - 30) + 4
    _symbol(canvas, 12, y + 13, after=True)
    return canvas.paragraph(26, y + 1, chart.after_label, WIDTH - 30)


def _right(chart: BandsBeforeAfter) -> float:
    """Where the line of shares ends: before the longest of the numbers beside it."""
    estimates = [
        v for row in chart.rows for v in (row.before, row.after) if isinstance(v, Estimate)
    ]
    longest = max((BOLD * width(_numbers(value), SMALL) for value in estimates), default=0.0)
    return min(_RIGHT, WIDTH - 4 - longest - _GAP)


def _numbers(value: Estimate) -> str:
    return f"{percent(value.value)} ({percent_range(value.low, value.high)})"


def _row(
    canvas: Canvas,
    chart: BandsBeforeAfter,
    value: Estimate | Mark,
    y: float,
    right: float,
    *,
    after: bool,
) -> None:
    if isinstance(value, Mark):
        canvas.mark(value, _LEFT, y - 8, 56, 16)
        canvas.text(_LEFT + 66, y + 6, chart.word(value), colour="quiet")
        return
    canvas.line((_LEFT, y), (right, y), "line", thick=1.5)
    for tick in (0.0, 0.5, 1.0):
        x = _place(tick, right)
        canvas.line((x, y - 4), (x, y + 4), "line", thick=1.5)
    low, high = _place(value.low, right), _place(value.high, right)
    canvas.whisker(low, high, y, "teal" if after else "quiet")
    _symbol(canvas, _place(value.value, right), y, after=after)
    canvas.text(WIDTH - 4, y + 6, _numbers(value), anchor="end", bold=after)


def _symbol(canvas: Canvas, x: float, y: float, *, after: bool) -> None:
    if after:
        canvas.diamond(x, y, 8.5, fill="teal", stroke="paper")
    else:
        canvas.dot(x, y, 6, fill="paper", stroke="quiet")


def _axis(canvas: Canvas, y: float, right: float) -> float:
    canvas.line((_LEFT, y), (right, y), "edge", thick=1.5)
    for tick, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        x = _place(tick, right)
        canvas.line((x, y), (x, y + 5), "edge", thick=1.5)
        if tick != 0.5 or right >= _NARROW:
            canvas.text(x, y + 24, percent(tick), colour="quiet", anchor=anchor)
    return y + 31


def _place(share: float, right: float) -> float:
    return _LEFT + share * (right - _LEFT)


def _table(chart: BandsBeforeAfter) -> Table:
    headings = (
        chart.band_label,
        chart.before_label,
        f"{chart.before_label} · {chart.interval_label}",
        chart.after_label,
        f"{chart.after_label} · {chart.interval_label}",
    )
    rows = tuple(
        (row.label, *_cells(chart, row.before), *_cells(chart, row.after)) for row in chart.rows
    )
    return Table(chart.title, headings, rows)


def _cells(chart: BandsBeforeAfter, value: Estimate | Mark) -> tuple[str, str]:
    if isinstance(value, Mark):
        return chart.word(value), "–"
    return percent(value.value), percent_range(value.low, value.high)
