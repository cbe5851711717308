"""What goes into a chart and what comes out of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Mark(StrEnum):
    """Why there is no number. Zero is a number, never a mark."""

    MISSING = "missing"
    WITHHELD = "withheld"
    NOT_PUBLISHED = "not-published"
    NOT_APPLICABLE = "not-applicable"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, all in the same unit.

    Raises ValueError when a number is not finite or the interval is the wrong way round. The value
    may lie outside its interval: a mean and quantiles of a skewed distribution can.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.value, self.low, self.high))):
            raise ValueError("an estimate needs finite numbers; use a Mark where there is none")
        if self.low > self.high:
            raise ValueError(f"the interval {self.low}–{self.high} is the wrong way round")


@dataclass(frozen=True)
class Table:
    """The chart's data as a reader sees them. The first cell of a row names the row; `links` says
    for each row where that name leads, "" for nowhere.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

    @property
    def linked(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each row with its link."""
        for number, row in enumerate(self.rows):
            yield (self.links[number] if number < len(self.links) else ""), row


@dataclass(frozen=True)
class Chart:
    """A finished chart. `svg` is safe markup: whatever came in as text is escaped. open: a page
    shows the table without being asked."""

    title: str
    svg: str
    table: Table
    sentence: str
    note: str = ""
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """What every chart is told.

    key          names the chart in its page (ids begin with it): a letter, then letters, digits,
    "-" or "_" title        what is shown, as a short heading description  what the picture
    shows, for those who don't see it sentence     the message, in one sentence note         source,
    n, interval, method version marks        the words for those marks that occur
    """

    key: str
    title: str
    description: str
    sentence: str
    note: str = ""
    marks: Mapping[Mark, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"{self.key!r} cannot begin an id")

    def word(self, mark: Mark) -> str:
        """The word for a mark. Raises ValueError where none was given: a mark is never shown
        without its word.
        """
        try:
            return self.marks[mark]
        except KeyError:
            raise ValueError(
                f"chart {self.key!r} has no word for the mark {mark.value!r}"
            ) from None


@dataclass(frozen=True)
class BandRow:
    """One band: the shares (0 to 1) of people in it."""

    label: str
    before: Estimate | Mark
    after: Estimate | Mark


@dataclass(frozen=True, kw_only=True)
class BandsBeforeAfter(Told):
    """Expected shares per band, before and after. `interval_label` says e.g. "95% interval"."""

    band_label: str
    before_label: str
    after_label: str
    interval_label: str
    rows: tuple[BandRow, ...]


@dataclass(frozen=True)
class RangeRow:
    """One area. `position` is on the scale 0 … number of bands: 1.5 is the middle of the second
    band.

    `reported` is the result in words ("foundation or intermediate", "not enough evidence").
    """

    label: str
    position: Estimate | Mark
    reported: str


@dataclass(frozen=True, kw_only=True)
class Ranges(Told):
    """Areas on one scale of bands, lowest first."""

    area_label: str
    reported_label: str
    bands: tuple[str, ...]
    rows: tuple[RangeRow, ...]


@dataclass(frozen=True)
class PlaceRow:
    """One place and its count, or why there is none."""

    label: str
    count: int | Mark


@dataclass(frozen=True, kw_only=True)
class CountsByPlace(Told):
    """Counts per place, in the order given. `unit`: what is counted, people or attendances."""

    place_label: str
    unit: str
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class TrendPoint:
    """One period, in order of time."""

    label: str
    value: Estimate | Mark


@dataclass(frozen=True)
class Target:
    """A level to be reached, drawn as a line with its words."""

    label: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Trend(Told):
    """One quantity over periods: a "share" runs from 0 to 1, a "number" from zero up."""

    period_label: str
    value_label: str
    interval_label: str
    points: tuple[TrendPoint, ...]
    unit: Literal["share", "number"] = "share"
    target: Target | None = None


@dataclass(frozen=True)
class DotRow:
    """One unit: a value with its interval; one without an interval has low = value = high."""

    label: str
    value: Estimate | Mark


@dataclass(frozen=True, kw_only=True)
class Dots(Told):
    """Units beside each other in groups, each with its heading (empty: none). `whole`: the value
    of all together, drawn as a line."""

    row_label: str
    value_label: str
    interval_label: str
    group_label: str
    whole_label: str
    groups: tuple[tuple[str, tuple[DotRow, ...]], ...]
    whole: float | None = None
    unit: Literal["share", "number"] = "number"
