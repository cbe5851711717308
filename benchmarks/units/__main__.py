"""Run inside an installation: takes in a nation's units, looks for some; prints one JSON object."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ROUNDS = 7


def main() -> None:
    django.setup()
    from django.db import connection

    from benchmarks.units import floor, table
    from suyang.organisations import actions, laying, queries
    from suyang.organisations.models import Ancestry, Unit
    from suyang.organisations.permissions import system

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.csv"
        rows = table.write(file)
        office = queries.installation()
        if office is None:
            sys.exit("there is no office")
        Unit.objects.filter(id=office.office_id).update(code="nation")
        office.office.versions.update(kind="nation", valid_from="2025-01-01")
        laying.lay_all()
        before = _memory()
        begun, cpu = time.perf_counter(), time.process_time()
        taken = actions.import_units(system("bench"), file, Unit.objects.get(code="nation"))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        peak = _memory()
        begun = time.perf_counter()
        again = actions.import_units(system("bench"), file, Unit.objects.get(code="nation"))
        again_s = time.perf_counter() - begun
        below = (
            floor.sqlite(file, Path(folder) / "floor.sqlite3")
            if connection.vendor == "sqlite"
            else floor.postgresql(connection, file)
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    begun = time.perf_counter()
    wrong = sum(1 for _one in laying.differences())
    print(
        json.dumps(
            {
                "rows": rows,
                "counts": taken.counts,
                "again": again.counts,
                "errors": [str(error.reason) for error in taken.errors[:5]],
                "lines": Ancestry.objects.count(),
                "import_s": round(seconds, 1),
                "import_cpu_s": round(cpu, 1),
                "again_s": round(again_s, 1),
                "memory_mb_before": before,
                "memory_mb": peak,
                "floor_s": round(below, 1),
                "check_s": round(time.perf_counter() - begun, 1),
                "wrong": wrong,
                "find": _finding(office.office_id),
            }
        )
    )


def _finding(nation: Any) -> dict[str, dict[str, float]]:
    from suyang.organisations import finding
    from suyang.organisations.finding import Asked
    from suyang.organisations.models import Unit

    county = Unit.objects.get(code="x000005").id
    asked = {
        "first page of all": (nation, Asked()),
        "a page in the middle": (nation, Asked(after="o300000")),
        "counties": (nation, Asked(kind="county")),
        "organisations": (nation, Asked(kind="organisation")),
        "a rare name": (nation, Asked("花木明远图书")),
        "a name that many have": (nation, Asked("图书馆")),
        "no name at all": (nation, Asked("没有这样的名字")),
        "a common name among the few counties": (nation, Asked("县", kind="county")),
        "the beginning of a code": (nation, Asked("o12345")),
        "directly below a county": (nation, Asked(within=county, direct=True)),
        "a name, below a county": (county, Asked("图书馆")),
    }
    return {
        name: _timed(lambda top=top, one=one: finding.find([top], one))  # type: ignore[misc]
        for name, (top, one) in asked.items()
    }


def _timed(look: Callable[[], Any]) -> dict[str, float]:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        found = look()
        times.append(1000 * (time.perf_counter() - begun))
    return {
        "p50_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "rows": len(found.rows),
    }


def _memory() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
