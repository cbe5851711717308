"""How tests simulate: the world of the loaded bank, and a short simulation."""

from __future__ import annotations

from typing import Any

from suyang.assessment.models import Blueprint
from suyang.assessment.simulation import plan, running, summary
from suyang.assessment.simulation.plan import Part
from suyang.assessment.simulation.sitting import World
from suyang.items.queries import bank_arrays


def world_of(bank: Any, check: str) -> World:
    blueprints = {one.slug: one.body for one in Blueprint.objects.filter(is_current=True)}
    return World.of(bank_arrays(bank.id), blueprints, check)


def simulated(world: World, only: tuple[str, ...] = (), **how: Any) -> dict[str, Any]:
    """The summary of a simulation of these parts."""
    parts = plan.parts(world.rules, only=only)
    found = running.run(world, parts, **{"people": 6, "seeds": [1, 2], **how})
    return summary.summarise(world, parts, found)


def part(**how: Any) -> Part:
    return Part("prior", "prior", **how)
