"""A figure by formula: of the same unit, period and column; of a whole from the whole's numbers."""

from __future__ import annotations

import pytest

from suyang.organisations.permissions import NOBODY
from suyang.plans.figures import queries, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.periods import Period

pytestmark = pytest.mark.django_db
JANUARY, QUARTER = Period(2026, "month", 1), Period(2026, "quarter", 1)


@pytest.fixture
def share(make_indicator):
    """Completed of enrolled, as a rate; and the two that it is made of."""
    done, all_ = make_indicator("done", "people"), make_indicator("all", "people")
    rate = make_indicator("share", "rate", formula="{done} / {all}")
    return rate, done, all_


def say(indicator, unit, value, women=None, month=1):
    cells = {"total": Cell(value)}
    if women is not None:
        cells |= {"sex:female": Cell(women), "sex:male": Cell(value - women)}
    rollup.write_own(indicator, unit.id, 2026, {month - 1: cells})


def test_the_rate_of_a_whole_is_of_its_numbers_and_not_of_rates(share, county, town, other_village):
    rate, done, all_ = share
    for unit, some, whole in ((town, 10, 20), (other_village, 90, 100)):
        say(done, unit, some)
        say(all_, unit, whole)
    found = queries.figure(rate, county.id, JANUARY)
    assert (found.count, found.of, found.value) == (100, 120, 100 / 120)
    assert found.came_from == "formula"
    assert queries.figure(rate, town.id, JANUARY).value == 0.5
    by_unit = queries.of_children(rate, county.id, JANUARY)
    assert by_unit[town.id].value == 0.5
    say(done, town, 5, month=2)
    say(all_, town, 5, month=2)
    assert queries.figure(rate, town.id, QUARTER).value == 15 / 25


def test_columns_are_worked_out_each_by_itself(share, town):
    rate, done, all_ = share
    say(done, town, 50, women=40)
    say(all_, town, 100, women=50)
    found = queries.by_column(rate, town.id, JANUARY)
    assert [one.value for one in found.values()] == [0.5, 0.8, 0.2]


def test_what_is_missing_or_has_no_such_column_says_so(share, make_indicator, town):
    rate, done, _all = share
    say(done, town, 50, women=40)
    assert queries.figure(rate, town.id, JANUARY).mark == "missing"
    make_indicator("narrow", "people", columns=())
    odd = make_indicator("odd", "rate", formula="{done} / {narrow}")
    assert queries.figure(odd, town.id, JANUARY, "sex:female").mark == "not_applicable"


def test_formulas_of_formulas_and_of_ended_ones_that_are_gone(share, make_indicator, town):
    _rate, done, all_ = share
    left = make_indicator("left", "people", formula="{all} - {done}")
    twice = make_indicator("twice", "people", formula="2 * {left}")
    say(done, town, 30)
    say(all_, town, 100)
    assert queries.figure(twice, town.id, JANUARY).value == 140
    assert queries.figure(left, town.id, JANUARY).method == 1
    lost = make_indicator("lost", "people", formula="{nowhere} + {done}")
    assert queries.figure(lost, town.id, JANUARY).mark == "not_applicable"


def test_what_a_stranger_may_not_see_does_not_follow_from_a_formula(share, town, officer):
    rate, done, all_ = share
    say(done, town, 3)
    say(all_, town, 100)
    assert queries.figure(rate, town.id, JANUARY, reader=NOBODY).mark == "suppressed"
    assert queries.figure(rate, town.id, JANUARY, reader=officer.actor).value == 0.03


def test_a_page_of_formulas_asks_no_more_often(share, county, town, django_assert_max_num_queries):
    rate, done, all_ = share
    say(done, town, 30)
    say(all_, town, 100)
    with django_assert_max_num_queries(12):
        assert len(queries.trend(rate, county.id, Period(2026, "month", 12), 36)) == 36


def test_what_no_longer_fits_is_not_worked_out(share, make_indicator, town):
    _rate, done, all_ = share
    both = make_indicator("both", "people", formula="{done} + {all}")
    say(done, town, 30)
    say(all_, town, 100)
    assert queries.figure(both, town.id, JANUARY).value == 130
    done.kind = "attendances"
    done.save()
    found = queries.figure(both, town.id, JANUARY)
    assert (found.value, found.mark, found.came_from) == (None, "not_applicable", "formula")


def test_formulas_that_share_their_parts_or_need_themselves_end(make_indicator, town):
    pair = [make_indicator(f"{side}0", "people") for side in "ab"]
    for one in pair:
        say(one, town, 1)
    for level in range(1, 19):
        formula = f"{{a{level - 1}}} + {{b{level - 1}}}"
        pair = [make_indicator(f"{side}{level}", "people", formula=formula) for side in "ab"]
    assert queries.figure(pair[0], town.id, JANUARY).value == 2**18
    round_ = make_indicator("round", "people", formula="{back} + {a0}")
    make_indicator("back", "people", formula="{round} * 1")
    assert queries.figure(round_, town.id, JANUARY).mark == "not_applicable"
