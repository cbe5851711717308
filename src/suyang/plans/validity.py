"""How long the result of an audit holds: what its definition says, and its own day.

A definition says {"months": 24, "own": true}: so many months from the end of the period that was
audited (null: until the next audit), and whether a result may come with a day of its own. Until
then the last result is what holds in later periods; afterwards it is "expired", and no number.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from suyang.plans.models import Indicator

MOST_MONTHS: Final = 240
EXPIRED: Final = "expired"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Rule:
    """months None: until the next audit. own: a result may be given a day of its own."""

    months: int | None = None
    own: bool = False


UNTIL_THE_NEXT: Final = Rule()


def rule(indicator: Indicator) -> Rule:
    """What the newest method says; of a kind that is no audit, nothing."""
    if indicator.kind != Indicator.Kind.AUDIT:
        return UNTIL_THE_NEXT
    return read(indicator.body.get("validity"))


def read(said: Mapping[str, Any] | None) -> Rule:
    """A rule as a definition keeps it; earlier definitions keep none."""
    return Rule(said.get("months"), bool(said.get("own"))) if said else UNTIL_THE_NEXT


def kept(of: Rule) -> dict[str, Any]:
    return {"months": of.months, "own": of.own}


def takes_a_day(indicator: Indicator) -> bool:
    """Whether a result may be said to hold until a day of its own."""
    return rule(indicator).own


def last_day(audited: dt.date, of: Rule) -> dt.date | None:
    """The last day on which a result of an audit that ended on a day holds; None: no such day."""
    if of.months is None:
        return None
    months = audited.year * 12 + audited.month - 1 + of.months
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def day(written: str) -> dt.date | None:
    """A day as people write it: 2027-06-30, 2027/6/30, 2027年6月30日. None for anything else."""
    found = _DAY.fullmatch(written.strip())
    try:
        known = dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return known if known is not None and 1990 <= known.year <= 2200 else None
