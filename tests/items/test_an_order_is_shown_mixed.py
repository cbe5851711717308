"""Where the order of options would give the key away, they are mixed: for everybody alike."""

from __future__ import annotations

import itertools

import pytest

from suyang.items import arrangement, rendering
from tests.items.samples import MATCH, ORDER, choice, matching, ordering


def ids(options) -> list[str]:
    return [option["id"] for option in options]


@pytest.mark.parametrize("number", range(60))
def test_an_order_is_never_shown_as_its_key(number):
    for size in (3, 4):
        control = ORDER | {"options": ORDER["options"][:size]}
        shown = ids(arrangement.shown({"id": f"item-{number}"}, control))
        assert sorted(shown) == sorted(ids(control["options"]))
        assert shown != ids(control["options"])


def test_what_is_shown_does_not_follow_from_the_key_but_from_the_names():
    shown = {
        tuple(ids(arrangement.shown({"id": "one"}, ORDER | {"options": list(options)})))
        for options in itertools.permutations(ORDER["options"])
    }
    # Only the key that would be shown as it is gives another order.
    assert len(shown) == 2


def test_items_are_mixed_differently():
    shown = {tuple(ids(arrangement.shown({"id": f"i{n}"}, ORDER))) for n in range(30)}
    assert len(shown) > 8


def test_a_match_of_one_to_one_is_mixed_and_classes_stay_as_written():
    for number in range(30):
        assert ids(arrangement.shown({"id": f"i{number}"}, MATCH)) != ["call", "mail", "post"]
    rows = [row | {"goes": "call"} for row in MATCH["rows"]]
    assert ids(arrangement.shown({"id": "i"}, MATCH | {"rows": rows})) == ["call", "mail", "post"]


def test_choices_stay_as_written():
    control = choice("c", "a|a", "b|b", "c|c")
    assert arrangement.shown({"id": "i"}, control) == control["options"]


def test_a_form_shows_the_same_order_as_a_program():
    body = ordering()
    drawn = rendering.draw(body).controls[0]
    assert [pick.text for pick in drawn.picks] == [
        option["text"] for option in arrangement.shown(body, ORDER)
    ]
    assert len(rendering.draw(matching()).controls[0].picks) == 3
