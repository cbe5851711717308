"""`{{ reason|reason_word }}` and `{{ reason|remedy_word }}`: why to look, and what to do."""

from __future__ import annotations

from django import template

from suyang.people.words import REASONS, REMEDIES

register = template.Library()


@register.filter
def reason_word(reason: str) -> str:
    return str(REASONS.get(reason, reason))


@register.filter
def remedy_word(reason: str) -> str:
    return str(REMEDIES.get(reason, ""))
