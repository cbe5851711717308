"""Units to choose from in a list of a form: all at and below some, while they are few.

A list of a county's villages helps; one of 600,000 organisations helps nobody and takes a minute to
load. Where there are more than MOST, the units themselves and those directly below are offered;
deeper ones are chosen from their own pages and rows, which name them in the address (`asked`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from suyang.organisations import tree

MOST: Final = 300


def units(
    tops: Sequence[uuid.UUID], on: dt.date, asked: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """In the order of their codes, those of `tops` first; `asked` too where it stands below."""
    within = tree.within(tops, on)
    every = within.order_by("depth", "unit__code")
    found = list(dict.fromkeys(every[: MOST + 1]))
    if len(found) <= MOST:
        return found
    near = [one.unit_id for top in tops for one in tree.children_of(top, on)[:MOST]]
    more = [asked] if asked is not None and within.filter(unit_id=asked).exists() else []
    return list(dict.fromkeys([*tops, *near, *more]))
