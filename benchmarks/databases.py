"""A section that is measured on SQLite and on PostgreSQL, each in an installation of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import postgresql
from benchmarks.serving import Place


def measured(name: str, folder: Path, database: str) -> dict[str, Any]:
    """What the module `benchmarks.<name>` prints, by database; why not, where there is none.

    Nothing of an installation is left when it has been measured.
    """
    found: dict[str, Any] = {}
    if database in ("sqlite", "all"):
        found["SQLite"] = _in(name, Place(folder / name))
    if database in ("postgresql", "all"):
        why = postgresql.missing()
        if why:
            found["not_measured"] = why
        else:
            with postgresql.cluster() as cluster:
                address = cluster.create(name)
                found["PostgreSQL"] = _in(name, Place(folder / f"{name}-postgresql", address))
    return found


def row(name: str, *cells: str) -> str:
    """A line of the section's table."""
    return f"  {name:<52}" + "".join(f"{cell:>14}" for cell in cells)


def _in(name: str, place: Place) -> dict[str, Any]:
    place.found_office()
    said = place.run([sys.executable, "-m", f"benchmarks.{name}"], progress=True)
    read: dict[str, Any] = json.loads(said)
    return read
