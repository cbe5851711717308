"""Orders and matches: read from a form or a program, scored whole or in parts, never a fault."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.items import rendering, scoring
from tests.items.samples import MATCH, ORDER, choice, matching, ordering, permissions

KEY = ["save", "copy", "edit", "send"]
PAIRS = ["fire:call", "form:mail", "feast:post"]
GRADED = ordering(credit={"from": [1, 2, 3]})
PARTLY = matching(credit={"from": [2, 3]})


def test_an_order_is_right_only_as_a_whole():
    assert scoring.score(ordering(), {"steps": KEY}) == 1
    assert scoring.score(ordering(), {"steps": ["copy", "save", "edit", "send"]}) == 0


@pytest.mark.parametrize(
    ("put", "score"),
    [
        (KEY, 3),
        (["send", "save", "copy", "edit"], 2),
        (["save", "copy", "send", "edit"], 1),
        (["edit", "send", "save", "copy"], 2),
        (KEY[::-1], 0),
        (["copy", "save", "send", "edit"], 0),
    ],
)
def test_with_credit_neighbours_count(put, score):
    assert scoring.score(GRADED, {"steps": put}) == score
    assert scoring.full_score(GRADED) == 3


@pytest.mark.parametrize(
    ("pairs", "score"),
    [
        (PAIRS, 2),
        (["fire:call", "form:mail", "feast:mail"], 1),
        (["fire:call", "form:post", "feast:mail"], 0),
        ([], 0),
    ],
)
def test_with_credit_each_row_counts(pairs, score):
    assert scoring.score(PARTLY, {"pairs": pairs}) == score


def test_with_credit_each_choice_counts_and_without_all_must_be_right():
    body = permissions()
    half = {"place-set": "place-set-0", "people-set": "people-set-1"}
    assert scoring.score(body, half) == 1
    assert scoring.full_score(body) == 2
    del body["credit"]
    assert scoring.score(body, half) == 0
    assert scoring.full_score(body) == 1


def test_parts_are_told_by_control():
    assert scoring.parts(GRADED, {"steps": ["send", "save", "copy", "edit"]}) == {
        "steps": [True, True, False]
    }


@pytest.mark.parametrize(
    "values",
    [
        ["edit:3", "save:1", "send:4", "copy:2"],
        KEY,
        [*KEY, "else", "", "copy:9"],
    ],
)
def test_a_whole_order_is_kept_as_the_ids_in_their_order(values):
    assert scoring.clean(ordering(), {"steps": values}) == {"steps": KEY}


@pytest.mark.parametrize(
    ("values", "draft"),
    [
        (["save:2", "copy:2", "edit:1", ""], ["save:2", "copy:2", "edit:1"]),
        (["save:1", "save:2", "copy:1"], ["copy:1"]),
        (["save:0", "copy:5", "edit:x", "send:-1", "send:٣", "else:1"], []),
        (["copy", "save"], ["save:2", "copy:1"]),
        ([], []),
    ],
)
def test_an_order_that_is_not_whole_is_a_draft_and_no_answer(values, draft):
    answer = scoring.clean(ordering(), {"steps": values})
    assert answer == {"steps": draft}
    assert not scoring.complete(ordering(), answer)
    assert scoring.score(GRADED, answer) == 0


def test_a_match_is_kept_in_the_rows_order_without_what_is_unknown_or_double():
    values = ["feast:post", "fire:call", "form:mail", "else:call", "fire:else", ""]
    assert scoring.clean(matching(), {"pairs": values}) == {"pairs": PAIRS}
    values = ["fire:call", "fire:mail", "form:mail", "form:mail"]
    answer = scoring.clean(matching(), {"pairs": values})
    assert answer == {"pairs": ["form:mail"]}
    assert not scoring.complete(matching(), answer)
    assert rendering.missing(matching(), answer) == ["pairs"]


def test_blind_hits():
    assert math.isclose(scoring.guessing(ordering()), 1 / 24)
    assert math.isclose(scoring.guessing(matching()), 1 / 27)
    assert scoring.guessing(GRADED) == 0
    assert scoring.guessing(permissions()) == 0
    both = {"controls": [choice("c", "a|a", "b|b"), MATCH, ORDER]}
    assert math.isclose(scoring.guessing(both), 1 / 2 / 27 / 24)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from([*KEY, *PAIRS, "save:1", "copy:1", "edit:2", ":", "fire:"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(ANYTHING, ANYTHING)
def test_garbage_in_an_answer_is_scored_without_a_fault(first, second):
    answer = {"steps": first, "pairs": second}
    for body in (GRADED, PARTLY, ordering(), matching()):
        assert 0 <= scoring.score(body, answer) <= scoring.full_score(body)
        assert scoring.complete(body, answer) in (True, False)


@given(st.lists(st.sampled_from([*KEY, "else", "save:1", "copy:2", "edit:3", "send:4", "save:4"])))
def test_what_was_cleaned_stays_as_it_is_and_scores_the_same(values):
    answer = scoring.clean(GRADED, {"steps": values})
    assert scoring.clean(GRADED, {"steps": list(answer["steps"])}) == answer
    if scoring.complete(GRADED, answer):
        assert sorted(answer["steps"]) == sorted(KEY)


@given(st.permutations(KEY))
def test_the_score_never_falls_when_a_pair_is_put_right(put):
    right = sum(scoring.parts(GRADED, {"steps": put})["steps"])
    assert scoring.score(GRADED, {"steps": put}) == right
    assert (right == 3) == (put == KEY)
    assert right == sum(f"{a},{b}" in ",".join(put) for a, b in pairwise(KEY))
