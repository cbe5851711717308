"""What a paper holds. Every text is plain text, already translated; nothing in it is ever markup.

Report   sections with paragraphs, lists, tables and charts; notes and sources
Page     one page to be read out or followed: sections with paragraphs and lists
Sheet    a table to be filled in by hand, such as a sign-in sheet
Cards    cards to cut out: a name, a code to type, a QR code, how to use it
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from suyang.foundation.charts.model import Chart


@dataclass(frozen=True)
class Bullets:
    """A list of short texts; `numbered` for steps."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of headings. `numeric` lists the columns, from 0, that align right.

    Raises ValueError when a row has not as many cells as there are headings.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"{len(self.headings)} headings, but {len(row)} cells: {row}")


@dataclass(frozen=True)
class Figure:
    """A picture with its message. `svg` comes from `charts`, never from outside.

    `alternative` is read to those who don't see the picture.
    """

    title: str
    svg: str
    alternative: str
    sentence: str = ""
    note: str = ""

    @classmethod
    def of(cls, chart: Chart) -> Self:
        """A chart as a figure; its alternative holds the data, row by row."""
        rows = ("; ".join(row) for row in chart.table.rows)
        alternative = "\n".join([chart.title, "; ".join(chart.table.headings), *rows])
        return cls(chart.title, chart.svg, alternative, chart.sentence, chart.note)


Block = str | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: paragraphs (str), lists, tables, figures, then parts."""

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every paper has.

    footer         stands at the foot of every page, beside the page number
    demonstration  a label for made-up data; where given, it stands on every page
    created        written into the file; without it, equal papers are equal files
    """

    title: str
    footer: str = ""
    demonstration: str = ""
    created: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Report(Paper):
    """A report. `as_of` says which state of the data it shows."""

    subtitle: str = ""
    as_of: str = ""
    sections: tuple[Section, ...] = ()
    notes_heading: str = ""
    notes: tuple[str, ...] = ()
    sources_heading: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page(Paper):
    """One page to follow while doing something; `compact` sets a longer text on one sheet."""

    subtitle: str = ""
    compact: bool = False
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class SheetColumn:
    """A column to write in; `share` is its width against the others'."""

    heading: str
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Sheet(Paper):
    """A table to fill in: `filled` rows first, then `empty` ones.

    lines         short lines under the title (place, date, trainer)
    number_label  the heading of a column that counts the rows; without it there is none
    """

    columns: tuple[SheetColumn, ...]
    lines: tuple[str, ...] = ()
    number_label: str = ""
    filled: tuple[tuple[str, ...], ...] = ()
    empty: int = 20
    landscape: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a sheet needs columns")
        for row in self.filled:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} columns, but {len(row)} cells: {row}")


@dataclass(frozen=True)
class Card:
    """One card. `link` is what the QR code holds; `link_title` names it for screen readers."""

    name: str
    code: str
    link: str
    link_title: str


@dataclass(frozen=True, kw_only=True)
class Cards(Paper):
    """Cards to cut out, eight on an A4 page. `how_to` is the same short lines on every card."""

    cards: tuple[Card, ...]
    how_to: tuple[str, ...] = ()
    code_label: str = ""


AnyPaper = Report | Page | Sheet | Cards
