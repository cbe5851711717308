"""The section `units`: on SQLite and on PostgreSQL, each in an installation of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import databases
from benchmarks.databases import row

# What is asked of it (docs/methods/benchmarks.md).
BARS = {"import_s": 600, "memory_mb": 1024, "find_ms": 300}


def measured(folder: Path, database: str) -> dict[str, Any]:
    """By database; why not, where there is none."""
    return databases.measured("units", folder, database)


def lines(found: dict[str, Any]) -> list[str]:
    written = []
    for database, one in found.items():
        if database == "not_measured":
            written.append(f"not measured: units on PostgreSQL: {one}")
            continue
        written += [
            f"Units, {database}: {one['rows']} in one table, {one['lines']} lines of ancestry",
            row("", "measured", "bar", "floor", "ratio"),
            row(
                "import of the table",
                f"{one['import_s']} s",
                f"{BARS['import_s']} s",
                f"{one['floor_s']} s",
                f"{one['import_s'] / one['floor_s']:.1f}",
            ),
            row("  of it CPU", f"{one['import_cpu_s']} s"),
            row(f"its first {one['rows_again']} rows again", f"{one['again_s']} s"),
            row("memory (RSS), most", f"{one['memory_mb']} MB", f"{BARS['memory_mb']} MB"),
            row("ancestry held against the versions", f"{one['check_s']} s"),
            row("units whose ancestry differs", str(one["wrong"])),
            *(
                row(
                    f"found: {name}",
                    f"{page['p95_ms']} ms",
                    f"{BARS['find_ms']} ms",
                    "",
                    f"p50 {page['p50_ms']}",
                )
                for name, page in one["find"].items()
            ),
            row("found, all of these together, p95", f"{one['find_p95_ms']} ms", "300 ms"),
            row("all of it", f"{one['whole_s']} s"),
            "floor: the table read by csv and put into three bare tables by the driver alone",
            "",
        ]
    return written
