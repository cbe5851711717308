"""One quantity over periods: dots with intervals, from zero up; gaps where there is no number."""

from __future__ import annotations

import math
from itertools import groupby

from suyang.foundation.charts.model import Chart, Estimate, Mark, Table, Trend
from suyang.foundation.charts.svg import LARGE, SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import number, number_range, percent, percent_range, width

_RIGHT = 340.0
_HEIGHT = 200.0


def trend(chart: Trend) -> Chart:
    """Draw the periods in the order given, at equal distances.

    Raises ValueError for no points, a value below zero, a share above 1, or a mark without a word.
    """
    _check(chart)
    canvas = Canvas(chart)
    top = canvas.paragraph(4, 2, chart.value_label, WIDTH - 8, colour="quiet") + 22
    frame = _Frame(chart, top)
    _grid(canvas, chart, frame)
    _target(canvas, chart, frame)
    _curve(canvas, chart, frame)
    bottom = _periods(canvas, chart, frame)
    bottom = _key(canvas, chart, bottom)
    return Chart(chart.title, canvas.finish(bottom + 4), _table(chart), chart.sentence, chart.note)


class _Frame:
    """Where periods and values lie on the sheet."""

    def __init__(self, chart: Trend, top: float) -> None:
        largest = max(
            [max(value.high, value.value) for value in _estimates(chart)]
            + ([chart.target.value] if chart.target else []),
            default=0.0,
        )
        self.step, self.maximum = _steps(largest, chart.unit == "share")
        self.left = 14 + max(
            width(_write(chart, tick * self.step), SMALL)
            for tick in range(round(self.maximum / self.step) + 1)
        )
        self.bottom = top + _HEIGHT
        self.periods = len(chart.points)

    def x(self, index: int) -> float:
        first, last = self.left + 26, _RIGHT - 22
        return (
            (first + last) / 2
            if self.periods == 1
            else first + (last - first) * index / (self.periods - 1)
        )

    def y(self, value: float) -> float:
        return self.bottom - _HEIGHT * value / self.maximum


def _check(chart: Trend) -> None:
    if not chart.points:
        raise ValueError("a trend needs at least one period")
    limit = 1.0 if chart.unit == "share" else math.inf
    for value in _estimates(chart):
        if not all(0 <= part <= limit for part in (value.value, value.low, value.high)):
            raise ValueError(f"{value} cannot be drawn on a scale from 0 to {limit}")
    if chart.target and not 0 <= chart.target.value <= limit:
        raise ValueError(
            f"the target {chart.target.value} cannot be drawn on a scale from 0 to {limit}"
        )


def _estimates(chart: Trend) -> list[Estimate]:
    return [point.value for point in chart.points if isinstance(point.value, Estimate)]


def _steps(largest: float, share: bool) -> tuple[float, float]:
    """A round distance between grid lines, and the top of the scale: three to five lines."""
    if largest <= 0:
        return (0.5, 1.0) if share else (1.0, 2.0)
    rough = largest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= rough * (1 - 1e-9))
    maximum = step * math.ceil(largest / step - 1e-9)
    return (step, min(maximum, 1.0)) if share else (step, maximum)


def _grid(canvas: Canvas, chart: Trend, frame: _Frame) -> None:
    for tick in range(int(frame.maximum / frame.step + 1e-9) + 1):
        value = tick * frame.step
        y = frame.y(value)
        colour, thick = ("edge", 1.5) if tick == 0 else ("line", 1.0)
        canvas.line((frame.left, y), (_RIGHT + 16, y), colour, thick=thick)
        canvas.text(frame.left - 8, y + 6, _write(chart, value), colour="quiet", anchor="end")


def _target(canvas: Canvas, chart: Trend, frame: _Frame) -> None:
    if chart.target is None:
        return
    y = frame.y(chart.target.value)
    canvas.line((frame.left, y), (_RIGHT + 16, y), "gold", thick=2, dash="7 4")


def _curve(canvas: Canvas, chart: Trend, frame: _Frame) -> None:
    pairs = [(index, point.value) for index, point in enumerate(chart.points)]
    for known, group in groupby(pairs, key=lambda pair: isinstance(pair[1], Estimate)):
        if known:
            _stretch(canvas, frame, [(i, v) for i, v in group if isinstance(v, Estimate)])
        else:
            for index, value in group:
                if isinstance(value, Mark):
                    canvas.mark(value, frame.x(index) - 8, frame.bottom - 44, 16, 44)
    shown = [i for i, value in pairs if isinstance(value, Estimate)]
    _numbers(canvas, chart, frame, shown if len(shown) <= 4 else [shown[0], shown[-1]])


def _numbers(canvas: Canvas, chart: Trend, frame: _Frame, indices: list[int]) -> None:
    """The values above their dots, from the last one back; one that would run into another is left
    to the table."""
    written: list[tuple[float, float, float]] = []
    for index in reversed(indices):
        value = chart.points[index].value
        if not isinstance(value, Estimate):
            continue
        text = _write(chart, value.value)
        half = width(text, LARGE) / 2
        x, y = frame.x(index), frame.y(max(value.high, value.value)) - 8
        if _covers(chart, frame, index, half, y):
            y = frame.y(min(value.low, value.value)) + LARGE + 6
        if all(
            abs(x - other) >= half + wide + 2 or abs(y - height) >= LARGE
            for other, height, wide in written
        ):
            canvas.text(x, y, text, size=LARGE, anchor="middle", bold=True, halo=True)
            written.append((x, y, half))


def _covers(chart: Trend, frame: _Frame, index: int, half: float, y: float) -> bool:
    """Whether a number written there would lie on another period's dot."""
    return any(
        other != index
        and abs(frame.x(other) - frame.x(index)) < half + 6
        and y - LARGE < frame.y(point.value.value) < y + 6
        for other, point in enumerate(chart.points)
        if isinstance(point.value, Estimate)
    )


def _stretch(canvas: Canvas, frame: _Frame, points: list[tuple[int, Estimate]]) -> None:
    if len(points) > 1:
        upper = [(frame.x(i), frame.y(v.high)) for i, v in points]
        lower = [(frame.x(i), frame.y(v.low)) for i, v in reversed(points)]
        canvas.area([*upper, *lower], "teal", 0.16)
        canvas.polyline([(frame.x(i), frame.y(v.value)) for i, v in points], "teal", 2.5)
    for index, value in points:
        x, low, high = frame.x(index), frame.y(value.low), frame.y(value.high)
        canvas.line((x, low), (x, high), "teal", thick=2)
        for end in (low, high):
            canvas.line((x - 5, end), (x + 5, end), "teal", thick=2)
        canvas.dot(x, frame.y(value.value), 5.5, fill="paper", stroke="teal", thick=3)


def _periods(canvas: Canvas, chart: Trend, frame: _Frame) -> float:
    count = len(chart.points)
    indices = range(count) if count <= 5 else sorted({0, count // 2, count - 1})
    room = max((_RIGHT - frame.left) / max(len(indices), 1) - 4, 44)
    bottoms = [
        canvas.paragraph(
            frame.x(i),
            frame.bottom + 6,
            chart.points[i].label,
            room,
            colour="quiet",
            anchor="middle",
        )
        for i in indices
    ]
    return max(bottoms)


def _key(canvas: Canvas, chart: Trend, y: float) -> float:
    """Under the picture: what the target line means; which periods have no number, and why."""
    if chart.target:
        canvas.line((6, y + 18), (34, y + 18), "gold", thick=2, dash="7 4")
        y = canvas.paragraph(42, y + 8, chart.target.label, WIDTH - 46, colour="gold", bold=True)
    for mark in Mark:
        stretches = _stretches(chart, mark)
        if stretches:
            canvas.mark(mark, 6, y + 10, 28, 16)
            text = f"{chart.word(mark)}: {', '.join(stretches)}"
            y = canvas.paragraph(42, y + 9, text, WIDTH - 52)
    return y


def _stretches(chart: Trend, mark: Mark) -> list[str]:
    """The periods with a mark; three and more in a row as the first and the last of them."""
    found: list[str] = []
    for marked, group in groupby(chart.points, key=lambda point: point.value is mark):
        labels = [point.label for point in group]
        if marked:
            found += labels if len(labels) < 3 else [f"{labels[0]} – {labels[-1]}"]
    return found


def _write(chart: Trend, value: float) -> str:
    return percent(value) if chart.unit == "share" else number(value)


def _table(chart: Trend) -> Table:
    write = percent_range if chart.unit == "share" else number_range
    rows = tuple(
        (point.label, chart.word(point.value), "–")
        if isinstance(point.value, Mark)
        else (
            point.label,
            _write(chart, point.value.value),
            write(point.value.low, point.value.high),
        )
        for point in chart.points
    )
    return Table(chart.title, (chart.period_label, chart.value_label, chart.interval_label), rows)
