"""The map of an indicator: the units directly below one, each with its figure of a period."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from suyang.foundation import numbers
from suyang.foundation.charts import (
    Chart,
    Mark,
    Place,
    Shape,
    ShapeMap,
    Tile,
    TileMap,
    shape_map,
    tile_map,
)
from suyang.foundation.charts.steps import By
from suyang.foundation.texts import plain
from suyang.organisations.permissions import Actor
from suyang.plans.figures import queries as figures
from suyang.plans.figures import signs
from suyang.plans.figures.queries import Figure
from suyang.plans.maps import actions, grids, matching
from suyang.plans.maps.matching import Below
from suyang.plans.models import Borders, Indicator
from suyang.plans.periods import Period
from suyang.plans.targets import words
from suyang.plans.targets.actions import is_share
from suyang.plans.yearly import wording

TILES, OUTLINES = "tiles", "outlines"


@dataclass(frozen=True)
class Map:
    """chart: None where no unit stands below. drawn: TILES or OUTLINES. elsewhere: the names of
    units that have no place in the picture; their figures stand in its table."""

    chart: Chart | None
    drawn: str
    elsewhere: list[str]
    has_outlines: bool


def of_units_below(
    indicator: Indicator,
    unit: uuid.UUID,
    period: Period,
    by: By,
    reader: Actor,
    drawn: str = "",
) -> Map:
    """What `reader` may see of it: small numbers are withheld as everywhere. Drawn with the
    borders of the unit where it has some; as tiles where it has none, or when asked for."""
    found = figures.of_children(indicator, unit, period, reader=reader)
    borders = actions.in_use(unit, period.last_day)
    below = {one.id: one for one in matching.below(unit, period.last_day)}
    link = _linked(indicator, period, reader)
    places = [
        (below[one], _place(indicator, below[one], figure, link))
        for one, figure in found.items()
        if one in below
    ]
    if borders is not None and drawn != TILES:
        made, elsewhere = _outlines(indicator, period, by, borders, places)
        return Map(made, OUTLINES, elsewhere, True)
    made, elsewhere = _tiles(indicator, period, by, places)
    return Map(made, TILES, elsewhere, borders is not None)


Placed = list[tuple[Below, Place]]
Drawn = tuple[Chart | None, list[str]]


def _tiles(indicator: Indicator, period: Period, by: By, places: Placed) -> Drawn:
    grid = grids.places()
    language = "zh-Hans" if (get_language() or "").lower().startswith("zh") else "en"
    tiles, beside = [], []
    for unit, place in places:
        at = grid.get(unit.code)
        if at is None:
            beside.append(place)
            continue
        said = _fields(place)
        tiles.append(Tile(column=at.column, row=at.row, short=at.short[language], **said))
    if not places:
        return None, []
    told = _told(indicator, period, by, places)
    description = _("A tile for each unit; more full bars are a higher step.")
    made = tile_map(
        TileMap(description=description, tiles=tuple(tiles), beside=tuple(beside), **told)
    )
    return made, [one.name for one in beside]


def _outlines(
    indicator: Indicator, period: Period, by: By, borders: Borders, places: Placed
) -> Drawn:
    if not places:
        return None, []
    units = [unit for unit, _place in places]
    found = matching.matched(borders, borders.by, borders.match, units)
    drawn: list[dict[str, Any]] = borders.sheet["outlines"]
    shapes, beside = [], []
    for unit, place in places:
        numbers_of = found.outlines.get(unit.id)
        if numbers_of is None:
            beside.append(place)
            continue
        of = [drawn[number] for number in numbers_of]
        widest: Any = max((one["label"] for one in of), key=itemgetter(2))
        shapes.append(
            Shape(
                paths=tuple(one["path"] for one in of),
                label=tuple(widest),
                **_fields(place),
            )
        )
    made = shape_map(
        ShapeMap(
            description=_("Each unit as it lies; the fuller its lines, the higher its step."),
            width=borders.sheet["width"],
            height=borders.sheet["height"],
            shapes=tuple(shapes),
            around=tuple(drawn[number]["path"] for number, _value in found.unknown),
            beside=tuple(beside),
            **_told(indicator, period, by, places),
        )
    )
    return made, [one.name for one in beside]


def _fields(place: Place) -> dict[str, Any]:
    return {one.name: getattr(place, one.name) for one in dataclasses.fields(place)}


def _linked(indicator: Indicator, period: Period, reader: Actor) -> Callable[[uuid.UUID], str]:
    """The way to a unit's own page, for those who work in an office."""
    if not reader.signed_in:
        return lambda unit: ""
    return lambda unit: reverse("unit-work", args=[unit])


def _place(
    indicator: Indicator, unit: Below, figure: Figure, link: Callable[[uuid.UUID], str]
) -> Place:
    interval = "–"
    if figure.value is not None and figure.low is not None and figure.high is not None:
        ends = (words.value(indicator, figure.low), words.value(indicator, figure.high))
        interval = numbers.interval(*ends)
    source = wording.source(indicator, figure) if figure.value is not None else "–"
    return Place(
        name=unit.name,
        value=signs.sign(figure.mark) if figure.value is None else figure.value,
        more=(interval, _rests(figure) or "–", source),
        link=link(unit.id),
    )


def _rests(figure: Figure) -> str:
    """Of how many people or records it is made, and how many units reported."""
    said = []
    if figure.value is not None:
        if figure.of is not None and figure.count is not None:
            counted = {"count": numbers.whole(figure.count), "of": numbers.whole(figure.of)}
            said.append(_("%(count)s of %(of)s") % counted)
        if figure.n:
            said.append(_("n = %(n)s") % {"n": numbers.whole(figure.n)})
    if figure.units_expected is not None:
        reported = {"n": figure.units_reporting or 0, "all": figure.units_expected}
        said.append(_("%(n)s of %(all)s units reported") % reported)
    return "; ".join(said)


def _told(indicator: Indicator, period: Period, by: By, places: Placed) -> dict[str, Any]:
    shown = sum(not isinstance(place.value, Mark) for _unit, place in places)
    name = plain(indicator.body["name"])
    how = (
        _("Up to four steps of the same width, from the lowest value to the highest.")
        if by == "equal"
        else _("Up to four steps with about as many units each.")
    )
    sentence = _("%(shown)s of %(all)s units show a figure for %(period)s.")
    share = indicator.kind == Indicator.Kind.RATE and is_share(indicator)
    return {
        "key": "map",
        "title": name,
        "sentence": sentence % {"shown": shown, "all": len(places), "period": period.words()},
        "place_label": _("Unit"),
        "value_label": name,
        "step_label": _("Step"),
        "steps_label": how,
        "more_labels": (_("95% interval"), _("What it rests on"), _("Source")),
        "by": by,
        "unit": "share" if share else "number",
        "marks": signs.words(words.MARKS),
    }
