"""Whether two figures of one indicator can be held against each other."""

from __future__ import annotations

from enum import StrEnum

from suyang.plans.figures.making import Figure
from suyang.plans.models import Indicator


class Apart(StrEnum):
    """Why two figures say nothing of a change."""

    METHOD = "method"  # they were counted in different ways
    SAME_AUDIT = "same_audit"  # nothing was looked at again in between
    MONTHS = "months"  # sums of different numbers of months


def apart(indicator: Indicator, now: Figure, before: Figure) -> Apart | None:
    """Why the two, which both have a value, are kept apart; None where the difference is one."""
    measured = measured_apart(now, before)
    if measured is not None:
        return measured
    adds_up = indicator.over_time == Indicator.OverTime.SUM
    if adds_up and now.months != before.months:
        return Apart.MONTHS
    return None


def measured_apart(now: Figure, before: Figure) -> Apart | None:
    """The same, whatever number of months they are made of."""
    if now.method != before.method:
        return Apart.METHOD
    if now.since is not None and now.since == before.since:
        return Apart.SAME_AUDIT
    return None
