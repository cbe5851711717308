"""Pictures made on the server: SVG, the same data as a table, and a sentence that says what is
seen.

Pure functions over small frozen dataclasses; every text comes in already translated.

    bands_before_after(chart)   shares per band, before and after, with intervals
    ranges(chart)               areas on a scale of bands: an interval and a dot each
    course(chart)               one place on the scale of bands over time, with a band around it
    counts_by_place(chart)      bars from zero; missing, withheld, zero and not published look
    different
    dots(chart)                 units beside each other: a dot and an interval each, and the whole
    trend(chart)                one quantity over periods, with intervals and a target
    tile_map(chart)             places as tiles of one size, each with its step or a sign
    shape_map(chart)            places as they lie, each filled by its step or with a sign

In a page: `{% load charts %}{% chart c %}`, with the stylesheet `foundation/charts.css`. In a
document: `documents.model.Figure.of(c)`.
"""

from suyang.foundation.charts.bands import bands_before_after
from suyang.foundation.charts.counts import counts_by_place
from suyang.foundation.charts.course import Course, CoursePoint, course
from suyang.foundation.charts.dots import dots
from suyang.foundation.charts.model import (
    BandRow,
    BandsBeforeAfter,
    Chart,
    CountsByPlace,
    DotRow,
    Dots,
    Estimate,
    Mark,
    PlaceRow,
    RangeRow,
    Ranges,
    Table,
    Target,
    Trend,
    TrendPoint,
)
from suyang.foundation.charts.ranges import ranges
from suyang.foundation.charts.shapes import Shape, ShapeMap, shape_map
from suyang.foundation.charts.stepped import Place
from suyang.foundation.charts.steps import Steps, steps
from suyang.foundation.charts.tiles import Tile, TileMap, tile_map
from suyang.foundation.charts.trend import trend

__all__ = [
    "BandRow",
    "BandsBeforeAfter",
    "Chart",
    "CountsByPlace",
    "Course",
    "CoursePoint",
    "DotRow",
    "Dots",
    "Estimate",
    "Mark",
    "Place",
    "PlaceRow",
    "RangeRow",
    "Ranges",
    "Shape",
    "ShapeMap",
    "Steps",
    "Table",
    "Target",
    "Tile",
    "TileMap",
    "Trend",
    "TrendPoint",
    "bands_before_after",
    "counts_by_place",
    "course",
    "dots",
    "ranges",
    "shape_map",
    "steps",
    "tile_map",
    "trend",
]
