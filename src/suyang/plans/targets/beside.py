"""Targets beside the figures that they are about: what is aimed at and how it stands, in words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from suyang.foundation import clock
from suyang.foundation.charts import Target as Line
from suyang.organisations.permissions import Actor
from suyang.plans.models import Indicator, Target
from suyang.plans.periods import Period
from suyang.plans.reporting.columns import word
from suyang.plans.targets import queries, words

MOST: Final = 40


@dataclass(frozen=True)
class Beside:
    """A target with its aim, what is known and its judgement, in words. part: the column where it
    is not about the whole; judgement: the word's value, for programs."""

    target: Target
    part: str
    aim: str
    figure: str
    judgement: str
    word: str


def beside(
    unit: uuid.UUID, reader: Actor, indicators: Iterable[Indicator] | None = None
) -> list[Beside]:
    """The unit's targets, those for these indicators or all, the nearest first and at most `MOST`;
    so many queries for all of them. Those whose time was over half a year ago, and what is beyond
    the most, are left to the page of targets."""
    since = clock.today() - queries.STILL_ASKED
    rows = queries.current(unit=unit)
    if indicators is not None:
        rows = rows.filter(indicator__in=[one.pk for one in indicators])
    found = [one for one in rows if Period.read(one.period).last_day >= since]
    found.sort(key=lambda one: Period.read(one.period).last_day)
    judged = queries.judgements(found[:MOST], reader) if found else []
    return [
        Beside(
            target,
            "" if target.column == "total" else word(target.column),
            words.aim(target),
            words.figure(target.indicator, figure),
            one.judgement.value,
            str(words.JUDGEMENTS[one.judgement]),
        )
        for target, figure, one in judged
    ]


def line(found: Sequence[Beside]) -> Line | None:
    """The nearest target of the whole for a picture over time; None for a sum that gathers, whose
    single periods stand below a line that they cannot reach."""
    whole = (one for one in found if not one.part and not queries.gathers(one.target))
    first = next(whole, None)
    return None if first is None else Line(first.aim, first.target.value)
