"""`{{ version.kind|kind_word }}` and `{{ grant.role|role_word }}` in the reader's language."""

from __future__ import annotations

from django import template

from suyang.organisations.words import KINDS, ROLES

register = template.Library()


@register.filter
def kind_word(kind: str) -> str:
    return str(KINDS.get(kind, kind))


@register.filter
def role_word(role: str) -> str:
    return str(ROLES.get(role, role))
