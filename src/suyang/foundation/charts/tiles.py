"""A tile map: every place a tile of the same size, in a grid that recalls where it lies.

A tile shows its step by how many of its bars are full, so that it reads without colours; the
exact numbers are in the table beside it. Where there is no number stands the sign of why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from suyang.foundation.charts.model import Chart, Mark, Table, Told
from suyang.foundation.charts.steps import By, Steps, steps
from suyang.foundation.charts.svg import WIDTH, Canvas
from suyang.foundation.charts.words import number, percent, width

_COLUMNS = 8
_WIDE = 44.0
_HIGH = 50.0
_GAP = 2.0
_SIGN = 16.0
_LABEL = 18.0


@dataclass(frozen=True)
class Tile:
    """A place: its column (0 to 7) and row, its short label in the picture, its name, its value."""

    column: int
    row: int
    short: str
    name: str
    value: float | Mark


@dataclass(frozen=True, kw_only=True)
class TileMap(Told):
    """Places and one quantity each: a "share" runs from 0 to 1, a "number" is written as it is.

    steps_label says how the steps were made ("four equal steps").
    """

    place_label: str
    value_label: str
    step_label: str
    steps_label: str
    tiles: tuple[Tile, ...]
    wanted: int = 4
    by: By = "equal"
    unit: Literal["share", "number"] = "share"


def tile_map(chart: TileMap) -> Chart:
    """Draw the map. Raises ValueError for two tiles in one place, one outside the grid, a short
    label that does not fit, more than five steps, or a mark without a word.
    """
    _check(chart)
    found = steps(
        [t.value for t in chart.tiles if not isinstance(t.value, Mark)], chart.wanted, chart.by
    )
    canvas = Canvas(chart)
    for tile in chart.tiles:
        x = 4 + tile.column * _WIDE
        y = 4 + tile.row * _HIGH
        canvas.box(x, y, _WIDE - _GAP, _HIGH - _GAP, fill="paper", stroke="edge")
        canvas.text(x + (_WIDE - _GAP) / 2, y + 21, tile.short, anchor="middle")
        _sign(canvas, tile.value, found, x + 4, y + 27)
    rows = max((t.row for t in chart.tiles), default=-1) + 1
    bottom = _legend(canvas, chart, found, 4 + rows * _HIGH + 8)
    return Chart(
        chart.title, canvas.finish(bottom), _table(chart, found), chart.sentence, chart.note
    )


def _check(chart: TileMap) -> None:
    places = [(tile.column, tile.row) for tile in chart.tiles]
    if len(set(places)) < len(places):
        raise ValueError("two tiles stand in one place")
    if not 1 <= chart.wanted <= 5:
        raise ValueError("a tile map has one to five steps")
    for tile in chart.tiles:
        if not (0 <= tile.column < _COLUMNS and tile.row >= 0):
            raise ValueError(f"the tile {tile.short!r} stands outside the grid")
        if width(tile.short, _LABEL) > _WIDE - _GAP:
            raise ValueError(f"the label {tile.short!r} does not fit its tile")


def _sign(canvas: Canvas, value: float | Mark, found: Steps, x: float, y: float) -> None:
    room = _WIDE - _GAP - 8
    if isinstance(value, Mark):
        canvas.mark(value, x, y, room, _SIGN)
        return
    _bars(canvas, found.of(value), found.count, x, y)


def _bars(canvas: Canvas, step: int, of: int, x: float, y: float) -> None:
    wide = (_WIDE - _GAP - 8) / of
    for bar in range(of):
        full = "teal" if bar <= step else None
        canvas.box(x + bar * wide, y, wide - 2, _SIGN, fill=full, stroke="teal")


def _legend(canvas: Canvas, chart: TileMap, found: Steps, y: float) -> float:
    y = canvas.paragraph(4, y, chart.steps_label, WIDTH - 8, colour="quiet") + 4
    for step in range(found.count):
        _bars(canvas, step, found.count, 8, y + 3)
        y = canvas.paragraph(54, y, _range(chart, found, step), WIDTH - 60) + 4
    for mark in _marks(chart):
        canvas.mark(mark, 8, y + 3, _WIDE - _GAP - 8, _SIGN)
        y = canvas.paragraph(54, y, chart.word(mark), WIDTH - 60) + 4
    return y + 4


def _marks(chart: TileMap) -> list[Mark]:
    seen = {tile.value for tile in chart.tiles if isinstance(tile.value, Mark)}
    return [mark for mark in Mark if mark in seen]


def _range(chart: TileMap, found: Steps, step: int) -> str:
    """The bounds of a step: the first belongs to it, the second only in the last step."""
    low, high = found.range(step)
    write = _writer(chart)
    if low == high:
        return write(low)
    return f"{write(low)} ≤ … {'≤' if step == found.count - 1 else '<'} {write(high)}"


def _writer(chart: TileMap) -> Callable[[float], str]:
    return percent if chart.unit == "share" else number


def _table(chart: TileMap, found: Steps) -> Table:
    write = _writer(chart)
    rows = tuple(
        (t.name, chart.word(t.value), "–")
        if isinstance(t.value, Mark)
        else (t.name, write(t.value), f"{found.of(t.value) + 1} / {found.count}")
        for t in chart.tiles
    )
    return Table(chart.title, (chart.place_label, chart.value_label, chart.step_label), rows)
