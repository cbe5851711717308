"""Near-duplicates: refused when half of the text is the same, told when a third is."""

import copy

import pytest

from suyang.items.bank import duplicates, measures
from tests.items.banks import documents, singles
from tests.items.samples import search


def _copied(shared: int) -> list:
    """A bank in which the second item has so many of the first one's four options."""
    bodies = singles(12)
    for place in range(shared):
        for language in ("zh-Hans", "en"):
            bodies[1]["controls"][0]["options"][place]["text"][language] = bodies[0]["controls"][0][
                "options"
            ][place]["text"][language]
    return bodies


def test_items_of_their_own_are_not_alike():
    (most, *_others) = duplicates.pairs(documents(singles(12)))
    assert most.likeness < 0.1
    assert not most.listed


def test_a_copy_with_another_name_is_refused_at_its_own_line(tmp_path):
    bodies = singles(12)
    bodies.append(copy.deepcopy(bodies[3]) | {"id": "sample-copy"})
    problems = [one for one in measures.problems(documents(bodies)) if "asks nearly" in one.reason]
    (problem,) = problems
    assert problem.file == "items/1.1/sample-copy.yaml"
    assert "items/1.1/sample-3.yaml asks" in problem.reason
    assert "1.00" in problem.reason


def test_a_likeness_in_one_language_is_enough():
    bodies = singles(12)
    for option, other in zip(
        bodies[0]["controls"][0]["options"], bodies[1]["controls"][0]["options"], strict=True
    ):
        other["text"]["en"] = option["text"]["en"]
    (most, *_others) = duplicates.pairs(documents(bodies))
    assert most.language == "en"
    assert most.likeness > 0.5


def test_halves_of_one_competence_are_told_earlier():
    bodies = _copied(3)
    elsewhere = duplicates.pairs(documents(bodies))[0]
    assert not elsewhere.halves
    assert duplicates.LISTED_OF_HALVES < elsewhere.likeness < duplicates.REFUSED
    bodies[1]["half"] = "B"
    halves = duplicates.pairs(documents(bodies))[0]
    assert halves.halves
    assert halves.listed
    assert "the two halves of one competence" in halves.sentence
    bodies[1]["competence"] = "1.2"
    assert not duplicates.pairs(documents(bodies))[0].halves


def test_the_scene_tells_items_with_one_question_apart():
    one, other = search(), search()
    other["id"] = "sample-other"
    for result, (zh, en) in zip(
        other["scene"]["results"],
        (
            ("苹果园招工", "apple pickers"),
            ("钢琴调音师", "piano tuner"),
            ("拖拉机配件", "tractors"),
        ),
        strict=True,
    ):
        for name in ("title", "address", "snippet"):
            result[name] = {"zh-Hans": zh + name, "en": f"{en} {name}"}
    bodies = [*singles(12), one, other]
    with_scene = duplicates.pairs(documents(bodies))[0].likeness
    same = duplicates.pairs(documents([*singles(12), one, search() | {"id": "sample-copy"}]))[0]
    assert same.likeness == pytest.approx(1, abs=1e-3)
    assert with_scene < same.likeness - 0.2


def test_what_stands_at_every_part_of_a_scene_counts_once():
    body = singles(1)[0]
    again = copy.deepcopy(body)
    again["controls"] = [body["controls"][0] | {"id": f"c{number}"} for number in range(4)]
    text = duplicates._text(body, "zh-Hans")
    assert duplicates._text(again, "zh-Hans") == text


def test_likeness_is_a_cosine():
    found = duplicates.likeness(["甲乙丙丁", "甲乙丙丁", "戊己庚辛", "甲乙庚辛", ""], 2)
    assert found[0, 1] == pytest.approx(1)
    assert found[0, 2] == 0
    assert 0 < found[0, 3] < 1
    assert (found == found.T).all()
    assert not found[4].any()
