"""Run inside an installation: takes in a nation's units, looks for some; prints one JSON object.

What it is doing stands on standard error.
"""

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

ROUNDS = 20
BEGUN = time.perf_counter()


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
        office.office.versions.update(kind="nation", code="nation", valid_from="2025-01-01")
        laying.lay_all()
        before = _memory()
        _say(f"{connection.vendor}: importing {rows} units")
        begun, cpu = time.perf_counter(), time.process_time()
        taken = actions.import_units(system("bench"), file, Unit.objects.get(code="nation"))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        peak = _memory()
        _say("the floor")
        below = (
            floor.sqlite(file, Path(folder) / "floor.sqlite3")
            if connection.vendor == "sqlite"
            else floor.postgresql(connection, file)
        )
        _say("its first tenth again")
        rows_again = table.write(file, most=rows // 10)
        begun = time.perf_counter()
        again = actions.import_units(system("bench"), file, Unit.objects.get(code="nation"))
        again_s = time.perf_counter() - begun
    if connection.vendor == "postgresql":
        _say("what PostgreSQL itself does in a quiet minute")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    _say("finding")
    find, all_ms = _finding(office.office_id)
    _say("holding the ancestry against the versions")
    begun = time.perf_counter()
    wrong = sum(1 for _one in laying.differences())
    check_s = time.perf_counter() - begun
    print(
        json.dumps(
            {
                "rows": rows,
                "counts": taken.counts,
                "again": again.counts,
                "rows_again": rows_again,
                "errors": [str(error.reason) for error in taken.errors[:5]],
                "lines": Ancestry.objects.count(),
                "import_s": round(seconds, 1),
                "import_cpu_s": round(cpu, 1),
                "again_s": round(again_s, 1),
                "memory_mb_before": before,
                "memory_mb": peak,
                "floor_s": round(below, 1),
                "check_s": round(check_s, 1),
                "wrong": wrong,
                "find": find,
                "find_p95_ms": _share(all_ms, 0.95),
                "whole_s": round(time.perf_counter() - BEGUN),
            }
        )
    )


def _finding(nation: Any) -> tuple[dict[str, dict[str, float]], list[float]]:
    """Pages by what is asked for, and all their times together, in ms."""
    from suyang.organisations import finding
    from suyang.organisations.finding import Asked
    from suyang.organisations.models import Unit

    county, province = (Unit.objects.get(code=code).id for code in ("x000005", "p000003"))
    asked = {
        "first page of all": (nation, Asked()),
        "a page in the middle": (nation, Asked(after="o300000")),
        "a page near the end": (nation, Asked(after="z030000")),
        "a province's first page": (province, Asked()),
        "a province's last pages": (province, Asked(after="o599000")),
        "counties": (nation, Asked(kind="county")),
        "organisations": (nation, Asked(kind="organisation")),
        "organisations, near the end": (nation, Asked(kind="organisation", after="o599900")),
        "a province's towns": (province, Asked(kind="town")),
        "a rare name": (nation, Asked("花木明远图书")),
        "a name that many have": (nation, Asked("图书馆")),
        "a name that many have, near the end": (nation, Asked("图书馆", after="o599900")),
        "a name that many have, in a province": (province, Asked("图书馆")),
        "no name at all": (nation, Asked("没有这样的名字")),
        "a common name among the few counties": (nation, Asked("县", kind="county")),
        "the beginning of a code": (nation, Asked("o12345")),
        "directly below a county": (nation, Asked(within=county, direct=True)),
        "directly below the nation": (nation, Asked(within=nation, direct=True)),
        "a name, below a county": (county, Asked("图书馆")),
    }
    found, all_ms = {}, []
    for name, (top, one) in asked.items():
        times, rows = _timed(lambda top=top, one=one: finding.find([top], one))  # type: ignore[misc]
        all_ms += times
        found[name] = {
            "p50_ms": round(statistics.median(times), 1),
            "p95_ms": _share(times, 0.95),
            "worst_ms": round(max(times), 1),
            "rows": rows,
        }
    return found, all_ms


def _timed(look: Callable[[], Any]) -> tuple[list[float], int]:
    """Milliseconds of every round, the first one after the start included."""
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        found = look()
        times.append(1000 * (time.perf_counter() - begun))
    return times, len(found.rows)


def _share(times: list[float], share: float) -> float:
    return round(sorted(times)[round(share * (len(times) - 1))], 1)


def _memory() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _say(what: str) -> None:
    print(f"  {time.perf_counter() - BEGUN:6.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
