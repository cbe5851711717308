"""Formulas over indicators: read with the place of every fault, typed, worked out with marks."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.plans.formulas import (
    DEEPEST,
    LONGEST,
    FormulaError,
    Type,
    Value,
    circle,
    closure,
    dependents,
    levels,
    names,
    parsed,
    typed,
    worked_out,
)

TYPES = {
    "men": Type("people", "人"),
    "women": Type("people", "人"),
    "visits": Type("attendances", "人次"),
    "spent": Type("money", "元"),
    "spent-usd": Type("money", "USD"),
    "courses": Type("things", "门"),
    "share": Type("rate", "人/人"),
    "level": Type("estimate", "分"),
    "level-then": Type("estimate", "分"),
    "marks": Type("audit", "分"),
    "named": Type("not_published"),
}


def of(text: str) -> Type:
    return typed(parsed(text), TYPES)


def worked(text: str, **values: Value) -> Value:
    node = parsed(text)
    typed(node, {name.slug: TYPES[name.slug] for name in names(node)})
    return worked_out(node, lambda slug: values[slug.replace("-", "_")])


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("{men}", "people", "人"),
        ("{men} + {women}", "people", "人"),
        ("({men} + {women}) / {visits}", "rate", "人/人次"),
        ("{men} ÷ ({men}+{women})", "rate", "人/人"),
        ("{spent} × 0.0001", "money", "元"),
        ("2 * {courses} − {courses}", "things", "门"),
        ("{spent}/{men}", "rate", "元/人"),
        ("{level} - {level-then}", "estimate", "分"),
        ("（{men}）", "people", "人"),
        ("{courses} / 12", "things", "门"),
        ("1 + 2 * 3", "number", ""),
    ],
)
def test_what_may_be_said(text, kind, unit):
    assert of(text) == Type(kind, unit)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("{men} + {visits}", "kinds", 6),
        ("{courses} - {men}", "kinds", 10),
        ("{spent} + {spent-usd}", "units", 8),
        ("{share} + {share}", "does_not_add", 8),
        ("{marks} + {marks}", "does_not_add", 8),
        ("{men} * {women}", "product", 6),
        ("{share} * 2", "product", 8),
        ("{share} / {men}", "quotient", 8),
        ("{share} / 2", "quotient", 8),
        ("1 / {men}", "quotient", 2),
        ("{level} / {men}", "quotient", 8),
        ("{men} + 1", "kinds", 6),
        ("{nobody} + {men}", "unknown", 0),
        ("{men} + {named}", "not_published", 8),
        ("", "ends_early", 0),
        ("{men} +", "ends_early", 7),
        ("({men}", "not_closed", 0),
        ("{men", "not_closed", 0),
        ("{}", "no_name", 0),
        ("{men})", "closed_twice", 5),
        ("{men} {women}", "unexpected", 6),
        ("men + 1", "unexpected", 0),
        ("__import__('os')", "unexpected", 0),
        ("{men} ** 2", "unexpected", 7),
        ("1.2.3", "no_number", 0),
        ("(" * (DEEPEST + 1) + "1", "too_deep", DEEPEST),
        ("1" * (LONGEST + 1), "too_long", LONGEST),
    ],
)
def test_what_may_not_is_refused_at_its_place(text, code, place):
    with pytest.raises(FormulaError) as refused:
        of(text)
    assert (refused.value.code, refused.value.place) == (code, place)


def test_a_rate_keeps_its_two_numbers():
    found = worked(
        "{men} / ({men} + {women})", men=Value(30.0, rests=2), women=Value(70.0, rests=1)
    )
    assert (found.value, found.second, found.rests) == (30.0, 100.0, 5)


def test_zero_is_a_value_and_no_denominator():
    assert worked("{men} - {women}", men=Value(0.0), women=Value(0.0)).value == 0.0
    # An amount without reports is an amount all the same.
    assert worked("{men} / {women}", men=Value(1.0), women=Value(4.0)).second == 4.0
    assert worked("{men} / 0", men=Value(1.0)).mark == "not_applicable"


def test_a_difference_of_estimates_has_the_error_of_both():
    found = worked(
        "{level} - {level-then}", level=Value(5.0, 0.3, rests=9), level_then=Value(4.0, 0.4)
    )
    assert found.value == pytest.approx(1.0)
    assert found.second == pytest.approx(0.5)
    assert worked("{level} / 2", level=Value(5.0, 0.3)).second == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("missing", ""), "missing"),
        (("missing", "suppressed"), "suppressed"),
        (("not_applicable", "missing"), "missing"),
        (("not_published", "not_applicable"), "not_published"),
    ],
)
def test_what_cannot_be_said_makes_the_result_so(marks, expected):
    one, other = (Value(None if mark else 3.0, mark=mark) for mark in marks)
    assert worked("{men} + {women}", men=one, women=other) == Value(None, mark=expected)


def test_people_that_are_added_may_be_counted_twice():
    assert worked("{men} + {women}", men=Value(1.0), women=Value(2.0)).may_count_twice
    assert not worked("{men} * 2", men=Value(1.0)).may_count_twice


def test_circles_are_found_and_what_is_needed_comes_first():
    formulas = {"a": "{b} + {c}", "b": "{c} / 2", "c": "", "x": "{y}", "y": "{z} + 1", "z": "{x}"}
    assert circle("a", formulas) == []
    assert circle("x", formulas) == ["x", "y", "z", "x"]
    assert closure(["a"], formulas) == ["c", "b", "a"]
    assert set(closure(["x"], formulas)) == {"x", "y", "z"}


@given(st.text(alphabet="{}()+-*/×÷−（） .0123456789abc", max_size=60))
def test_whatever_is_written_is_read_or_refused(text):
    place = 0
    try:
        parsed(text)
    except FormulaError as refused:
        place = refused.place
    assert 0 <= place <= len(text)


numbers = st.floats(0.001, 1e6, allow_nan=False)


@given(st.lists(numbers, min_size=2, max_size=8), st.data())
def test_sums_and_quotients_are_those_of_arithmetic(amounts, data):
    signs = [data.draw(st.sampled_from("+-")) for _one in amounts[1:]]
    slugs = [f"n{place}" for place in range(len(amounts))]
    types = dict.fromkeys(slugs, Type("things", "个"))
    text = "{n0}" + "".join(
        f" {sign} {{{slug}}}" for sign, slug in zip(signs, slugs[1:], strict=True)
    )
    node = parsed(f"({text}) * 3 / {{n0}}")
    assert typed(node, types).kind == "rate"
    found = worked_out(node, lambda slug: Value(amounts[slugs.index(slug)]))
    expected = amounts[0] + sum(
        one if sign == "+" else -one for sign, one in zip(signs, amounts[1:], strict=True)
    )
    assert found.value is not None
    assert math.isclose(found.value, 3 * expected, rel_tol=1e-9, abs_tol=1e-6)
    assert found.second == amounts[0]


def diamonds(deep: int) -> dict[str, str]:
    """Each level needs both of the level below: 2 ** deep ways to the bottom."""
    found = {"a0": "", "b0": ""}
    for level in range(1, deep + 1):
        for side in "ab":
            found[f"{side}{level}"] = f"{{a{level - 1}}} + {{b{level - 1}}}"
    return found


def test_what_many_formulas_share_is_looked_at_once():
    # 2 ** 300 ways: a walk of each would not end.
    formulas = diamonds(300)
    assert circle("a300", formulas) == []
    assert len(closure(["a300"], formulas)) == 601
    assert levels("a300", formulas) == 300
    assert set(dependents("a0", formulas)) == set(formulas) - {"a0", "b0"}


def test_a_long_chain_is_followed_to_its_end():
    formulas = {"c0": ""} | {f"c{n}": f"{{c{n - 1}}} * 1" for n in range(1, 3000)}
    assert circle("c2999", formulas) == []
    assert closure(["c2999"], formulas) == [f"c{n}" for n in range(3000)]
    assert levels("c2999", formulas) == 2999
    back = circle("c2999", formulas | {"c0": "{c2999}"})
    assert (len(back), back[0], back[-1]) == (3001, "c2999", "c2999")


edges = st.dictionaries(
    st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefg"), max_size=3), max_size=7
)


@given(edges, st.sampled_from("abcdefg"))
def test_a_circle_is_found_exactly_where_one_can_be_reached(needs, start):
    formulas = {one: " + ".join(f"{{{name}}}" for name in names) for one, names in needs.items()}
    below = {one: set(needs.get(one, [])) for one in "abcdefg"}
    for _step in range(7):
        below = {one: at.union(*(below[name] for name in at)) for one, at in below.items()}
    around = {one for one in "abcdefg" if one in below[one]}
    way = circle(start, formulas)
    assert bool(way) == bool(around & ({start} | below[start]))
    for one, following in itertools.pairwise(way):
        assert following in needs[one]
    assert set(closure([start], formulas)) == {start} | below[start]
    expected = {one for one in needs if start in below[one]} - {start}
    assert set(dependents(start, formulas)) == expected


trees = st.recursive(
    st.sampled_from(["{x}", "{y}", "{z}"]) | st.integers(1, 9).map(str),
    lambda part: st.tuples(part, st.sampled_from("+-*/"), part).map(
        lambda three: f"({three[0]} {three[1]} {three[2]})"
    ),
    max_leaves=10,
)


def _fault(node, types):
    try:
        typed(node, types)
    except FormulaError as refused:
        return refused
    return None


@given(trees, st.data())
def test_what_is_typed_is_worked_out_and_a_mark_always_wins(text, data):
    types = dict.fromkeys("xyz", Type("things", "个"))
    node = parsed(text)
    fault = _fault(node, types)
    if fault is not None:
        assert text[fault.place] in "+-*/"
        return
    used = sorted({name.slug for name in names(node)})
    assert worked_out(node, lambda slug: Value(2.0)).mark in ("", "not_applicable")
    if used:
        hidden = data.draw(st.sampled_from(used))
        made = worked_out(
            node,
            lambda slug: Value(None, mark="suppressed") if slug == hidden else Value(2.0),
        )
        assert (made.value, made.mark) == (None, "suppressed")


@given(st.lists(st.tuples(st.sampled_from("+-*/"), st.integers(1, 99)), max_size=8))
def test_plain_numbers_are_reckoned_with_the_usual_precedence(steps):
    text = "7" + "".join(f" {sign} {number}" for sign, number in steps)
    sums, sign, product = Fraction(0), 1, Fraction(7)
    for operator, number in steps:
        if operator in "+-":
            sums, sign, product = sums + sign * product, 1 if operator == "+" else -1, number
        else:
            product = product * number if operator == "*" else Fraction(product) / number
    expected = float(sums + sign * product)
    found = worked_out(parsed(text), lambda slug: Value(None))
    assert found.value == pytest.approx(expected, rel=1e-9, abs=1e-6)
