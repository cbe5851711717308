"""A person's result: each area on the scale of bands, as an interval with a dot and in words."""

from __future__ import annotations

from suyang.foundation.charts.model import Chart, Estimate, Mark, RangeRow, Ranges, Table
from suyang.foundation.charts.svg import LARGE, SMALL, Canvas
from suyang.foundation.charts.words import width, wrap

_LEFT, _RIGHT = 4.0, 356.0
_TRACK = 22.0
_DOT = 9.0


def ranges(chart: Ranges) -> Chart:
    """Draw the areas. A row without enough evidence shows its mark and words, and no dot.

    Raises ValueError for no bands, a position off the scale, or a mark without a word.
    """
    if not chart.bands:
        raise ValueError("a scale needs bands")
    for row in chart.rows:
        _check(row, len(chart.bands))
    canvas = Canvas(chart)
    y = _names(canvas, chart, 2)
    for row in chart.rows:
        y = canvas.paragraph(_LEFT, y + 12, row.label, _RIGHT - _LEFT, size=LARGE, bold=True)
        y = canvas.paragraph(_LEFT, y, row.reported, _RIGHT - _LEFT) + 6
        _track(canvas, chart, row.position, y)
        y += _TRACK
    return Chart(chart.title, canvas.finish(y + 6), _table(chart), chart.sentence, chart.note)


def _check(row: RangeRow, bands: int) -> None:
    position = row.position
    if isinstance(position, Estimate) and not all(
        0 <= place <= bands for place in (position.value, position.low, position.high)
    ):
        raise ValueError(f"{row.label!r} lies off the scale 0 to {bands}: {position}")


def _names(canvas: Canvas, chart: Ranges, y: float) -> float:
    room = (_RIGHT - _LEFT) / len(chart.bands)
    size = SMALL
    while size > 14 and any(width(w, size) > room for b in chart.bands for w in b.split()):
        size -= 0.5
    bottoms = [y]
    deepest = max(len(wrap(name, room, size)) for name in chart.bands)
    for index, name in enumerate(chart.bands):
        middle = _place(index + 0.5, len(chart.bands))
        top = y + (deepest - len(wrap(name, room, size))) * size * 1.3
        bottoms.append(
            canvas.paragraph(middle, top, name, room, size=size, colour="quiet", anchor="middle")
        )
    bottom = max(bottoms) + 5
    for index in range(len(chart.bands) + 1):
        x = _place(index, len(chart.bands))
        canvas.line((x, bottom), (x, bottom + 5), "edge", thick=1.5)
    canvas.line((_LEFT, bottom + 5), (_RIGHT, bottom + 5), "edge", thick=1.5)
    return bottom + 5


def _track(canvas: Canvas, chart: Ranges, position: Estimate | Mark, y: float) -> None:
    bands = len(chart.bands)
    if isinstance(position, Mark):
        canvas.mark(position, _LEFT, y, _RIGHT - _LEFT, _TRACK)
        return
    canvas.box(_LEFT, y, _RIGHT - _LEFT, _TRACK, fill="paper", stroke="edge", thick=1.5, round_=4)
    for index in range(1, bands):
        x = _place(index, bands)
        canvas.line((x, y), (x, y + _TRACK), "edge", thick=1.5)
    low, high = _place(position.low, bands), _place(position.high, bands)
    canvas.box(low, y + 6, max(high - low, 3), _TRACK - 12, fill="teal", round_=5)
    # At the very end of the scale the whole dot stays inside the picture.
    middle = min(max(_place(position.value, bands), _LEFT + _DOT), _RIGHT - _DOT)
    canvas.dot(middle, y + _TRACK / 2, 7, fill="paper", stroke="teal", thick=3.5)


def _place(position: float, bands: int) -> float:
    return _LEFT + position / bands * (_RIGHT - _LEFT)


def _table(chart: Ranges) -> Table:
    rows = tuple((row.label, _cell(chart, row)) for row in chart.rows)
    return Table(chart.title, (chart.area_label, chart.reported_label), rows)


def _cell(chart: Ranges, row: RangeRow) -> str:
    if isinstance(row.position, Mark):
        word = chart.word(row.position)
        return row.reported if word == row.reported or not word else f"{row.reported} ({word})"
    return row.reported
