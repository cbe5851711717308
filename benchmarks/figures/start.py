"""The section `figures`: on SQLite and on PostgreSQL, each in an installation of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import databases
from benchmarks.databases import row

# What is asked of it, in ms and s (docs/methods/benchmarks.md).
BARS = {"change_ms": 100, "scratch_s": 20, "page_ms": 300}


def measured(folder: Path, database: str) -> dict[str, Any]:
    """By database; why not, where there is none."""
    return databases.measured("figures", folder, database)


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
            row("", "p50", "p95", "bar", "floor", "ratio"),
            row(
                "a county's month, 40 indicators, up to the nation",
                f"{change['wall_ms_p50']} ms",
                f"{change['wall_ms_p95']} ms",
                f"{BARS['change_ms']} ms",
                f"{floor['wall_ms_p50']} ms",
                f"{change['wall_ms_p50'] / floor['wall_ms_p50']:.1f}",
            ),
            row("  of it CPU", f"{change['cpu_ms_p50']} ms", f"{change['cpu_ms_p95']} ms"),
            *(
                row(
                    f"page data: {name}",
                    f"{page['wall_ms_p50']} ms",
                    f"{page['wall_ms_p95']} ms",
                    f"{BARS['page_ms']} ms",
                )
                for name, page in one["page"].items()
            ),
            row(
                "all sums from scratch",
                f"{one['scratch_s']} s",
                "",
                f"{BARS['scratch_s']} s",
                f"{one['scratch_floor_s']} s",
                f"{one['scratch_cpu_s'] / one['scratch_floor_s']:.0f}",
            ),
            row("  of it CPU", f"{one['scratch_cpu_s']} s"),
            row("load of the counties' rows", f"{one['load_s']} s"),
            row("size, counties alone / all", f"{one['mb_of_counties']} / {one['mb']} MB"),
            row("memory (RSS)", f"{one['memory_mb']} MB"),
            row("differences after all changes", f"{one['differences_after_all_changes']}"),
            "floor of a change: the same rows read and written by the driver alone; of the sums: "
            "numpy over arrays already in memory",
            "",
        ]
    return written
