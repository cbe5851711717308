"""Shares and levels as a reader sees them."""

from __future__ import annotations

from django import template

from suyang.foundation import numbers
from suyang.plans import methods
from suyang.plans.levels import Shown

register = template.Library()


@register.filter
def percent(value: float) -> str:
    """0.426 as 43 %."""
    return f"{numbers.whole(100 * value)} %"


@register.filter
def change_of(level: Shown) -> str:
    """The interval of a level figure's change in percentage points: “−2 to +4”."""
    change = (level.body or {})["at_least_intermediate"]["change"]
    low, high = (numbers.points(change[end], plus=True) for end in ("low", "high"))
    return numbers.interval(low, high)


register.filter("explained", methods.explained)
register.filter("method_version", methods.version)
