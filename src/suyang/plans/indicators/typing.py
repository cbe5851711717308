"""What an indicator is as a type of formulas: its kind, and what it is counted in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suyang.foundation.texts import plain
from suyang.plans.formulas import Type, parsed, typed
from suyang.plans.models import Indicator


def type_of(kind: str, unit: Any) -> Type:
    """Units are the same when they are written alike in Chinese; else in the first language."""
    word = unit.get("zh-Hans") or plain(unit) if isinstance(unit, Mapping) else str(unit or "")
    return Type(kind, word)


def types(slugs: list[str]) -> dict[str, Type]:
    """Of these indicators, those that there are."""
    return {
        one.slug: type_of(one.kind, one.body.get("unit"))
        for one in Indicator.objects.filter(slug__in=slugs)
    }


def of_formula(text: str, known: Mapping[str, Type]) -> Type:
    """What a formula gives. Raises FormulaError."""
    return typed(parsed(text), known)
