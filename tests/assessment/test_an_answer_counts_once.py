"""Double click, back button, reload, second tab: never a lost answer, never a second one."""

import uuid

import pytest

from suyang.assessment import actions, queries
from suyang.assessment.actions import Outcome
from suyang.assessment.models import Presentation, Response
from suyang.foundation.permissions import NotFound, Refused
from suyang.items import scoring
from tests.assessment.taking import right, somebody, take, wrong


@pytest.fixture
def check(bank):
    return actions.start(somebody(), "quick", "zh-Hans", seed=4)


def test_the_same_answer_again_is_repeated_and_changes_nothing(check):
    shown = actions.present(check)
    body = shown.item.item.body
    assert actions.answer(check, shown.id, right(body)) == Outcome.ACCEPTED
    assert actions.answer(check, shown.id, right(body)) == Outcome.REPEATED
    assert Response.objects.count() == 1
    assert Presentation.objects.count() == 2


def test_another_answer_conflicts_and_the_first_counts(check):
    shown = actions.present(check)
    body = shown.item.item.body
    actions.answer(check, shown.id, right(body))
    assert actions.answer(check, shown.id, wrong(body)) == Outcome.CONFLICTING
    assert actions.answer(check, shown.id, {}, dont_know=True) == Outcome.CONFLICTING
    assert Response.objects.get().score == scoring.full_score(body)


def test_an_answer_already_given_is_recognised_after_the_check_has_ended(check):
    check = take(check)
    first = queries.presentations_of(check)[0]
    assert actions.answer(check, first.id, right(first.item.item.body)) == Outcome.REPEATED
    assert actions.answer(check, first.id, wrong(first.item.item.body)) == Outcome.CONFLICTING


def test_asking_again_shows_the_same_item(check):
    first = actions.present(check)
    assert actions.present(check) == actions.present(check) == first
    assert Presentation.objects.count() == 1


def test_an_incomplete_answer_is_refused_with_its_field_and_nothing_is_kept(check):
    shown = actions.present(check)
    with pytest.raises(Refused) as refusal:
        actions.answer(check, shown.id, {})
    assert refusal.value.code == "incomplete"
    assert refusal.value.field == shown.item.item.body["controls"][0]["id"]
    assert not Response.objects.exists()
    assert actions.present(check) == shown


def test_an_answer_to_nothing_or_to_another_check_is_not_found(check, bank):
    other = actions.present(actions.start(somebody(), "quick", "zh-Hans"))
    for presentation_id in (uuid.uuid4(), other.id):
        with pytest.raises(NotFound):
            actions.answer(check, presentation_id, {})


def test_nonsense_in_an_answer_is_left_out(check):
    shown = actions.present(check)
    body = shown.item.item.body
    given = right(body) | {"unknown": "x", "other": 3}
    assert actions.answer(check, shown.id, given) == Outcome.ACCEPTED
    assert set(Response.objects.get().answer) == set(right(body))
    following = actions.present(check)
    control = following.item.item.body["controls"][0]["id"]
    for nonsense in (3, None, {"a": 1}, [4, None], "\x00", "\ud800"):
        with pytest.raises(Refused):
            actions.answer(check, following.id, {control: nonsense})


def test_starting_twice_with_one_id_is_one_check(bank):
    person, check_id = somebody(), uuid.uuid4()
    first = actions.start(person, "quick", "zh-Hans", check_id=check_id)
    assert actions.start(person, "quick", "en", check_id=check_id, seed=1) == first
    with pytest.raises(NotFound):
        actions.start(somebody(), "quick", "zh-Hans", check_id=check_id)


def test_a_finished_check_never_changes(check):
    check = take(check)
    before = (check.finished_at, check.ended_by, check.result.report)
    assert actions.present(check) is None
    from suyang.organisations.permissions import Actor

    again = actions.stop(Actor(check.person_id), check)
    again.refresh_from_db()
    assert (again.finished_at, again.ended_by, again.result.report) == before


def test_a_tab_that_was_left_open_cannot_answer_a_check_that_was_stopped(check):
    from suyang.organisations.permissions import Actor

    shown = actions.present(check)
    other_tab = queries.check_of(Actor(check.person_id), check.id)
    actions.stop(Actor(check.person_id), check)
    with pytest.raises(Refused) as refusal:
        actions.answer(other_tab, shown.id, right(shown.item.item.body))
    assert refusal.value.code == "finished"


def test_without_a_bank_the_refusal_says_so(bank):
    from suyang.items.models import Bank

    Bank.objects.update(is_current=False)
    with pytest.raises(Refused) as refusal:
        actions.start(somebody(), "quick", "zh-Hans")
    assert refusal.value.code == "no_bank"
