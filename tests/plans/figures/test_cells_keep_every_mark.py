"""Bytes of a year: every mark, zero and number comes back; old columns are never misread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.plans.figures.cells import (
    CODES,
    MARKS,
    RESTS,
    SECOND,
    VALUE,
    Cell,
    Unreadable,
    codes,
    empty,
    pack,
    put,
    unpack,
    unpack_many,
)

COLUMNS = ("total", "sex:female", "sex:male")
numbers = st.floats(allow_nan=False, allow_infinity=False)
cell = st.one_of(
    st.builds(
        Cell,
        value=numbers,
        second=st.none() | numbers,
        rests=st.integers(0, 2**31),
        counted=st.booleans(),
    ),
    st.builds(Cell, value=st.none(), mark=st.sampled_from(MARKS[1:])),
)
year = st.dictionaries(
    st.integers(0, 11), st.dictionaries(st.sampled_from(COLUMNS), cell), max_size=12
)


def written(given_, columns=COLUMNS, slots=12):
    cells = empty(len(columns), slots)
    for slot, row in given_.items():
        put(cells, slot, columns, row)
    return cells


def alike(one, other):
    return np.array_equal(codes(one[..., VALUE]), codes(other[..., VALUE])) and np.array_equal(
        one, other, equal_nan=True
    )


@given(year)
def test_what_was_written_is_read(given_):
    cells = written(given_)
    assert alike(unpack(pack(cells, COLUMNS), COLUMNS), cells)
    for slot, row in given_.items():
        for column, one in row.items():
            found = unpack(pack(cells, COLUMNS), COLUMNS)[slot, COLUMNS.index(column)]
            if one.value is None:
                assert codes(found[VALUE : VALUE + 1])[0] == CODES[one.mark]
            else:
                assert found[VALUE] == one.value
                assert found[RESTS] == one.rests


@given(st.lists(year, max_size=5))
def test_many_years_read_together_are_those_read_alone(years):
    kept = [pack(written(one), COLUMNS) for one in years]
    together = unpack_many(kept, COLUMNS)
    assert together.shape == (len(years), 12, 3, 4)
    for alone, one in zip(kept, together, strict=True):
        assert alike(unpack(alone, COLUMNS), one)


def test_zero_is_a_value_and_nothing_takes_no_room():
    cells = written({0: {"total": Cell(0.0)}})
    found = unpack(pack(cells, COLUMNS), COLUMNS)
    assert codes(found[0, :, VALUE]).tolist() == [0, CODES["missing"], CODES["missing"]]
    assert found[0, 0, VALUE] == 0
    assert pack(empty(3), COLUMNS) is None


def test_a_plain_count_takes_eight_bytes_a_cell():
    cells = written({month: {name: Cell(5.0) for name in COLUMNS} for month in range(12)})
    assert len(pack(cells, COLUMNS)) == 4 + 8 * 3 + 12 * 3 * 8


@given(year, st.permutations(("total", "sex:male", "place:rural")))
def test_a_change_of_columns_never_misreads_an_old_row(given_, today):
    old = written(given_)
    found = unpack(pack(old, COLUMNS), today)
    for place, column in enumerate(today):
        if column in COLUMNS:
            assert alike(found[:, [place]], old[:, [COLUMNS.index(column)]])
        else:
            assert (codes(found[:, place, VALUE]) == CODES["missing"]).all()


def test_bytes_that_are_cut_off_or_of_a_later_layout_are_refused():
    kept = pack(written({0: {"total": Cell(1.0)}}), COLUMNS)
    for wrong in (kept[:-1], b"\x09" + kept[1:], b"", kept[:3]):
        with pytest.raises(Unreadable):
            unpack(wrong, COLUMNS)


def test_arithmetic_s_own_nan_is_missing_and_not_some_mark():
    cells = written({0: {"total": Cell(float("inf")), "sex:female": Cell(1.0, float("nan"))}})
    with np.errstate(invalid="ignore"):
        cells[0, 2, VALUE] = np.float64("inf") - np.float64("inf")
    found = unpack(pack(cells, COLUMNS), COLUMNS)
    assert codes(found[0, :, VALUE]).tolist() == [CODES["missing"], 0, CODES["missing"]]
    assert np.isnan(found[0, 1, SECOND])


def test_a_column_that_an_indicator_does_not_have_is_refused():
    with pytest.raises(ValueError, match="age"):
        put(empty(3), 0, COLUMNS, {"age": Cell(1.0)})
