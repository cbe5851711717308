"""Run inside an installation: makes the nation, measures, prints one JSON object."""

from __future__ import annotations

import json
import random
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.db import connection

    from benchmarks.figures import floor, land
    from suyang.plans.figures import rebuild

    nation = land.settle()
    load_s, rows = land.load(nation)
    size = _size(connection)
    memory = _memory()
    begun, cpu = time.perf_counter(), time.process_time()
    laid = rebuild.rebuild([f"bench-{number}" for number in range(land.INDICATORS)])
    scratch_s, scratch_cpu = time.perf_counter() - begun, time.process_time() - cpu
    _analyse(connection)
    floor_pass = statistics.median(floor.numpy_pass() for _round in range(5))
    change, change_floor = _changes(nation)
    found: dict[str, Any] = {
        "units": 1 + land.PROVINCES + land.CITIES + land.COUNTIES,
        "rows": rows,
        "values": rows * 12 * (1 + len(land.COLUMNS)),
        "load_s": round(load_s, 1),
        "mb_of_counties": round(size / 1e6),
        "mb": round(_size(connection) / 1e6),
        "scratch_s": round(scratch_s, 1),
        "scratch_cpu_s": round(scratch_cpu, 1),
        "scratch_rows": laid.rows,
        "scratch_floor_s": round(floor_pass * land.INDICATORS * len(land.YEARS), 2),
        "memory_mb_before": memory,
        "memory_mb": _memory(),
        "change": change,
        "change_floor": change_floor,
        "page": _pages(nation),
    }
    checked = rebuild.rebuild([f"bench-{number}" for number in range(land.INDICATORS)], check=True)
    found["differences_after_all_changes"] = checked.differed
    print(json.dumps(found))


def _changes(nation: Any) -> tuple[dict[str, float], dict[str, float]]:
    """A county's month of every indicator is approved, until the nation is right and committed."""
    from django.db import transaction

    from benchmarks.figures import floor, land
    from suyang.plans.figures import rollup
    from suyang.plans.figures.cells import Cell
    from suyang.plans.models import Indicator

    chance = random.Random(2)
    indicators = list(Indicator.objects.filter(id__in=nation.indicators))
    walls, cpus, floors = [], [], []
    for _round in range(40):
        county = chance.randrange(land.COUNTIES)
        month = chance.randrange(12)
        changes = [
            rollup.Change(
                one,
                nation.counties[county],
                2026,
                {
                    month: {
                        column: Cell(float(chance.randrange(5000)), 9000.0)
                        for column in ("total", *land.COLUMNS)
                    }
                },
            )
            for one in indicators
        ]
        begun, cpu = time.perf_counter(), time.process_time()
        with transaction.atomic():
            rollup.apply(changes)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - cpu)
        floors.append(floor.read_and_write(nation, county, 2026))
    return {**_spread(walls, "wall"), **_spread(cpus, "cpu")}, _spread(floors, "wall")


def _pages(nation: Any) -> dict[str, dict[str, float]]:
    """All indicators of a plan for one unit, with the month before and a year before."""
    from suyang.organisations.permissions import NOBODY
    from suyang.plans.figures import queries
    from suyang.plans.models import Indicator
    from suyang.plans.periods import Period

    indicators = list(Indicator.objects.filter(id__in=nation.indicators))
    chance = random.Random(3)
    month, quarter = Period(2026, "month", 9), Period(2026, "quarter", 3)
    places: dict[str, Callable[[], Any]] = {
        "nation": lambda: nation.nation,
        "province": lambda: chance.choice(nation.provinces),
        "county": lambda: chance.choice(nation.counties),
    }
    found = {}
    for name, place in places.items():
        for words, period, reader in (
            ("month", month, None),
            ("quarter", quarter, None),
            ("month, for everybody", month, NOBODY),
        ):
            walls = []
            for _round in range(30):
                unit = place()
                begun = time.perf_counter()
                queries.of_indicators(indicators, unit, period, reader=reader)
                walls.append(time.perf_counter() - begun)
            found[f"{name}, {words}"] = _spread(walls, "wall")
    one = indicators[0]
    for words, read in {
        "one indicator, all 31 provinces": lambda: queries.of_children(one, nation.nation, month),
        "one indicator, 36 months": lambda: queries.trend(one, nation.nation, month),
    }.items():
        walls = []
        for _round in range(30):
            begun = time.perf_counter()
            read()
            walls.append(time.perf_counter() - begun)
        found[words] = _spread(walls, "wall")
    return found


def _spread(seconds: list[float], name: str) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"{name}_ms_p50": round(1000 * statistics.median(ordered), 1),
        f"{name}_ms_p95": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1),
    }


def _analyse(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _size(connection: Any) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
