"""How evidence goes from one person to another who turned out to be the same: under their mark, so
that a plan counts one person once."""

from __future__ import annotations

from suyang.people import merging
from suyang.people.models import Person
from suyang.plans import levels
from suyang.plans.consumers import pseudonym
from suyang.plans.models import Evidence


def register() -> None:
    merging.merger("plans", (Evidence,), move)


def move(goes: Person, stays: Person) -> dict[str, int]:
    moved = Evidence.objects.filter(person=pseudonym(str(goes.id))).update(
        person=pseudonym(str(stays.id))
    )
    if moved:
        levels.want_everywhere()
    return {"evidence": moved}
