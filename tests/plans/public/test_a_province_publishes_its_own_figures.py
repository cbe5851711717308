"""An office below another publishes its own figures, and by a second choice those of the units
directly below it. What is withheld cannot be worked out of all that is published together."""

from __future__ import annotations

import csv
import io
import itertools
import random
import uuid

import numpy as np
import pytest
from django.urls import reverse
from scipy.optimize import linprog

from suyang.organisations import actions as organisations
from suyang.organisations import tree
from suyang.organisations.models import Ancestry, Unit
from suyang.organisations.permissions import system
from suyang.plans import editions
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import PublicOffice, TaskIndicator
from suyang.plans.periods import Period
from suyang.plans.public import actions
from suyang.plans.writing import making, text
from tests.conftest import _staff
from tests.plans.figures.conftest import indicator_of
from tests.plans.public.conftest import TODAY, both

pytestmark = pytest.mark.django_db
OPERATOR = system("tests")
MONTHS = ("2026-07", "2026-08", "2026-09")


@pytest.fixture
def places(county, make_unit):
    """Four towns of the county, each with three villages, and who looks after each office."""
    towns = [make_unit(f"p{n}", f"第{n}镇", "town", county) for n in range(4)]
    return {
        town: [make_unit(f"{town.code}-v{n}", f"村{n}", "village", town) for n in range(3)]
        for town in towns
    }


@pytest.fixture
def counted(db):
    return indicator_of("learners", "people", columns=())


@pytest.fixture
def make_plan(counted):
    def make(unit):
        who = _staff(f"of-{unit.code}", "administrator", unit)
        made = making.make_plan(who.actor, unit, both("方案", "Plan"), 2026, key=uuid.uuid4())
        aspect = text.add_aspect(who.actor, made, both("培训"), {}, uuid.uuid4())
        task = text.add_task(who.actor, aspect, title=both("教"), text={}, key=uuid.uuid4())
        TaskIndicator.objects.create(task=task, indicator=counted)
        made.refresh_from_db()
        editions.publish(who.actor, made, TODAY, {}, made.revision)
        return who, made

    return make


def write(indicator, unit, month, value):
    cells = {int(month[5:]) - 1: {"total": Cell(float(value))}}
    rollup.apply([rollup.Change(indicator, unit.id, 2026, cells)])


def rows(client, plan):
    written = client.get(reverse("public-plan-csv", args=[plan.slug])).content.decode("utf-8-sig")
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_an_office_below_publishes_totals_targets_and_goals_of_its_own(
    anybody, places, counted, make_plan, make_target
):
    town = next(iter(places))
    who, plan = make_plan(town)
    text.add_goal(who.actor, plan, both("目标", "A goal"), uuid.uuid4())
    plan.refresh_from_db()
    editions.publish(who.actor, plan, TODAY, {}, plan.revision)
    for unit, value in zip(places[town], (40, 50, 60), strict=True):
        write(counted, unit, "2026-09", value)
    make_target(counted, town, 100, plan.tasks.get(), period="2026-09")
    address = reverse("public-plan", args=[plan.slug])
    assert anybody.get(address).status_code == 404
    actions.set_public(who.actor, town.id, True)
    said = anybody.get(address).content.decode()
    assert "150" in said
    assert "A goal" in said
    found = {one["what"]: one for one in rows(anybody, plan) if one["value"]}
    assert found["figure"]["value"] == "150.0"
    assert (found["target"]["target"], found["target"]["judgement"]) == ("100.0", "met")
    assert "Unit by unit" not in said
    actions.set_units_public(who.actor, town.id, True)
    assert "Unit by unit" in anybody.get(address).content.decode()


def test_a_choice_that_was_made_for_texts_alone_shows_no_figures(
    anybody, places, counted, make_plan
):
    town = next(iter(places))
    who, plan = make_plan(town)
    write(counted, places[town][0], "2026-09", 40)
    actions.set_public(who.actor, town.id, True)
    PublicOffice.objects.update(figures=False)
    assert rows(anybody, plan) == []
    address = reverse("public-choice")
    assert (
        "without figures"
        in who.client.get(address, headers={"accept-language": "en"}).content.decode()
    )
    who.client.post(address, {"unit": str(town.id), "choice": "on"})
    assert any(one["value"] == "40.0" for one in rows(anybody, plan))


def test_a_small_town_does_not_follow_from_the_county_and_the_other_towns(
    anybody, administrator, county, places, counted, make_plan
):
    """Each office publishes on its own, the county shows no towns: the whole less all others."""
    towns = list(places)
    _publishers, plans = _all_publish(administrator, county, places, make_plan, below=False)
    for town, value in zip(towns, (3, 40, 50, 60), strict=True):
        write(counted, places[town][0], "2026-09", value)
    told = {unit: _september(anybody, one) for unit, one in plans.items()}
    assert told[county]["value"] == "153.0"
    assert [told[one]["mark"] for one in towns] == ["suppressed", "suppressed", "", ""]


def _all_publish(administrator, county, places, make_plan, *, below):
    offices = {unit: make_plan(unit) for unit in (county, *places)}
    for unit, (who, _plan) in offices.items():
        actions.set_public(who.actor, unit.id, True)
        if below:
            actions.set_units_public(who.actor, unit.id, True)
    return {u: who for u, (who, _p) in offices.items()}, {u: p for u, (_w, p) in offices.items()}


def _september(client, plan):
    found = rows(client, plan)
    return next(one for one in found if one["what"] == "figure" and one["period"] == "2026-09")


@pytest.mark.parametrize("seed", range(12))
def test_nothing_withheld_is_worked_out_from_what_all_levels_publish(
    seed, anybody, administrator, county, places, counted, make_plan, make_target
):
    """All offices publish all they can, and targets of the quarter with it. Whoever puts it all
    together, as equations in the villages' months, can narrow no small number down to fewer than
    five people."""
    chance = random.Random(seed)
    villages = [one for some in places.values() for one in some]
    moved = villages[chance.randrange(len(villages))]
    if seed % 3 == 0:
        there = next(town for town, some in places.items() if moved in some)
        to = next(town for town in places if town != there)
        organisations.move_unit(OPERATOR, moved, to, TODAY.replace(month=9, day=5))
    true = {}
    for village, month in itertools.product(villages, MONTHS):
        value = chance.choice((0, 1, 2, 3, 4, 5, 6, 9, 14, 40, 90))
        if chance.random() < 0.9:
            true[village, month] = value
            write(counted, village, month, value)
    _who, plans = _all_publish(administrator, county, places, make_plan, below=True)
    for unit in (county, *places):
        for period in ("2026-Q3", "2026-H2", "2026"):
            make_target(counted, unit, 1000, period=period)
    equations, small = _published(anybody, plans, true)
    assert small
    for what, members in small.items():
        low, high = _range(members, equations, list(true))
        assert high - low >= 2, (what, low, high)
        assert high >= 5, (what, low, high)


def _members(unit, period, true):
    """The villages' months that a figure is the sum of, by where each village stood then."""
    found = []
    for village, month in true:
        of = Period.read(month)
        if not Period.read(period).contains(of):
            continue
        above = Ancestry.objects.filter(tree.valid(of.last_day), unit_id=village.id)
        if unit.id in set(above.values_list("ancestor_id", flat=True)):
            found.append((village, month))
    return found


def _published(client, plans, true):
    """What the files say: sums of villages' months that are shown; and small ones withheld."""
    equations, small = [], {}
    for office, plan in plans.items():
        for row in rows(client, plan):
            unit = Unit.objects.get(code=row["unit_code"]) if row["unit_code"] else office
            members = _members(unit, row["period"], true)
            if row["value"]:
                assert float(row["value"]) == sum(true[one] for one in members), (
                    unit.code,
                    row["what"],
                    row["period"],
                    members,
                )
                equations.append((members, float(row["value"])))
            elif row["mark"] == "suppressed" and 0 < sum(true[one] for one in members) < 5:
                small[unit.code, row["period"]] = members
    return equations, small


def _range(members, equations, variables):
    """The least and the most that a sum can be under the equations; nothing is below zero."""
    place = {one: index for index, one in enumerate(variables)}

    def line(some):
        found = np.zeros(len(variables))
        for one in some:
            found[place[one]] += 1
        return found

    left = np.array([line(some) for some, _value in equations])
    right = np.array([value for _some, value in equations])
    ends = []
    for sign in (1, -1):
        made = linprog(sign * line(members), A_eq=left, b_eq=right, bounds=(0, None))
        ends.append(sign * made.fun if made.success else sign * -np.inf)
    return ends
