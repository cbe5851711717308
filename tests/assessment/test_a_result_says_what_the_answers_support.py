"""Bands, ranges, or not enough evidence; never a mark, never the level of a mean."""

import pytest

from suyang.assessment import actions, queries, report
from suyang.assessment.models import Check
from suyang.foundation.models import OutboxEvent
from suyang.organisations.permissions import Actor
from tests.assessment.taking import solves, somebody, take


def _stopped_after(items: int) -> Check:
    check = take(actions.start(somebody(), "quick", "zh-Hans", seed=1), items=items)
    actions.stop(Actor(check.person_id), check)
    return check


@pytest.mark.parametrize("items", [0, 1, 4])
def test_few_answers_are_not_enough_evidence(bank, items):
    said = _stopped_after(items).result.report
    assert not said["overall"]["enough"]
    assert said["answered"] == items


def test_an_area_without_own_answers_is_not_reported_however_much_is_borrowed(bank):
    check = take(actions.start(somebody(), "programme-before-after", "en", half="A"))
    assert set(check.result.report["areas"]) == {"1", "3", "4"}
    stopped = _stopped_after(5).result.report
    for area, said in stopped["areas"].items():
        assert said["enough"] <= (said["own"] >= 2), area


def test_what_is_reported_is_held_with_at_least_four_in_five(bank):
    for seed in range(3):
        said = take(actions.start(somebody(), "quick", "en", seed=seed), solves(0.2, seed))
        for part in (said.result.report["overall"], *said.result.report["areas"].values()):
            if part["enough"]:
                assert part["probability"] >= 0.8
                assert part["highest"] != "highly_specialised"
            assert sum(part["probabilities"]) == pytest.approx(1, abs=1e-3)


def test_nothing_in_a_report_is_a_level_or_a_share_of_right_answers(bank):
    said = take(actions.start(somebody(), "quick", "en"), solves(0)).result.report
    assert said["scale"] == "provisional"
    assert not {"score", "level", "percent", "right"} & set(said)


def test_three_next_steps_lie_in_three_areas(bank):
    said = take(actions.start(somebody(), "quick", "en"), solves(-0.5)).result.report
    areas = [step["competence"].split(".")[0] for step in said["steps"]]
    assert len(set(areas)) == 3
    lowest = min(said["areas"], key=lambda area: said["areas"][area]["mean"])
    assert areas[0] == lowest


def test_the_sentence_names_the_hardest_solved_and_the_easiest_not_solved(bank):
    check = actions.start(somebody(), "elder", "zh-Hans", seed=2)
    turns = iter([True, True, False, False, False, False])
    said = take(check, lambda shown: next(turns)).result.report["sentence"]
    assert said["can"]
    assert said["next"]
    assert said["can"] != said["next"]
    nothing = take(actions.start(somebody(), "elder", "zh-Hans", seed=2), lambda shown: False)
    asked = [shown.item for shown in queries.presentations_of(nothing)]
    easiest = min(asked, key=lambda item: item.difficulty).item.body
    assert nothing.result.report["sentence"] == {"can": None, "next": dict(easiest["shows"])}


def test_the_scale_of_the_picture_has_one_unit_a_band():
    assert [round(report.position(theta), 6) for theta in (-9, -1.2, 0.0, 9)] == [0, 1, 2, 3]
    assert report.bands() == ("foundation", "intermediate", "advanced")


def test_the_end_is_told_to_the_rooms_above_once(bank):
    check = take(actions.start(somebody(), "quick", "zh-Hans"))
    actions.stop(Actor(check.person_id), check)
    event = OutboxEvent.objects.get(kind="assessment.check_finished")
    assert event.subject == check.id
    assert event.payload == {"person": str(check.person_id), "blueprint": "quick"}
