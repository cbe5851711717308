"""Levels come from finished pairs of checks by people who agreed to be counted, and follow them."""

from __future__ import annotations

import random

import pytest

from suyang.foundation import ids, outbox
from suyang.learning import actions as learning
from suyang.learning.actions.consents import Answers
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from suyang.people.models import Consent
from suyang.plans import levels
from suyang.plans.models import LevelFigure
from suyang.website.demonstration import answer_all
from tests.plans.conftest import TASK

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon(bank, village, trainer):
    """Eleven people who took both checks; the first said no to being counted."""
    group = learning.start_group(
        trainer.actor, "farmers-new-farm-tools", TASK, village, "周六班", ids.uuid7()
    )
    chance = random.Random(1)
    enrolments = []
    for number in range(11):
        joined = learning.join(
            group,
            f"学员{number}",
            "zh-Hans",
            request_id=ids.uuid7(),
            answers=Answers(count_in_plan=number > 0),
        )
        actor = Actor(person_id=joined.enrolment.person_id)
        for occasion, theta in (("before", -1.5), ("after", 1.0)):
            check = learning.start_check(actor, joined.enrolment, occasion).check_taken
            answer_all(check, theta, chance)
            outbox.drain()
        enrolments.append(joined.enrolment)
    return enrolments


def work_off():
    outbox.drain()
    levels.compute_wanted.func()


def test_who_is_counted_and_what_is_shown(afternoon, village, county):
    work_off()
    figure = LevelFigure.objects.get(task=TASK, unit=village)
    assert figure.n == 10
    shown = levels.for_places(TASK, county.id, [])[county.id]
    assert (shown.state, shown.n) == ("shown", 10)
    body = shown.body
    assert sum(band["value"] for band in body["before"]) == pytest.approx(1, abs=0.01)
    assert body["mean_change"]["low"] > 0
    rest = body["at_least_intermediate"]["change"]
    assert rest["low"] <= rest["value"] <= rest["high"]
    # Computed again from the same answers, it is the same.
    LevelFigure.objects.update(inputs="", wanted_at=figure.computed_at)
    work_off()
    assert LevelFigure.objects.get(id=figure.id).body == body

    # One takes the consent back: nine are left, and nine are withheld from everybody.
    consent = Consent.objects.get(
        person=afternoon[5].person, purpose=Consent.Purpose.COUNT_IN_PLAN, withdrawn_at=None
    )
    people.withdraw_consent(afternoon[5].person, consent.purpose, consent.about)
    work_off()
    assert levels.for_places(TASK, county.id, [])[county.id].state == "withheld"
