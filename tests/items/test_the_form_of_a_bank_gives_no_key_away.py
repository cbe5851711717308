"""Where the key stands, how long it is, which words it has: no better guide than chance."""

import random

import pytest

from suyang.items.bank import chance, choices, measures, strategies
from tests.items.banks import documents, single, singles
from tests.items.samples import choice, item, permissions


def _reasons(bodies) -> list[str]:
    return [problem.reason for problem in measures.problems(documents(bodies))]


def _of(bodies, name: str, language: str = "en", kind: str = "single") -> strategies.Strategy:
    found = strategies.strategies(list(choices.choices(documents(bodies))), ())
    return next(
        one for one in found if (one.name, one.language, one.kind) == (name, language, kind)
    )


def test_a_bank_made_by_dice_is_not_refused():
    assert not _reasons(singles(80))
    assert not _reasons([])


def test_a_key_that_mostly_stands_at_one_place_is_refused_with_the_figure():
    (reason,) = _reasons(singles(60, key=lambda number: 2 if number % 2 else number % 4))
    assert "45 have the key at place 3 (15, 0, 45, 0)" in reason
    assert "of 60 choices with 4 options" in reason


def test_a_key_that_is_mostly_longest_is_refused_in_each_language():
    bodies = singles(60, length=1)
    reasons = _reasons(bodies)
    assert len(reasons) == 4, reasons
    assert all("the strategy “longest”" in reason for reason in reasons)
    assert any("(zh-Hans, single, pool all) solves 100.0% of the 60" in one for one in reasons)
    assert _of(bodies, "longest").finds[0] == "sample-0/answer"


def test_a_bank_too_small_to_tell_is_warned_and_not_refused():
    dice = random.Random(1)
    bodies = [single(number, dice, number % 4, number in (0, 1, 2)) for number in range(6)]
    assert _of(bodies, "longest").above
    assert not _reasons(bodies)
    said = [one.reason for one in measures.measure(documents(bodies)).warnings]
    assert any("the strategy “longest”" in reason for reason in said)


def test_other_ways_to_guess_are_said_and_not_refused():
    bodies = singles(60, length=-1)
    found = measures.measure(documents(bodies))
    assert not found.refused
    said = " ".join(problem.reason for problem in found.warnings)
    assert "the strategy “shortest” (zh-Hans, single, pool all)" in said
    assert "the strategy “shortest” (en, every, pool practice)" in said
    assert {problem.file for problem in found.warnings} == {"items"}


def test_a_task_may_have_its_right_thing_where_it_naturally_stands():
    bodies = [
        item(f"t{n}", "chat", ("谁？", "Who?"), choice("c", "a|a", "b|b", "c|c")) for n in range(40)
    ]
    for body in bodies:
        for option in body["controls"][0]["options"]:
            option["text"] = {"zh-Hans": "选", "en": option["id"]}
    found = measures.measure(documents(bodies))
    assert "have the key at place 1" in " ".join(one.reason for one in found.warnings)
    assert not [one for one in found.refused if "have the key" in one.reason]


def _choice(*options: str, stem: str = "?", language: str = "en") -> choices.Choice:
    return choices.Choice("i", "c", "practice", True, language, stem, options, 0)


@pytest.mark.parametrize(
    ("name", "one", "preferred"),
    [
        ("longest", _choice("aa a", "aaaa", "aaaa"), [1, 2]),
        ("shortest", _choice("aa a", "aaaa", "aaaa"), [0]),
        ("not longest", _choice("aa", "aaaa", "aaa"), [0, 2]),
        ("in the middle", _choice("a", "b", "c"), [1]),
        ("in the middle", _choice("a", "b", "c", "d"), [1, 2]),
        ("like the stem", _choice("green tea", "black milk", stem="Who drinks milk?"), [1]),
        ("like the stem", _choice("喝绿茶", "喝牛奶", stem="谁要牛奶", language="zh-Hans"), [1]),
        ("only number", _choice("in 3 days", "soon", "never"), [0]),
        ("only number", _choice("in 3 days", "in 4", "never"), []),
        ("only comma", _choice("先问，再用", "不用", "用", language="zh-Hans"), [0]),
        ("only qualified", _choice("It may fail", "It fails", "It works"), [0]),
        ("only qualified", _choice("一般会", "会", "不会", language="zh-Hans"), [0]),
        ("no extremes", _choice("Ask", "Always ask", "Never ask"), [0]),
        ("no extremes", _choice("从不问", "问", "不一定问", language="zh-Hans"), [1, 2]),
    ],
)
def test_a_way_to_guess_prefers_what_it_says(name, one, preferred):
    assert list(strategies.STRATEGIES[name](one)) == preferred


def test_what_is_preferred_among_several_is_picked_by_dice():
    bodies = singles(40)
    for body in bodies:
        for option in body["controls"][0]["options"]:
            option["text"] = {"zh-Hans": "一样长", "en": "x" * (1 + (option["id"] in "ab"))}
    found = _of(bodies, "longest")
    assert found.applies == 40
    assert found.solved == pytest.approx(found.chance) == pytest.approx(0.25)
    assert _of(bodies, "longest", "zh-Hans").applies == 0


def test_every_choice_of_a_task_counts_among_all_and_none_among_single_choices():
    bodies = [*singles(4), permissions()]
    assert _of(bodies, "longest").choices == 4
    assert _of(bodies, "longest", kind="every").choices == 6


def test_chance_is_computed_exactly():
    assert chance.hits_or_more([0.5] * 3, 2) == pytest.approx(0.5)
    assert chance.hits_or_more([0.25, 0.5], 2) == pytest.approx(0.125)
    assert chance.hits_or_more([0.25, 0.5], 1.5) == pytest.approx(0.125)
    assert chance.hits_or_more([], 0) == 1
    assert chance.chi_square([10, 20, 30]) == pytest.approx(10)
    # Values of printed tables of the chi-square distribution.
    assert chance.chi_square_or_more(3.841, 1) == pytest.approx(0.05, abs=1e-4)
    assert chance.chi_square_or_more(5.991, 2) == pytest.approx(0.05, abs=1e-4)
    assert chance.chi_square_or_more(7.815, 3) == pytest.approx(0.05, abs=1e-4)
    assert chance.chi_square_or_more(15.086, 5) == pytest.approx(0.01, abs=1e-4)
