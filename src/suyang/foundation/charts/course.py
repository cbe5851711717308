"""A quantity on the scale of bands over time: known at some days, less well known between them."""

from __future__ import annotations

from dataclasses import dataclass

from suyang.foundation.charts.model import Chart, Estimate, Table, Told
from suyang.foundation.charts.svg import SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import width, wrap

_RIGHT = 340.0
_BAND = 52.0
_LOW_BAND = 30.0
_MOST_NAME = 130.0


@dataclass(frozen=True)
class CoursePoint:
    """A place on the way. `at` is a time in any unit; `value` on the scale 0 … number of bands."""

    at: float
    value: Estimate


@dataclass(frozen=True, kw_only=True)
class Course(Told):
    """One quantity over time.

    path: many points, so close that the band's growing and shrinking shows. stations: where it was
    measured, each with its label; they are on the path. end_label: what stands at the path's end
    when that is no station, such as "today". small: one of several beside each other.
    """

    bands: tuple[str, ...]
    path: tuple[CoursePoint, ...]
    stations: tuple[tuple[str, CoursePoint], ...]
    table: Table
    end_label: str = ""
    small: bool = False


def course(chart: Course) -> Chart:
    """Draw the way with its interval. Raises ValueError for no path or a place off the scale."""
    _check(chart)
    canvas = Canvas(chart)
    frame = _Frame(chart)
    _scale(canvas, chart, frame)
    upper = [(frame.x(one.at), frame.y(one.value.high)) for one in chart.path]
    lower = [(frame.x(one.at), frame.y(one.value.low)) for one in reversed(chart.path)]
    canvas.area([*upper, *lower], "teal", 0.18)
    middle = [(frame.x(one.at), frame.y(one.value.value)) for one in chart.path]
    canvas.polyline(middle, "teal", 2.5)
    for _label, one in chart.stations:
        x = frame.x(one.at)
        low, high = frame.y(one.value.low), frame.y(one.value.high)
        canvas.line((x, low), (x, high), "teal", thick=2)
        for end in (low, high):
            canvas.line((x - 5, end), (x + 5, end), "teal", thick=2)
        canvas.dot(x, frame.y(one.value.value), 5.5, fill="paper", stroke="teal", thick=3)
    bottom = _times(canvas, chart, frame)
    return Chart(chart.title, canvas.finish(bottom + 4), chart.table, chart.sentence, chart.note)


class _Frame:
    """Where times and places lie on the sheet."""

    def __init__(self, chart: Course) -> None:
        self.top = 8.0
        self.step = _LOW_BAND if chart.small else _BAND
        self.bands = len(chart.bands)
        self.bottom = self.top + self.step * self.bands
        words = [] if chart.small else [word for name in chart.bands for word in name.split()]
        # Names break between words; a Chinese one is a single word here.
        self.names = max((width(word, SMALL) for word in words), default=0.0)
        self.left = 14 + min(self.names, _MOST_NAME)
        self.first, self.last = chart.path[0].at, chart.path[-1].at

    def x(self, at: float) -> float:
        start, end = self.left + 14, _RIGHT - 4
        if self.last <= self.first:
            return (start + end) / 2
        return start + (end - start) * (at - self.first) / (self.last - self.first)

    def y(self, place: float) -> float:
        return self.bottom - self.step * place


def _check(chart: Course) -> None:
    if not chart.path or not chart.bands:
        raise ValueError("a course needs a path and bands")
    for one in (*chart.path, *(point for _label, point in chart.stations)):
        parts = (one.value.low, one.value.value, one.value.high)
        if not all(0 <= part <= len(chart.bands) for part in parts):
            raise ValueError(f"{one} lies off the scale 0 to {len(chart.bands)}")


def _scale(canvas: Canvas, chart: Course, frame: _Frame) -> None:
    for index in range(frame.bands + 1):
        colour, thick = ("edge", 1.5) if index == 0 else ("line", 1.0)
        canvas.line(
            (frame.left, frame.y(index)), (_RIGHT + 16, frame.y(index)), colour, thick=thick
        )
    if chart.small:
        return
    for index, name in enumerate(chart.bands):
        lines = wrap(name, max(frame.left - 10, 1.0), SMALL)
        top = frame.y(index + 0.5) - len(lines) * SMALL * 0.65
        for number, line in enumerate(lines):
            y = top + SMALL * (0.95 + 1.3 * number)
            canvas.text(frame.left - 8, y, line, colour="quiet", anchor="end")


def _times(canvas: Canvas, chart: Course, frame: _Frame) -> float:
    """The first and last label; of those between, as many as find room."""
    labels = [(frame.x(one.at), label) for label, one in chart.stations]
    if chart.end_label:
        labels.append((frame.x(frame.last), chart.end_label))
    bottom = frame.bottom + 6
    free = -1.0
    last = labels[-1]
    last_left = _edges(*last)[0]
    for number, (x, label) in enumerate(labels):
        left, right = _edges(x, label)
        is_last = number == len(labels) - 1
        if left < free or (not is_last and right > last_left - 8 and number > 0):
            continue
        if not is_last and number == 0 and right > last_left - 8:
            continue
        canvas.text((left + right) / 2, bottom + SMALL, label, colour="quiet", anchor="middle")
        free = right + 8
    return bottom + SMALL * 1.3


def _edges(x: float, label: str) -> tuple[float, float]:
    """Where a label begins and ends when it may not leave the sheet."""
    room = width(label, SMALL)
    left = min(max(x - room / 2, 2.0), WIDTH - 2 - room)
    return left, left + room
