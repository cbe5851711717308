"""`{{ later|at:code }}`: what stands under a key, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[str, Any] | str | None, key: str) -> Any:
    return found.get(key) if isinstance(found, Mapping) else None
