"""Reading aloud is fine. An answer that a helper gave is not the person's own."""

import pytest

from suyang.assessment import actions, engine, queries
from suyang.foundation.permissions import Refused
from tests.assessment.taking import right, somebody, take


def _taken(**how):
    return take(actions.start(somebody(), "quick", "zh-Hans", mode="assisted", seed=1), **how)


def test_reading_aloud_counts_as_alone(bank):
    alone, read = _taken(), _taken(assistance="read")
    assert read.result.report["overall"] == alone.result.report["overall"]
    assert read.result.report["assistance"] == {"read": read.result.report["answered"]}


@pytest.mark.parametrize("how", ["touched", "suggested"])
def test_touched_and_suggested_answers_say_nothing_of_the_person(bank, how):
    said = _taken(assistance=how).result.report
    assert said["counted"] == 0
    assert said["assistance"] == {how: said["answered"]}
    assert not said["overall"]["enough"]
    assert said["overall"]["mean"] == pytest.approx(0, abs=1e-6)
    assert said["sentence"]["can"] is None


def test_an_unknown_kind_of_help_is_refused(bank):
    check = actions.start(somebody(), "quick", "zh-Hans", mode="assisted")
    shown = actions.present(check)
    with pytest.raises(Refused) as refusal:
        actions.answer(check, shown.id, right(shown.item.item.body), assistance="prayed")
    assert refusal.value.field == "assistance"


def test_saying_i_do_not_know_lowers_the_guessing_assumed_of_the_person():
    def entry(score, dont_know=False, assistance=""):
        return engine.Entry(0, score, dont_know, assistance)

    honest = engine.person_guessing([entry(0, True)] * 4 + [entry(1)] * 4, [0.25])
    guesser = engine.person_guessing([entry(0)] * 4 + [entry(1)] * 4, [0.25])
    helped = engine.person_guessing([entry(0, True, "suggested")] * 4, [0.25])
    assert honest[0] < guesser[0] == helped[0] == 0.25


def test_helped_answers_are_marked_in_the_log_for_groups(bank):
    check = _taken(assistance="suggested")
    assert not any(answer.counts for answer in queries.log_of([check]).answers)
