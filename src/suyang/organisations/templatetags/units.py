"""Words for templates: `kind|kind_word`, `role|role_word`, and `valid_to|last_day`."""

from __future__ import annotations

import datetime as dt

from django import template

from suyang.organisations.words import KINDS, ROLES

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    return str(KINDS.get(kind, kind))


@register.filter
def role_word(role: str) -> str:
    return str(ROLES.get(role, role))


@register.filter
def last_day(end: dt.date) -> str:
    """The last day of what holds until before `end`."""
    return (end - dt.timedelta(days=1)).isoformat()
