"""However a number or a word is typed: full width, with a sign, a unit or a dot, it is the same."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.items import scoring

NUMBER = {"controls": [{"id": "n", "kind": "entry", "number": 1234.5, "accept": ["half"]}]}
SEVERAL = {
    "controls": [
        {
            "id": "s",
            "kind": "several",
            "options": [{"id": "a", "key": True}, {"id": "b"}, {"id": "c", "key": True}],
        }
    ]
}


@pytest.mark.parametrize(
    "typed",
    [
        "1234.5",
        "1,234.50",
        "１２３４．５",
        "¥1234.5",
        "1234.5元",
        "共 1 234.5 元。",
        "+1234.5",
        "HALF",
        "half.",
    ],
)
def test_the_same_number_however_it_is_typed(typed):
    assert scoring.score(NUMBER, {"n": typed}) == 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "-1234.5", "1234.5 or 1235", "1.234,5", "half of it"]
)
def test_another_number_or_two_of_them_is_wrong(typed):
    assert scoring.score(NUMBER, {"n": typed}) == 0


@given(st.decimals(-(10**7), 10**7, places=2, allow_nan=False))
def test_a_number_with_separators_and_a_unit_is_read_back(number):
    assert scoring.number_in(f"约 {number:,} 元") == pytest.approx(float(number))


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault_and_can_be_stored(typed):
    answer = scoring.clean(NUMBER, {"n": [typed]})
    scoring.score(NUMBER, answer)
    value = scoring.number_in(typed)
    assert value is None or isinstance(value, float)
    kept = answer["n"]
    assert len(kept) <= scoring.MAX_ENTRY
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert scoring.clean(NUMBER, {"n": [kept]}) == answer


@given(st.text())
def test_spaces_around_and_a_full_stop_make_no_difference(typed):
    assert scoring.normal(f" {typed} 。") == scoring.normal(typed)


@given(st.lists(st.sampled_from(["a", "b", "c", "x", "\x00"])))
def test_only_known_options_are_taken_in_their_order_and_all_keys_are_needed(values):
    answer = scoring.clean(SEVERAL, {"s": values, "else": ["a"]})
    assert answer == {"s": [one for one in ("a", "b", "c") if one in values]}
    assert scoring.score(SEVERAL, answer) == (answer["s"] == ["a", "c"])


def test_two_values_for_a_single_choice_are_none():
    body = {
        "controls": [
            {"id": "c", "kind": "choice", "options": [{"id": "a", "key": True}, {"id": "b"}]}
        ]
    }
    assert scoring.clean(body, {"c": ["a", "b"]}) == {"c": ""}
    assert not scoring.complete(body, {"c": ""})


def test_a_blind_hit_is_as_likely_as_the_options_say():
    two = {"id": "c", "kind": "choice", "options": [{}, {}]}
    four = {"id": "d", "kind": "choice", "options": [{}, {}, {}, {}]}
    assert math.isclose(scoring.guessing({"controls": [two, four]}), 1 / 8)
    assert scoring.guessing({"controls": [two, *NUMBER["controls"]]}) == 0
