"""Periods: a month, quarter, half-year or year, and how they lie in each other.

Written 2026-03, 2026-Q1, 2026-H1, 2026: sorted as text, periods of one length are in their order.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Self

from django.utils.translation import gettext as _

MONTH, QUARTER, HALF, YEAR = "month", "quarter", "half", "year"
# How many months each is long.
MONTHS: Final[dict[str, int]] = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
FIRST_YEAR, LAST_YEAR = 1990, 2200
_WRITTEN = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?")


@dataclass(frozen=True)
class Period:
    """`number` counts the periods of this length in the year, from 1; 1 for a year."""

    year: int
    frequency: str
    number: int = 1

    def __post_init__(self) -> None:
        if self.frequency not in MONTHS:
            raise ValueError(f"no such length of a period: {self.frequency!r}")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"a year is {FIRST_YEAR} to {LAST_YEAR}, not {self.year}")
        if not 1 <= self.number <= 12 // MONTHS[self.frequency]:
            raise ValueError(f"a year has no {self.frequency} {self.number}")

    @classmethod
    def read(cls, written: str) -> Self:
        """The period of `2026-Q1`. Raises ValueError for anything else."""
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(f"not a period: {written!r}")
        year, month, quarter, half = found.groups()
        if month:
            return cls(int(year), MONTH, int(month))
        if quarter:
            return cls(int(year), QUARTER, int(quarter))
        return cls(int(year), HALF, int(half)) if half else cls(int(year), YEAR)

    @classmethod
    def on(cls, day: dt.date, frequency: str) -> Self:
        """The period of this length in which a day lies."""
        return cls(day.year, frequency, (day.month - 1) // MONTHS[frequency] + 1)

    def __str__(self) -> str:
        if self.frequency == YEAR:
            return f"{self.year}"
        if self.frequency == MONTH:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}-{'Q' if self.frequency == QUARTER else 'H'}{self.number}"

    @property
    def months(self) -> range:
        """Its months in the year, from 0 to 11."""
        length = MONTHS[self.frequency]
        return range((self.number - 1) * length, self.number * length)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.months[0] + 1, 1)

    @property
    def last_day(self) -> dt.date:
        month = self.months[-1] + 1
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def shifted(self, steps: int) -> Period:
        """So many periods of the same length later, or earlier."""
        in_a_year = 12 // MONTHS[self.frequency]
        place = self.year * in_a_year + self.number - 1 + steps
        return Period(place // in_a_year, self.frequency, place % in_a_year + 1)

    def contains(self, other: Period) -> bool:
        """Whether the other lies wholly in this one."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def parts(self, frequency: str) -> list[Period]:
        """The periods of a shorter or equal length in it. Raises ValueError for a longer one."""
        if MONTHS[frequency] > MONTHS[self.frequency]:
            raise ValueError(f"no {frequency} lies in {self}")
        length = MONTHS[frequency]
        first = self.months[0] // length + 1
        count = len(self.months) // length
        return [Period(self.year, frequency, first + step) for step in range(count)]

    def words(self) -> str:
        """The period for a reader: March 2026, 2026年3月."""
        values = {"year": self.year, "number": self.number}
        if self.frequency == MONTH:
            return _("%(number)s/%(year)s") % values
        if self.frequency == QUARTER:
            return _("quarter %(number)s of %(year)s") % values
        if self.frequency == HALF:
            return (_("first half of %(year)s"), _("second half of %(year)s"))[
                self.number - 1
            ] % values
        return _("%(year)s") % values


def between(first: Period, last: Period) -> list[Period]:
    """All periods from the first to the last, both of one length. Empty when last is earlier."""
    if first.frequency != last.frequency:
        raise ValueError("the periods have different lengths")
    found, current = [], first
    while current.first_day <= last.first_day:
        found.append(current)
        current = current.shifted(1)
    return found
