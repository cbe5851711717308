"""Random trees, moves, corrections and withdrawals: what is kept is what follows, bit for bit."""

from __future__ import annotations

import calendar
import datetime as dt
import math

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.figures import rebuild, rollup
from suyang.plans.figures.cells import MARKS, RESTS, SECOND, UNITS, VALUE, Cell, codes, unpack
from suyang.plans.figures.rollup import Change, columns_of
from suyang.plans.models import Series
from tests.plans.figures.conftest import indicator_of

YEAR = 2026
ADD = ("things", "people", "attendances", "money", "rate")
NOT = ("estimate", "audit")

numbers = st.one_of(
    st.integers(0, 10**6).map(float),
    st.floats(0, 1e9, allow_nan=False),
    st.sampled_from([0.1, 0.2, 0.3, 1e-9, 1e15]),
)
cells = st.one_of(
    st.builds(Cell, value=numbers, second=numbers),
    st.builds(Cell, value=numbers),
    st.builds(Cell, value=st.none(), mark=st.sampled_from(MARKS[1:])),
)
months = st.integers(0, 11)
writes = st.tuples(
    st.just("write"),
    st.integers(0, 50),
    months,
    st.dictionaries(st.sampled_from(["total", "sex:female", "sex:male"]), cells, max_size=3),
)
moves = st.tuples(st.just("move"), st.integers(0, 50), st.integers(0, 50), months)
ends = st.tuples(st.just("end"), st.integers(0, 50), months, st.none())


class Undone(Exception):
    """Everything of an example is taken back."""


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    parents=st.lists(st.integers(0, 50), min_size=1, max_size=8),
    kind=st.sampled_from(ADD + NOT),
    steps=st.lists(st.one_of(writes, writes, writes, moves, ends), max_size=14),
    together=st.booleans(),
)
def test_what_is_kept_follows_from_what_units_said(parents, kind, steps, together):
    try:
        with transaction.atomic():
            _follow(_tree(parents), indicator_of("i", kind), steps, together)
            raise Undone
    except Undone:
        pass


def _follow(units, indicator, steps, together):
    said, waiting = {}, []
    for name, first, second, third in steps:
        unit = units[first % len(units)]
        if name == "write":
            said.setdefault(unit.id, {})[second] = third
            waiting.append(Change(indicator, unit.id, YEAR, {second: third}))
        if not together or name != "write":
            rollup.apply(waiting)
            waiting = []
        if name == "move":
            _move(units, first % len(units), second % len(units), third)
        if name == "end":
            _end(unit, second)
    rollup.apply(waiting)
    for unit in units:
        _compare(indicator, unit, said)
    # No approved report stands behind them, so a rebuild would take them all back.
    indicator.source = "told"
    indicator.save()
    assert rebuild.rebuild([indicator.slug], check=True).differences == []


def _compare(indicator, unit, said):
    row = Series.objects.filter(unit=unit, indicator=indicator, year=YEAR).first()
    kept = unpack(row.below if row else None, columns_of(indicator))
    for month in range(12):
        for place, column in enumerate(columns_of(indicator)):
            expected = _below(unit.id, month, column, indicator.kind, said)
            cell = kept[month, place]
            mark = MARKS[int(codes(kept[..., VALUE])[month, place])]
            found = None if mark else cell[VALUE]
            second = None if math.isnan(cell[SECOND]) else cell[SECOND]
            assert (found, second, mark) == expected[:3]
            assert (cell[RESTS], cell[UNITS]) == expected[3:]


def _below(unit, month, column, kind, said):
    """By hand and cell by cell: (value, second, mark, rests, units)."""
    if kind in NOT:
        return None, None, "missing", 0, 0
    value, second, rests, reporting, marks = 0.0, 0.0, 0, 0, []
    has = False
    for child in _children(unit, month):
        one = _counts(child, month, column, kind, said)
        mark = one[2]
        if not mark and kind == "rate" and one[1] is None:
            mark = "missing"
        if mark:
            marks.append(mark)
            reporting += mark == "not_applicable"
            continue
        has = True
        value, second = value + one[0], second + (one[1] or 0.0)
        rests, reporting = rests + one[3], reporting + 1
    if not has:
        hides = max(marks, key=MARKS.index, default="missing")
        return None, None, hides, 0, reporting
    return value, second if kind == "rate" else None, "", rests, reporting


def _counts(unit, month, column, kind, said):
    own = said.get(unit, {}).get(month, {}).get(column)
    if own is None or own.mark == "missing":
        return _below(unit, month, column, kind, said)
    return own.value, own.second, own.mark, 0 if own.mark else 1, 0


def _children(unit, month):
    day = dt.date(YEAR, month + 1, calendar.monthrange(YEAR, month + 1)[1])
    found = UnitVersion.objects.filter(parent_id=unit, valid_from__lte=day)
    standing = [one.unit_id for one in found if one.valid_to is None or one.valid_to > day]
    return sorted(standing)


def _tree(parents):
    units = [Unit.objects.create(code="u0")]
    for number, parent in enumerate(parents, start=1):
        units.append(Unit.objects.create(code=f"u{number}"))
        _version(units[-1], units[parent % number], dt.date(2020, 1, 1))
    _version(units[0], None, dt.date(2020, 1, 1))
    return units


def _version(unit, parent, day):
    UnitVersion.objects.create(unit=unit, name={}, kind="town", parent=parent, valid_from=day)


def _move(units, which, to, month):
    """From the fifteenth of a month on: at that month's end it stands at its new place."""
    day = dt.date(YEAR, month + 1, 15)
    last = UnitVersion.objects.filter(unit=units[which]).latest("valid_from")
    above, place = set(), units[to].id
    while place is not None and place not in above:
        above.add(place)
        # On that day: what ends later still stands above, and would close a ring.
        versions = UnitVersion.objects.filter(tree.valid(day), unit_id=place)
        place = versions.values_list("parent_id", flat=True).first()
    ahead = UnitVersion.objects.filter(valid_from__gt=day).exists()
    if which == 0 or units[which].id in above or last.valid_from >= day or last.valid_to or ahead:
        return
    UnitVersion.objects.filter(id=last.id).update(valid_to=day)
    _version(units[which], units[to], day)
    rollup.retrace({last.parent_id, units[to].id}, day)


def _end(unit, month):
    day = dt.date(YEAR, month + 1, 15)
    last = UnitVersion.objects.filter(unit=unit).latest("valid_from")
    if last.parent_id is None or last.valid_from >= day or last.valid_to:
        return
    UnitVersion.objects.filter(id=last.id).update(valid_to=day)
    rollup.retrace({last.parent_id}, day)
