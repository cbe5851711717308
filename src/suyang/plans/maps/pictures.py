"""The map of an indicator: the units directly below one, each with its figure of a period."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from suyang.foundation.charts import Chart, Mark, Tile, TileMap, tile_map
from suyang.foundation.charts.steps import By
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.plans.figures import queries as figures
from suyang.plans.figures import signs
from suyang.plans.maps import grids
from suyang.plans.models import Indicator
from suyang.plans.periods import Period
from suyang.plans.targets import words
from suyang.plans.targets.actions import is_share


@dataclass(frozen=True)
class Map:
    """chart: None where no unit below has a tile. elsewhere: name and figure of those without."""

    chart: Chart | None
    elsewhere: list[tuple[str, str]]


def of_units_below(
    indicator: Indicator, unit: uuid.UUID, period: Period, by: By, reader: Actor
) -> Map:
    """What `reader` may see of it: small numbers are withheld as everywhere."""
    found = figures.of_children(indicator, unit, period, reader=reader)
    codes = dict(Unit.objects.filter(id__in=found).values_list("id", "code"))
    names = units.names(found, period.last_day)
    grid = grids.places()
    tiles, elsewhere = [], []
    for one, figure in found.items():
        name = plain(names[one]) if one in names else codes[one]
        place = grid.get(codes[one])
        if place is None:
            elsewhere.append((name, words.figure(indicator, figure)))
            continue
        value = signs.sign(figure.mark) if figure.value is None else figure.value
        language = "zh-Hans" if (get_language() or "").lower().startswith("zh") else "en"
        tiles.append(Tile(place.column, place.row, place.short[language], name, value))
    return Map(_drawn(indicator, period, by, tiles) if tiles else None, elsewhere)


def _drawn(indicator: Indicator, period: Period, by: By, tiles: list[Tile]) -> Chart:
    shown = sum(not isinstance(tile.value, Mark) for tile in tiles)
    name = plain(indicator.body["name"])
    how = (
        _("Up to four steps of the same width, from the lowest value to the highest.")
        if by == "equal"
        else _("Up to four steps with about as many units each.")
    )
    sentence = _("%(shown)s of %(all)s units show a figure for %(period)s.")
    share = indicator.kind == Indicator.Kind.RATE and is_share(indicator)
    return tile_map(
        TileMap(
            key="map",
            title=name,
            description=_("A tile for each unit; more full bars are a higher step."),
            sentence=sentence % {"shown": shown, "all": len(tiles), "period": period.words()},
            place_label=_("Unit"),
            value_label=name,
            step_label=_("Step"),
            steps_label=how,
            tiles=tuple(tiles),
            by=by,
            unit="share" if share else "number",
            marks=signs.words(words.MARKS),
        )
    )
