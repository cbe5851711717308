"""A tile map: every place a tile of the same size, in a grid that recalls where it lies.

A tile shows its step by how many of its bars are full, so that it reads without colours; the
exact numbers are in the table beside it. Where there is no number stands the sign of why.
"""

from __future__ import annotations

from dataclasses import dataclass

from suyang.foundation.charts.model import Chart, Mark
from suyang.foundation.charts.stepped import (
    SIGN,
    SIGN_WIDE,
    Place,
    Stepped,
    found_steps,
    legend,
    marks_of,
    table_of,
)
from suyang.foundation.charts.steps import Steps
from suyang.foundation.charts.svg import Canvas
from suyang.foundation.charts.words import width

_COLUMNS = 8
_WIDE = 44.0
_HIGH = 50.0
_GAP = 2.0
_LABEL = 18.0


@dataclass(frozen=True, kw_only=True)
class Tile(Place):
    """A place with its column (0 to 7) and row, and its short label in the picture."""

    column: int
    row: int
    short: str


@dataclass(frozen=True, kw_only=True)
class TileMap(Stepped):
    """Places as tiles."""

    tiles: tuple[Tile, ...]


def tile_map(chart: TileMap) -> Chart:
    """Draw the map. Raises ValueError for two tiles in one place, one outside the grid, a short
    label that does not fit, more than five steps, or a mark without a word.
    """
    _check(chart)
    found = found_steps(chart, chart.tiles)
    canvas = Canvas(chart)
    for tile in chart.tiles:
        x = 4 + tile.column * _WIDE
        y = 4 + tile.row * _HIGH
        canvas.box(x, y, _WIDE - _GAP, _HIGH - _GAP, fill="paper", stroke="edge")
        canvas.text(x + (_WIDE - _GAP) / 2, y + 21, tile.short, anchor="middle")
        if isinstance(tile.value, Mark):
            canvas.mark(tile.value, x + 4, y + 27, SIGN_WIDE, SIGN)
        else:
            _bars(canvas, found.of(tile.value), found, x + 4, y + 27)
    rows = max((t.row for t in chart.tiles), default=-1) + 1
    bottom = legend(
        canvas,
        chart,
        found,
        marks_of(chart.tiles),
        lambda step, x, y: _bars(canvas, step, found, x, y),
        4 + rows * _HIGH + 8,
    )
    table = table_of(chart, found, chart.tiles)
    return Chart(chart.title, canvas.finish(bottom), table, chart.sentence, chart.note, open=True)


def _check(chart: TileMap) -> None:
    places = [(tile.column, tile.row) for tile in chart.tiles]
    if len(set(places)) < len(places):
        raise ValueError("two tiles stand in one place")
    for tile in chart.tiles:
        if not (0 <= tile.column < _COLUMNS and tile.row >= 0):
            raise ValueError(f"the tile {tile.short!r} stands outside the grid")
        if width(tile.short, _LABEL) > _WIDE - _GAP:
            raise ValueError(f"the label {tile.short!r} does not fit its tile")


def _bars(canvas: Canvas, step: int, found: Steps, x: float, y: float) -> None:
    wide = SIGN_WIDE / found.count
    for bar in range(found.count):
        full = "teal" if bar <= step else None
        canvas.box(x + bar * wide, y, wide - 2, SIGN, fill=full, stroke="teal")
