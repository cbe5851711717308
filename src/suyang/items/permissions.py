"""Who may see what of an item: keys and reasons belong to practice, for everybody alike."""

from __future__ import annotations

from suyang.items.models import ItemVersion


def may_see_key(item: ItemVersion) -> bool:
    """Monitoring and certification items never show their keys, not even to staff (DESIGN 11)."""
    return item.pool == "practice"
