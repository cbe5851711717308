from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.organisations.permissions import NOBODY
from suyang.plans.figures import queries, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.figures.suppression import protect
from suyang.plans.periods import Period

MONTH, QUARTER = Period(2026, "month", 3), Period(2026, "quarter", 1)
COLUMNS = ("total", "sex:female", "sex:male")


def say(indicator, unit, month, *values):
    cells = dict(zip(COLUMNS, values, strict=False))
    given_ = {column: v if isinstance(v, Cell) else Cell(float(v)) for column, v in cells.items()}
    rollup.write_own(indicator, unit.id, 2026, {month - 1: given_})


def shown(indicator, unit, period=MONTH, reader=NOBODY):
    found = queries.by_column(indicator, unit.id, period, reader=reader)
    return [one.value if not one.mark else one.mark for one in found.values()]


@pytest.fixture
def people(make_indicator):
    return make_indicator("p", "people")


@pytest.fixture
def villages(county, make_unit):
    return [make_unit(f"v{number}", f"村{number}", "village", county) for number in range(4)]


def test_a_small_column_takes_another_with_it(people, villages, county):
    say(people, villages[0], 3, 40, 3, 37)
    assert shown(people, villages[0]) == [40, "suppressed", "suppressed"]


def test_zero_and_five_are_shown(people, villages):
    say(people, villages[0], 3, 5, 0, 5)
    assert shown(people, villages[0]) == [5, 0, 5]


def test_whoever_may_see_reports_sees_all(people, villages, officer, stranger):
    say(people, villages[0], 3, 40, 3, 37)
    assert shown(people, villages[0], reader=officer.actor) == [40, 3, 37]
    assert shown(people, villages[0], reader=None) == [40, 3, 37]
    assert shown(people, villages[0], reader=stranger.actor)[1] == "suppressed"


def test_a_small_village_does_not_follow_from_the_county_and_the_others(people, villages, county):
    for village, total in zip(villages, (2, 20, 30, 40), strict=True):
        say(people, village, 3, total)
    children = queries.of_children(people, county.id, MONTH, reader=NOBODY)
    assert [one.mark for one in children.values()] == ["suppressed", "suppressed", "", ""]
    # The page of the village that went along says the same.
    assert shown(people, villages[1])[0] == "suppressed"
    assert shown(people, county)[0] == 92


def test_a_county_that_was_hidden_is_not_added_up_from_its_parts(people, make_unit):
    city = make_unit("city", "市", "city")
    small, large, third = (make_unit(f"c{n}", f"县{n}", "county", city) for n in range(3))
    towns = [make_unit(f"t{n}", f"镇{n}", "town", large) for n in range(3)]
    say(people, small, 3, 2)
    say(people, third, 3, 90)
    for town, total in zip(towns, (10, 11, 12), strict=True):
        say(people, town, 3, total)
    # The large county went along with the small one; so must a part of it.
    assert shown(people, large)[0] == "suppressed"
    marks = [shown(people, town)[0] for town in towns]
    assert marks.count("suppressed") >= 1


def test_a_small_month_does_not_follow_from_the_quarter(people, villages):
    for month, total in ((1, 20), (2, 30), (3, 4)):
        say(people, villages[0], month, total)
    assert shown(people, villages[0])[0] == "suppressed"
    assert shown(people, villages[0], QUARTER)[0] == "suppressed"


def test_a_share_of_few_people_is_hidden_and_one_of_few_others_too(make_indicator, villages):
    rate = make_indicator("r", "rate")
    for month, one in ((1, Cell(3, 50)), (2, Cell(48, 50)), (3, Cell(25, 50))):
        say(rate, villages[0], month, one)
    found = [shown(rate, villages[0], Period(2026, "month", month))[0] for month in (1, 2, 3)]
    assert found == ["suppressed", "suppressed", 0.5]


def test_things_are_not_people_and_an_indicator_may_want_more(make_indicator, villages):
    things, many = make_indicator("t", "things"), make_indicator("m", "people")
    many.body = {**many.body, "fewest": 20}
    many.save()
    for one in (things, many):
        say(one, villages[0], 3, 12)
    assert shown(things, villages[0])[0] == 12
    assert shown(many, villages[0])[0] == "suppressed"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=3),
)
def test_no_small_number_is_worked_out_from_all_that_is_shown(parts):
    """Every table of whole numbers that fits what is shown is tried: a small one is never the
    same in all of them."""
    values = np.array([(a + b, a, b) for a, b in parts], dtype=float)
    top = values.sum(axis=0)
    above = protect(top[None], _few(top[None]), None, COLUMNS, 5)[0]
    hidden = protect(values, _few(values), above, COLUMNS, 5)
    rows = [_rows(*row) for row in zip(values, hidden, strict=True)]
    fits = _fitting(rows, top, above)
    for row, column in np.argwhere(_few(values)):
        others = tuple(axis for axis in range(len(rows)) if axis != row)
        possible = rows[row][fits.any(axis=others), column]
        assert len(set(possible)) > 1


def _few(values):
    return (values > 0) & (values < 5)


def _rows(row, hidden):
    """Every row of total, women and men that agrees with what is shown of it."""
    a, b = (side.ravel() for side in np.mgrid[0:14, 0:14])
    every = np.stack([a + b, a, b], axis=1).astype(float)
    return every[((every == row) | hidden).all(axis=1)]


def _fitting(rows, top, above):
    """Which rows fit together under what is shown of the unit above: one axis a row."""
    sums = 0
    for axis, row in enumerate(rows):
        shape = [1] * len(rows)
        shape[axis] = len(row)
        sums = sums + row.reshape(*shape, 3)
    return ((sums == top) | above).all(axis=-1)


pytestmark = pytest.mark.django_db
