"""Simulated people through the real checks: no target is missed by more than chance explains."""

import os

import pytest

from suyang.assessment.simulation.plan import CHECKS
from tests.assessment.simulating import simulated, world_of

PEOPLE, SEEDS = 100, [11, 12, 13]


@pytest.mark.long
@pytest.mark.parametrize("check", CHECKS)
def test_no_target_is_missed(bank, check):
    from django.db import connections

    world = world_of(bank, check)
    connections.close_all()
    found = simulated(world, people=PEOPLE, seeds=SEEDS, jobs=os.cpu_count() or 1)
    for one in found["targets"]:
        print(f"\n{one['verdict']:9} {one['name']}: {one['value']} ±{one['error']}", end="")
    assert [one["name"] for one in found["targets"] if one["verdict"] == "missed"] == []
