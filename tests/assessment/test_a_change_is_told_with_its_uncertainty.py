"""Compared with an earlier check only as a change with an interval, never as two numbers."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from suyang.assessment.history.change import change
from suyang.assessment.history.evidence import evidence
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody


def test_a_great_rise_is_likely_up_and_the_interval_is_printed(bank, participant):
    answered(participant.person, ability=-2.4, each=3, days_ago=900)
    later = answered(participant.person, ability=1.2, each=3, seed=2)
    found = change(later)
    assert found.overall.direction == "up"
    assert 0 < found.overall.low < found.overall.middle < found.overall.high
    assert [moved.code for moved in found.areas] == ["1", "2", "3", "4", "5"]
    address = reverse("check-result", args=[later.id])
    page = participant.client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "Overall: likely up." in page
    with translation.override("en"):
        assert found.overall.interval in page
    assert page.count("80% interval") >= 2


def test_like_answers_are_no_clear_change(bank):
    person = somebody()
    answered(person, ability=-0.5, days_ago=400)
    later = answered(person, ability=-0.5, seed=2)
    found = change(later)
    assert found.overall.direction == "open"
    assert found.overall.low < 0 < found.overall.high


def test_a_fall_is_told_as_well(bank):
    person = somebody()
    answered(person, ability=1.4, each=3, days_ago=1500)
    assert change(answered(person, ability=-2.2, each=3, seed=2)).overall.direction == "down"


def test_the_sooner_the_less_can_have_changed(bank):
    widths = []
    for days in (20, 1500):
        person = somebody()
        answered(person, ability=-0.5, days_ago=days)
        found = change(answered(person, ability=-0.5, seed=2))
        widths.append(found.overall.high - found.overall.low)
    assert widths[0] < 0.5 * widths[1]


def test_the_quick_check_is_compared_where_both_have_answers(bank):
    person = somebody()
    answered(person, "quick", each=1, days_ago=300)
    found = change(answered(person))
    assert found.since.blueprint.slug == "quick"
    assert found.overall is not None
    assert len(found.areas) == 5


def test_a_programmes_check_is_compared_by_area_only(bank):
    person = somebody()
    answered(person, "programme-before-after", half="A", days_ago=300)
    found = change(answered(person))
    assert found.overall is None
    assert {moved.code for moved in found.areas} == {"1", "3", "4"}


@pytest.mark.parametrize("case", ["first", "same day", "follow-up", "another person"])
def test_there_is_nothing_to_compare(bank, case):
    person = somebody()
    if case == "first":
        assert change(answered(person)) is None
    elif case == "same day":
        answered(person)
        assert change(answered(person, seed=2)) is None
    elif case == "follow-up":
        first = answered(person, days_ago=100)
        more = answered(person, "follow-up", competences=["1.1"], continues=first, each=4)
        assert change(more) is None
    else:
        answered(somebody(), days_ago=100)
        assert change(answered(person)) is None


def test_answers_that_are_not_the_persons_own_are_left_out(bank):
    from suyang.assessment.models import Response

    person = somebody()
    first = answered(person, days_ago=100)
    Response.objects.filter(presentation__check_taken=first).update(assistance="suggested")
    assert evidence([first]) is None
    assert change(answered(person, seed=2)) is None
