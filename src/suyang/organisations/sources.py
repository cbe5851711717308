"""What the tree of units can count: units that stand below a unit, by kind."""

from __future__ import annotations

from suyang.foundation import sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion

KINDS = tuple(kind for kind in Unit.Kind.values if kind != Unit.Kind.BODY)


def register() -> None:
    sources.register(
        Source(
            "organisations.units",
            "things",
            {"zh-Hans": "单位数", "en": "Units"},
            {
                "zh-Hans": "期末时本单位及以下的单位，按类型分列。",
                "en": "The unit and all below it at the end of the period, by kind.",
            },
            units,
            tuple(f"kind:{kind}" for kind in KINDS),
            ("organisations.units_changed",),
            standing=True,
        )
    )


def units(asked: Asked) -> dict[str, Found]:
    """A stock: those that stand on the last day."""
    standing = UnitVersion.objects.filter(
        tree.valid(asked.last), unit_id__in=tree.within(asked.unit, asked.last)
    ).exclude(kind=Unit.Kind.BODY)
    found = {"total": standing.count()}
    for column in asked.columns:
        if column.startswith("kind:"):
            found[column] = standing.filter(kind=column.partition(":")[2]).count()
    return {column: Found(float(count), n=count) for column, count in found.items()}
