"""What all stories share: how large it is, its units and accounts, and its chance.

Nobody and nothing in it is real: places are called by letters and numbers, people by a family name
and a number word. Everything that is drawn follows from the seed and from what it is drawn for, so
that the same seed makes the same province, in whatever order things happen.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.people.models import Account
from suyang.plans import periods
from suyang.plans.periods import MONTH, QUARTER, Period

# Printed on the screen; guards made-up data only.
PASSWORD = "willow-village-26"  # noqa: S105
PROVINCE = "demo"
# The plan of the content that the province takes up in each year, and which of its tasks.
SOURCES = (
    ("kp2022", ("1.1", "2.1", "3.1", "3.2", "4.1", "6.1")),
    ("kp2024", ("1.1", "2.1", "2.2", "3.1", "4.1", "5.1")),
)
_LETTERS = "甲乙丙丁戊己庚辛壬癸"
_NUMBERS = "一二三四五六七八九十"
_SPACE = uuid.UUID("6f0c8f3e-6d2b-4a53-8a39-0e1d6b1a7c55")


@dataclass(frozen=True)
class Shape:
    """How large the province is. people: in each group; groups: in a county and year."""

    seed: int = 2026
    cities: int = 5
    counties: int = 25
    months: int = 36
    groups: int = 1
    people: int = 6

    def __post_init__(self) -> None:
        if not 1 <= self.cities <= len(_LETTERS):
            raise ValueError(f"1 to {len(_LETTERS)} cities, not {self.cities}")
        if not 1 <= self.counties <= self.cities * len(_NUMBERS):
            raise ValueError(f"1 to {self.cities * len(_NUMBERS)} counties, not {self.counties}")
        if self.months < 1 or self.groups < 1 or self.people < 1:
            raise ValueError("months, groups and people are 1 or more")


@dataclass(frozen=True)
class Place:
    """A unit of the demonstration, before there is a row for it."""

    code: str
    kind: str
    name: Text
    parent: str = ""
    # The first two counties of a city are its town; the others are villages and fields.
    urban: bool = False


@dataclass
class World:
    """The demonstration while it is made. `today`: the day on which that is."""

    shape: Shape
    today: dt.date
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)

    @cached_property
    def months(self) -> list[Period]:
        """The months that are over, the last ones of `shape`, from the beginning of a quarter."""
        last = Period.on(self.today, MONTH).shifted(-1)
        first = last.shifted(1 - self.shape.months)
        begun = Period.on(first.first_day, QUARTER).first_day
        return periods.between(Period.on(begun, MONTH), last)

    @cached_property
    def years(self) -> list[list[Period]]:
        """The months by years of work, each of twelve months; the last one as long as it lasts."""
        years = max(1, self.shape.months // 12)
        cut = [self.months[12 * number : 12 * (number + 1)] for number in range(years - 1)]
        return [*cut, self.months[12 * (years - 1) :]]

    def year_of(self, month: Period) -> int:
        """The year of work, from 0, in which a month lies."""
        return next(number for number, months in enumerate(self.years) if month in months)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Province, cities, counties by their codes; those above first."""
        found = [
            Place(
                PROVINCE,
                Unit.Kind.PROVINCE,
                {"zh-Hans": "示范省（演示）", "en": "Demonstration Province (demo)"},
            )
        ]
        for city in range(self.shape.cities):
            letter, word = chr(ord("a") + city), _LETTERS[city]
            name = {"zh-Hans": f"{word}市（演示）", "en": f"City {letter.upper()} (demo)"}
            found.append(Place(f"demo-{letter}", Unit.Kind.CITY, name, PROVINCE))
        for number in range(self.shape.counties):
            city, place = number % self.shape.cities, number // self.shape.cities
            letter, word = chr(ord("a") + city), _LETTERS[city]
            urban = place < 2
            kind, english = ("区", "District") if urban else ("县", "County")
            found.append(
                Place(
                    f"demo-{letter}{place + 1}",
                    Unit.Kind.COUNTY,
                    {
                        "zh-Hans": f"{word}{_NUMBERS[place]}{kind}（演示）",
                        "en": f"{english} {letter.upper()}{place + 1} (demo)",
                    },
                    f"demo-{letter}",
                    urban=urban,
                )
            )
        return {one.code: one for one in found}

    def of_kind(self, kind: str) -> list[Place]:
        return [one for one in self.places.values() if one.kind == kind]

    def below(self, code: str) -> list[Place]:
        return [one for one in self.places.values() if one.parent == code]

    def actor(self, role: str, code: str) -> Actor:
        """Whoever holds a role in a unit, as of the day that it is now."""
        account = self.accounts[role, code]
        return Actor(person_id=account.person_id, account_id=account.id)

    def chance(self, *about: object) -> random.Random:
        """What chance draws for one thing, whatever else is drawn before or after."""
        return random.Random(f"{self.shape.seed}:{about}")  # noqa: S311 - made up, repeatably

    def key(self, *about: object) -> uuid.UUID:
        """The id that a form would have drawn, the same for the same seed."""
        return uuid.uuid5(_SPACE, f"{self.shape.seed}:{about}")


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return clock.local_moment(day, hour, minute)
