"""The section `units`: on SQLite and on PostgreSQL, each in an installation of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import postgresql
from benchmarks.serving import Place

# What is asked of it (docs/methods/benchmarks.md).
BARS = {"import_s": 600, "memory_mb": 1024, "find_ms": 1000}


def measured(folder: Path, database: str) -> dict[str, Any]:
    """By database; why not, where there is none."""
    found: dict[str, Any] = {}
    if database in ("sqlite", "all"):
        found["SQLite"] = _in(Place(folder / "units"))
    if database in ("postgresql", "all"):
        why = postgresql.missing()
        if why:
            found["not_measured"] = why
        else:
            with postgresql.cluster() as cluster:
                address = cluster.create("units")
                found["PostgreSQL"] = _in(Place(folder / "units-postgresql", address))
    return found


def _in(place: Place) -> dict[str, Any]:
    place.found_office()
    read: dict[str, Any] = json.loads(place.run([sys.executable, "-m", "benchmarks.units"]))
    return read


def lines(found: dict[str, Any]) -> list[str]:
    written = []
    for database, one in found.items():
        if database == "not_measured":
            written.append(f"not measured: units on PostgreSQL: {one}")
            continue
        written += [
            f"Units, {database}: {one['rows']} in one table, {one['lines']} lines of ancestry",
            _row("", "measured", "bar", "floor", "ratio"),
            _row(
                "import of the table",
                f"{one['import_s']} s",
                f"{BARS['import_s']} s",
                f"{one['floor_s']} s",
                f"{one['import_s'] / one['floor_s']:.1f}",
            ),
            _row("  of it CPU", f"{one['import_cpu_s']} s"),
            _row("the same table again", f"{one['again_s']} s"),
            _row("memory (RSS), most", f"{one['memory_mb']} MB", f"{BARS['memory_mb']} MB"),
            _row("ancestry held against the versions", f"{one['check_s']} s"),
            _row("units whose ancestry differs", str(one["wrong"])),
            *(
                _row(f"found: {name}", f"{page['p50_ms']} ms", f"{BARS['find_ms']} ms")
                for name, page in one["find"].items()
            ),
            "floor: the table read by csv and put into three bare tables by the driver alone",
            "",
        ]
    return written


def _row(name: str, *cells: str) -> str:
    return f"  {name:<52}" + "".join(f"{cell:>14}" for cell in cells)
