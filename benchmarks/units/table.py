"""A nation as a table: provinces, cities, counties, and organisations below the counties."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

PROVINCES, CITIES, COUNTIES, TOWNS = 31, 330, 3_000, 40_000
ORGANISATIONS = 600_000
HEADINGS = ("code", "name_zh", "name_en", "kind", "parent_code", "valid_from")
DAY = "2026-01-01"


def rows() -> Iterator[tuple[str, ...]]:
    for kind, prefix, count, above, of_above, name in (
        ("province", "p", PROVINCES, "", 1, "省"),
        ("city", "s", CITIES, "p", PROVINCES, "市"),
        ("county", "x", COUNTIES, "s", CITIES, "县"),
        ("town", "z", TOWNS, "x", COUNTIES, "镇"),
        ("organisation", "o", ORGANISATIONS, "z", TOWNS, "图书馆"),
    ):
        for number in range(count):
            parent = f"{above}{number % of_above:06}" if above else ""
            yield f"{prefix}{number:06}", f"{_word(number)}{name}", "", kind, parent, DAY


def write(path: Path, most: int | None = None) -> int:
    """Write the table, or so many rows of it; the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        for row in islice(rows(), most):
            writer.writerow(row)
            count += 1
    return count


_SIGNS = "青石河口柳树南山白沙东西北金银花木水火土明远长安平和新旧大小"


def _word(number: int) -> str:
    """A name of three signs or four, as names are: many begin alike, few are the same."""
    signs = []
    rest = number + 31
    while rest:
        rest, place = divmod(rest, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "".join(reversed(signs))
