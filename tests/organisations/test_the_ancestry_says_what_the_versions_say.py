"""However units are added, moved and ended over the days, the ancestry is that of the versions."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from suyang.foundation.permissions import Refused
from suyang.organisations import actions, tree
from suyang.organisations.models import UnitVersion
from suyang.organisations.permissions import system

pytestmark = pytest.mark.django_db
ACTOR = system("test")
FIRST = dt.date(2026, 1, 1)


def below_by_versions(top, day):
    """The slow way: level by level through the versions of a day."""
    found, level = set(), {top}
    valid = UnitVersion.objects.filter(tree.valid(day))
    found |= set(valid.filter(unit_id=top).values_list("unit_id", flat=True))
    while level:
        level = set(valid.filter(parent_id__in=level).values_list("unit_id", flat=True)) - found
        found |= level
    return found


@pytest.mark.parametrize("seed", range(6))
def test_on_every_day(seed, make_unit):
    dice = random.Random(seed)
    top = make_unit("top", "省", "organisation")
    units = [top]
    for step in range(24):
        day = FIRST + dt.timedelta(days=7 * step)
        try:
            if dice.random() < 0.6 or len(units) < 4:
                name = {"zh-Hans": f"单位{step}"}
                units.append(
                    actions.add_unit(
                        ACTOR, dice.choice(units), name, "organisation", valid_from=day
                    )
                )
            elif dice.random() < 0.75:
                actions.move_unit(ACTOR, dice.choice(units[1:]), dice.choice(units), day)
            else:
                actions.end_unit(ACTOR, dice.choice(units[1:]), day)
        except Refused:
            continue
    for week in range(-1, 26):
        day = FIRST + dt.timedelta(days=7 * week + 3)
        for unit in units:
            assert set(tree.within(unit.id, day)) == below_by_versions(unit.id, day)
