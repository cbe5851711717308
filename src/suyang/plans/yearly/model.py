"""What a year's report says, in one language. Every form of it is written from this alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A text with the numbers of its notes; `href`, the path of the page of what it is about;
    `language`, where it is not the report's."""

    text: str
    notes: tuple[int, ...] = ()
    href: str = ""
    language: str = ""

    def __str__(self) -> str:
        """As on paper: 49.6 % [3]."""
        return " ".join([self.text, *(f"[{number}]" for number in self.notes)])


@dataclass(frozen=True)
class Table:
    """Rows have as many cells as there are headings; `numeric` columns, from 0, align right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    numeric: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"{len(self.headings)} headings, but {len(row)} cells: {row}")


@dataclass(frozen=True)
class Listed:
    items: tuple[Said, ...]


Block = Said | Listed | Table


@dataclass(frozen=True)
class Part:
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Note:
    """What stands behind a number. address: absolute, where it can be looked at again."""

    number: int
    text: str
    address: str


@dataclass(frozen=True)
class Year:
    """language: "zh-Hans" or "en". as_of: the day whose state it shows."""

    language: str
    title: str
    subtitle: str
    as_of: str
    demonstration: str
    parts: tuple[Part, ...]
    notes_heading: str
    notes: tuple[Note, ...]
    name: str
