"""The borders of the made-up province: its cities side by side, the counties of each one below the
other, with lines that wind a little. They lie nowhere in the world that such a province would."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, Final

from django.utils import translation

from suyang.foundation import clock
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Role
from suyang.organisations.queries import demonstration_label
from suyang.plans.maps import actions
from suyang.plans.models import Borders
from suyang.website.demonstration.world import PROVINCE, Place, World

Point = tuple[float, float]

# Points on each side of an outline.
_POINTS: Final = 8
_WEST, _NORTH, _WIDTH, _HEIGHT = 100.0, 34.0, 1.3, 5.0


def lay(world: World) -> None:
    """Borders of the cities for the province, of its counties for each city, from the first day."""
    cities = world.of_kind(Unit.Kind.CITY)
    _keep(world, PROVINCE, cities, [_outline(c, 0, 1, 1) for c in range(len(cities))])
    for number, city in enumerate(cities):
        counties = world.below(city.code)
        rows = len(counties)
        outlines = [_outline(number, row, row + 1, rows) for row in range(rows)]
        if counties:
            _keep(world, city.code, counties, outlines)


def _keep(world: World, code: str, places: Sequence[Place], outlines: Sequence[Any]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": place.code, "name": place.name["zh-Hans"]},
            "geometry": {"type": "Polygon", "coordinates": [outline]},
        }
        for place, outline in zip(places, outlines, strict=True)
    ]
    said = {"type": "FeatureCollection", "description": _label(), "features": features}
    data = json.dumps(said, ensure_ascii=False)
    actor = world.actor(Role.ADMINISTRATOR, PROVINCE)
    kept = actions.keep(
        actor, world.units[code], data.encode(), f"{code}.geojson", world.key("borders", code)
    )
    actions.use(actor, kept, "code", Borders.Match.CODE, clock.today())


def _label() -> str:
    """What every file of a demonstration says, in both languages."""
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(demonstration_label())
    return " · ".join(said)


def _outline(city: int, first: int, last: int, rows: int) -> list[Point]:
    """A ring around the rows `first` to `last` of a city's `rows`, in degrees, anticlockwise."""
    across = [n / _POINTS for n in range(_POINTS + 1)]
    north = [_between(city, first / rows, s) for s in across]
    south = [_between(city, last / rows, s) for s in across]
    down = [(first + (last - first) * s) / rows for s in across]
    west, east = [_side(city, t) for t in down], [_side(city + 1, t) for t in down]
    ring = [*west[:-1], *south[:-1], *east[:0:-1], *north[::-1]]
    return [(round(_WEST + _WIDTH * x, 5), round(_NORTH - _HEIGHT * y, 5)) for x, y in ring]


def _side(column: int, t: float) -> Point:
    """The line west of a column, from the north (t = 0) to the south (1)."""
    return column + 0.16 * math.sin(5 * t + 1.7 * column), t


def _between(column: int, t: float, s: float) -> Point:
    """The line across a column at t, from the west (s = 0) to the east (1)."""
    (west, _top), (east, _same) = _side(column, t), _side(column + 1, t)
    bend = 0.03 * math.sin(math.pi * s) * math.sin(6 * s + 9 * t + column)
    return west + (east - west) * s, t + bend
