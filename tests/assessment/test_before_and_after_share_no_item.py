"""Two halves of the bank, and never an item twice before the same person."""

import pytest

from suyang.assessment import actions, ledger
from suyang.foundation.permissions import Refused
from tests.assessment.taking import items_of, solves, somebody, take

PROGRAMME = "programme-before-after"


def test_before_and_after_draw_from_different_halves(bank):
    person = somebody()
    before = take(actions.start(person, PROGRAMME, "zh-Hans", half="B"), solves(-1))
    after = take(actions.start(person, PROGRAMME, "zh-Hans", half="A"), solves(0))
    first, second = items_of(before), items_of(after)
    assert {item.half for item in first} == {"B"}
    assert {item.half for item in second} == {"A"}
    assert len(first) == len(second) == 12
    assert not {item.slug for item in first} & {item.slug for item in second}
    for items in (first, second):
        counts = [
            [item.competence for item in items].count(c) for c in ("1.1", "1.2", "3.1", "4.2")
        ]
        assert sum(counts) == 12
        assert min(counts) >= 2
        assert max(counts) <= 4


def test_no_item_comes_twice_in_any_later_check(bank):
    person = somebody()
    seen: list[str] = []
    for _time in range(4):
        check = take(actions.start(person, "quick", "zh-Hans"), solves(0))
        seen += [item.slug for item in items_of(check)]
    assert len(seen) == len(set(seen))
    assert len(seen) >= 40


def test_two_open_checks_of_one_person_share_no_item(bank):
    person = somebody()
    one = actions.start(person, "quick", "zh-Hans", seed=3)
    other = actions.start(person, "quick", "zh-Hans", seed=3)
    for _turn in range(5):
        take(one, items=1)
        take(other, items=1)
    slugs = [item.slug for check in (one, other) for item in items_of(check)]
    assert len(slugs) == len(set(slugs))


def test_items_of_a_deleted_check_may_come_again_since_nothing_is_left_of_it(bank, participant):
    check = take(actions.start(participant.person, "quick", "zh-Hans", seed=3))
    actions.delete(participant.actor, check)
    again = actions.start(participant.person, "quick", "zh-Hans", seed=3)
    assert ledger.seen_elsewhere(again) == []


def test_the_check_of_a_programme_needs_a_half(bank):
    with pytest.raises(Refused) as refusal:
        actions.start(somebody(), PROGRAMME, "zh-Hans")
    assert refusal.value.code == "needs_programme"


def test_a_programme_names_its_own_competences(bank):
    check = take(
        actions.start(somebody(), PROGRAMME, "en", half="A", competences=["2.1", "2.2", "5.1"])
    )
    assert {item.competence for item in items_of(check)} == {"2.1", "2.2", "5.1"}
    assert list(check.result.report["competences"]) == ["2.1", "2.2", "5.1"]
