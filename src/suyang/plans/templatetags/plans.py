"""Shares as a reader sees them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(value: float) -> str:
    """0.426 as 43 %."""
    return f"{round(100 * value)} %"


@register.filter
def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{round(100 * value):+d}"
