"""A person's result: each area on the scale of bands, as an interval with a dot and in words."""

from __future__ import annotations

from suyang.foundation.charts.model import Chart, Estimate, Mark, RangeRow, Ranges, Table
from suyang.foundation.charts.svg import LARGE, LEADING, SMALL, Canvas
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
    """The names of the bands above their parts of the scale; in two rows, turn by turn, where they
    are too long to stand side by side. Letters never shrink."""
    bands = len(chart.bands)
    part = (_RIGHT - _LEFT) / bands
    if all(width(word, SMALL) <= part for name in chart.bands for word in name.split()):
        y = _row_of_names(canvas, chart, range(bands), part, y)
    else:
        for first in (0, 1):
            bottom = _row_of_names(canvas, chart, range(first, bands, 2), 2 * part - 16, y)
            if first == 0:
                upper = bottom
            y = bottom
        for index in range(0, bands, 2):
            x = _place(index + 0.5, bands)
            canvas.line((x, upper + 2), (x, y + 5), "line", thick=1.5)
    bottom = y + 5
    for index in range(bands + 1):
        x = _place(index, bands)
        canvas.line((x, bottom), (x, bottom + 5), "edge", thick=1.5)
    canvas.line((_LEFT, bottom + 5), (_RIGHT, bottom + 5), "edge", thick=1.5)
    return bottom + 5


def _row_of_names(canvas: Canvas, chart: Ranges, row: range, room: float, y: float) -> float:
    """Names that end on one line, each over the middle of its band or, where it is longer, kept
    inside the picture. Returns the bottom."""
    bands = len(chart.bands)
    part = (_RIGHT - _LEFT) / bands
    rooms = {
        i: min(room, 1.5 * part - 8) if room > part and i in (0, bands - 1) else room for i in row
    }
    broken = {i: wrap(chart.bands[i], rooms[i], SMALL) for i in row}
    deepest = max(map(len, broken.values()), default=0)
    for index, lines in broken.items():
        half = max(width(line, SMALL) for line in lines) / 2
        middle = min(max(_place(index + 0.5, bands), _LEFT + half), _RIGHT - half)
        top = y + (deepest - len(lines)) * SMALL * LEADING
        canvas.paragraph(
            middle, top, chart.bands[index], rooms[index], colour="quiet", anchor="middle"
        )
    return y + deepest * SMALL * LEADING


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
