"""Tables for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

Table = Sequence[Sequence[str]]


def block(heading: str, rows: Table) -> Iterator[str]:
    """A heading and a table with aligned columns; nothing where there are no rows."""
    if not rows:
        return
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    yield ""
    yield heading
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        yield ("  " + "  ".join(cells)).rstrip()


def width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
