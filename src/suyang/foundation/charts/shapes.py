"""A map of outlines: every place as it lies, filled by its step.

The fuller the lines of a place, the higher its step, so that it reads without colours and in grey;
marks have signs of their own. Every place has a title and leads to its page; as all of them lead
there from the table, too, the keyboard passes over those in the picture.
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
    said,
    table_of,
)
from suyang.foundation.charts.svg import SMALL, WIDTH, Canvas
from suyang.foundation.charts.words import width


@dataclass(frozen=True, kw_only=True)
class Shape(Place):
    """A place with its outlines: SVG path data in tenths of the chart's unit, y downwards.

    label: the middle of a free stretch inside and how wide that is, in the same tenths.
    """

    paths: tuple[str, ...]
    label: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class ShapeMap(Stepped):
    """Places as they lie. width, height: of all outlines, in tenths of the chart's unit.

    around: outlines of no place, drawn as quiet land.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    around: tuple[str, ...] = ()


def shape_map(chart: ShapeMap) -> Chart:
    """Draw the map. Raises ValueError for outlines that are wider than the sheet, more than five
    steps, or a mark without a word.
    """
    if chart.width > 10 * WIDTH:
        raise ValueError("the outlines are wider than the sheet")
    found = found_steps(chart, chart.shapes)
    canvas = Canvas(chart)
    left, top = (WIDTH - chart.width / 10) / 2, 6.0
    canvas.tenths(left, top)
    canvas.land("".join(chart.around))
    for shape in chart.shapes:
        fill = shape.value if isinstance(shape.value, Mark) else found.of(shape.value)
        title = f"{shape.name}: {said(chart, shape.value)}"
        canvas.outline("".join(shape.paths), fill, found.count, title, shape.link)
    canvas.tenths_end()
    for shape in chart.shapes:
        _label(canvas, shape, left, top)
    bottom = legend(
        canvas,
        chart,
        found,
        marks_of(chart.shapes),
        lambda step, x, y: canvas.step(step, found.count, x, y, SIGN_WIDE, SIGN),
        top + chart.height / 10 + 14,
    )
    svg = canvas.finish(bottom, role="group")
    table = table_of(chart, found, chart.shapes)
    return Chart(chart.title, svg, table, chart.sentence, chart.note, open=True)


def _label(canvas: Canvas, shape: Shape, left: float, top: float) -> None:
    """The name where it has room; a dash where the figure does not apply."""
    x, y, room = shape.label
    if width(shape.name, SMALL) <= room / 10 - 2:
        text = shape.name
    elif shape.value is Mark.NOT_APPLICABLE:
        text = "–"
    else:
        return
    canvas.text(left + x / 10, top + y / 10 + 6, text, anchor="middle", halo=True, quiet=True)
