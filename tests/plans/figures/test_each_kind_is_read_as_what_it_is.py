from __future__ import annotations

import pytest

from suyang.plans.figures import queries, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Plan, TaskIndicator
from suyang.plans.periods import Period
from tests.plans.conftest import TASK

pytestmark = pytest.mark.django_db
QUARTER, YEAR = Period(2026, "quarter", 1), Period(2026, "year")


def say(indicator, unit, values, year=2026):
    cells = {
        month - 1: {"total": one if isinstance(one, Cell) else Cell(one)}
        for month, one in values.items()
    }
    rollup.write_own(indicator, unit.id, year, cells)


def read(indicator, unit, period, **more):
    return queries.figure(indicator, unit.id, period, **more)


def test_a_rate_is_the_sum_of_numerators_over_that_of_denominators(
    make_indicator, county, town, other_village
):
    rate = make_indicator("r", "rate")
    say(rate, town, {1: Cell(1, 10), 2: Cell(3, 10)})
    say(rate, other_village, {1: Cell(90, 90)})
    found = read(rate, county, Period(2026, "month", 1))
    assert (found.count, found.of, found.value) == (91, 100, 0.91)
    found = read(rate, county, QUARTER)
    assert (found.count, found.of) == (94, 110)
    say(rate, town, {3: Cell(0, 0)})
    found = read(rate, town, Period(2026, "month", 3))
    assert (found.value, found.mark) == (None, "not_applicable")


def test_people_that_were_added_up_may_count_twice_and_others_not(make_indicator, county, town):
    people, things = make_indicator("p", "people"), make_indicator("t", "things")
    for one in (people, things):
        say(one, town, {1: 3, 2: 4})
    january = Period(2026, "month", 1)
    assert not read(people, town, january).may_count_twice
    assert read(people, county, january).may_count_twice
    assert read(people, town, QUARTER).may_count_twice
    assert not read(things, county, QUARTER).may_count_twice
    assert read(things, county, QUARTER).value == 7


def test_an_estimate_goes_up_nowhere_and_over_no_time(make_indicator, county, town):
    estimate = make_indicator("e", "estimate")
    say(estimate, town, {3: Cell(0.4, 0.1, 50)})
    found = read(estimate, town, Period(2026, "month", 3))
    assert (found.value, found.error, found.n) == (0.4, 0.1, 50)
    assert (found.low, found.high) == (
        pytest.approx(0.204, abs=1e-3),
        pytest.approx(0.596, abs=1e-3),
    )
    assert read(estimate, county, Period(2026, "month", 3)).mark == "missing"
    assert read(estimate, town, QUARTER).mark == "not_applicable"
    estimate.frequency = "quarter"
    assert read(estimate, town, QUARTER).value == 0.4


def test_a_stock_is_the_last_one_and_a_flow_the_sum(make_indicator, town):
    stock = make_indicator("s", "things", over_time="last")
    flow = make_indicator("f", "things")
    for one in (stock, flow):
        say(one, town, {1: 5, 2: 8})
    assert (read(stock, town, QUARTER).value, read(stock, town, YEAR).value) == (8, 8)
    found = read(flow, town, QUARTER)
    assert (found.value, found.months) == (13, 2)


def test_a_report_of_a_quarter_stands_in_its_last_month(make_indicator, town):
    one = make_indicator("q", "money", frequency="quarter", over_time="none")
    say(one, town, {3: 11})
    assert read(one, town, QUARTER).value == 11
    assert read(one, town, YEAR).mark == "not_applicable"


@pytest.mark.parametrize("mark", ["missing", "suppressed", "not_applicable", "not_published"])
def test_marks_stay_apart_from_each_other_and_from_zero(make_indicator, county, town, mark):
    one = make_indicator("m", "things")
    say(one, town, {1: Cell(None, mark=mark), 2: 0})
    found = read(one, county, Period(2026, "month", 1))
    assert (found.value, found.mark) == (None, mark)
    assert (read(one, county, Period(2026, "month", 2)).value) == 0


def test_a_plan_s_page_and_a_trend_take_a_handful_of_queries(
    make_indicator, county, make_unit, django_assert_max_num_queries
):
    plan = Plan.objects.get(slug="kp2022")
    task = plan.tasks.get(slug=TASK)
    for number in range(12):
        one = make_indicator(f"i{number}", "things")
        TaskIndicator.objects.create(task=task, indicator=one)
    towns = [make_unit(f"t{n}", f"镇{n}", "town", county) for n in range(9)]
    for town in towns:
        say(one, town, {8: 1, 9: 2})
        say(one, town, {9: 5}, year=2025)
    with django_assert_max_num_queries(3):
        found = queries.of_plan(plan, county.id, Period(2026, "month", 9))
    linked = TaskIndicator.objects.filter(task__plan=plan).values("indicator").distinct()
    assert linked.count() > 12
    assert len(found) == linked.count() + plan.indicators.count()
    page = found[one.slug]
    assert [page.now.value, page.before.value, page.a_year_ago.value] == [18, 9, 45]
    with django_assert_max_num_queries(3):
        children = queries.of_children(one, county.id, Period(2026, "month", 9))
    assert [child.value for child in children.values()] == [2] * 9
    with django_assert_max_num_queries(2):
        line = queries.trend(one, county.id, Period(2026, "month", 9))
    assert len(line) == 36
    assert [figure.value for figure in line[-13:]] == [45, *[None] * 10, 9, 18]
