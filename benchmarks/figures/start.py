"""The section `figures`: on SQLite and on PostgreSQL, each in an installation of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import postgresql
from benchmarks.serving import Place

# What is asked of it, in ms and s (docs/methods/benchmarks.md).
BARS = {"change_ms": 100, "scratch_s": 20, "page_ms": 300}


def measured(folder: Path, database: str) -> dict[str, Any]:
    """By database; why not, where there is none."""
    found: dict[str, Any] = {}
    if database in ("sqlite", "all"):
        found["SQLite"] = _in(Place(folder / "figures"))
    if database in ("postgresql", "all"):
        why = postgresql.missing()
        if why:
            found["not_measured"] = why
        else:
            with postgresql.cluster() as cluster:
                address = cluster.create("figures")
                found["PostgreSQL"] = _in(Place(folder / "figures-postgresql", address))
    return found


def _in(place: Place) -> dict[str, Any]:
    place.found_office()
    read: dict[str, Any] = json.loads(place.run([sys.executable, "-m", "benchmarks.figures"]))
    return read


def lines(found: dict[str, Any]) -> list[str]:
    written = []
    for database, one in found.items():
        if database == "not_measured":
            written.append(f"not measured: figures on PostgreSQL: {one}")
            continue
        change, floor = one["change"], one["change_floor"]
        written += [
            f"Figures, {database}: {one['units']} units, {one['rows']} years of counties, "
            f"{one['values'] / 1e6:.0f} million values",
            _row("", "p50", "p95", "bar", "floor", "ratio"),
            _row(
                "a county's month, 40 indicators, up to the nation",
                f"{change['wall_ms_p50']} ms",
                f"{change['wall_ms_p95']} ms",
                f"{BARS['change_ms']} ms",
                f"{floor['wall_ms_p50']} ms",
                f"{change['wall_ms_p50'] / floor['wall_ms_p50']:.1f}",
            ),
            _row("  of it CPU", f"{change['cpu_ms_p50']} ms", f"{change['cpu_ms_p95']} ms"),
            *(
                _row(
                    f"page data: {name}",
                    f"{page['wall_ms_p50']} ms",
                    f"{page['wall_ms_p95']} ms",
                    f"{BARS['page_ms']} ms",
                )
                for name, page in one["page"].items()
            ),
            _row(
                "all sums from scratch",
                f"{one['scratch_s']} s",
                "",
                f"{BARS['scratch_s']} s",
                f"{one['scratch_floor_s']} s",
                f"{one['scratch_cpu_s'] / one['scratch_floor_s']:.0f}",
            ),
            _row("  of it CPU", f"{one['scratch_cpu_s']} s"),
            _row("load of the counties' rows", f"{one['load_s']} s"),
            _row("size, counties alone / all", f"{one['mb_of_counties']} / {one['mb']} MB"),
            _row("memory (RSS)", f"{one['memory_mb']} MB"),
            _row("differences after all changes", f"{one['differences_after_all_changes']}"),
            "floor of a change: the same rows read and written by the driver alone; of the sums: "
            "numpy over arrays already in memory",
            "",
        ]
    return written


def _row(name: str, *cells: str) -> str:
    return f"  {name:<52}" + "".join(f"{cell:>14}" for cell in cells)
