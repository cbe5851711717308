"""A made-up nation: units, indicators and what its counties stand for, drawn from a seed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PROVINCES, CITIES, COUNTIES, INDICATORS = 31, 333, 3000, 40
YEARS = (2024, 2025, 2026)
COLUMNS = ("sex:female", "sex:male", "place:rural", "place:urban", "age:60+")
KINDS = ("things", "attendances", "people", "rate", "money")
SEED = 20260101


@dataclass(frozen=True)
class Land:
    """Ids from the nation down; a county's city and a city's province by number."""

    nation: uuid.UUID
    provinces: list[uuid.UUID]
    cities: list[uuid.UUID]
    counties: list[uuid.UUID]
    indicators: list[int]

    @property
    def parents(self) -> Iterator[tuple[uuid.UUID, uuid.UUID | None, str]]:
        yield self.nation, None, "nation"
        yield from ((one, self.nation, "province") for one in self.provinces)
        yield from (
            (one, self.provinces[number % PROVINCES], "city")
            for number, one in enumerate(self.cities)
        )
        yield from (
            (one, self.cities[number % CITIES], "county")
            for number, one in enumerate(self.counties)
        )


def settle() -> Land:
    """Write the units and indicators."""
    from suyang.foundation.ids import uuid7
    from suyang.organisations.models import Unit, UnitVersion
    from suyang.plans.models import Indicator

    made = [uuid7() for _number in range(1 + PROVINCES + CITIES + COUNTIES)]
    indicators = Indicator.objects.bulk_create(
        Indicator(
            slug=f"bench-{number}",
            body={"name": {"en": f"Indicator {number}"}},
            kind=KINDS[number % len(KINDS)],
            frequency="month",
            columns=list(COLUMNS),
            # What stands in `own` is taken as counted: no reports are written here.
            source="bench",
        )
        for number in range(INDICATORS)
    )
    land = Land(
        made[0],
        made[1 : 1 + PROVINCES],
        made[1 + PROVINCES : 1 + PROVINCES + CITIES],
        made[1 + PROVINCES + CITIES :],
        [one.id for one in indicators],
    )
    Unit.objects.bulk_create(
        (Unit(id=one, code=f"b{number}") for number, one in enumerate(made)), batch_size=500
    )
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(
                unit_id=unit,
                name={"en": str(unit)[-6:]},
                kind=kind,
                parent_id=parent,
                valid_from=dt.date(2020, 1, 1),
            )
            for unit, parent, kind in land.parents
        ),
        batch_size=500,
    )
    return land


def drawn(generator: np.random.Generator, is_rate: bool) -> npt.NDArray[np.float64]:
    """What one county stands for in a year: (12, 6, 4)."""
    cells = np.zeros((12, 1 + len(COLUMNS), 4))
    cells[..., 0] = generator.integers(0, 5000, cells.shape[:2])
    cells[..., 1] = cells[..., 0] + generator.integers(1, 5000, cells.shape[:2])
    if not is_rate:
        cells[..., 1] = np.nan
    cells[..., 2] = 1
    return cells


def load(land: Land) -> tuple[float, int]:
    """Write every county's rows; the seconds in which they were packed and written, the rows."""
    import time

    from django.db import transaction

    from suyang.plans.figures.cells import pack_many
    from suyang.plans.models import Series

    generator = np.random.default_rng(SEED)
    columns = ("total", *COLUMNS)
    seconds, rows = 0.0, 0
    for year in YEARS:
        for number, indicator in enumerate(land.indicators):
            is_rate = KINDS[number % len(KINDS)] == "rate"
            cells = [drawn(generator, is_rate) for _county in land.counties]
            begun = time.perf_counter()
            with transaction.atomic():
                Series.objects.bulk_create(
                    (
                        Series(
                            indicator_id=indicator,
                            unit_id=county,
                            year=year,
                            own=own,
                        )
                        for county, own in zip(
                            land.counties, pack_many(np.array(cells), columns), strict=True
                        )
                    ),
                    batch_size=1000,
                )
            seconds += time.perf_counter() - begun
            rows += len(cells)
    return seconds, rows
