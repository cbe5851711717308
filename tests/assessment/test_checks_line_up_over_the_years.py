"""All checks of a person on one axis of time, with more uncertainty between them."""

from __future__ import annotations

from django.urls import reverse

from suyang.assessment import actions
from suyang.assessment.history.page import page
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody


def _see(client):
    return client.get(reverse("my-checks"), headers={"Accept-Language": "en"}).content.decode()


def test_the_way_is_drawn_from_two_days_on(bank, participant):
    answered(participant.person, "quick", each=1, days_ago=1200)
    shown = _see(participant.client)
    assert 'role="img"' not in shown
    assert "checks of two different days" in shown
    answered(participant.person, days_ago=400)
    shown = _see(participant.client)
    assert shown.count('role="img"') == 6
    assert "From your first check to your last" in shown
    assert "today" in shown


def test_between_checks_less_is_known(bank):
    person = somebody()
    answered(person, days_ago=1500)
    answered(person, days_ago=10, seed=2)
    from suyang.assessment.history.evidence import evidence
    from suyang.assessment.queries import checks_of

    found = evidence(checks_of(person))
    first, last = found.posterior.times
    sds = found.posterior.at([first, (first + last) / 2, last], found.weights(found.codes)).sd
    assert sds[1] > max(sds[0], sds[2])


def test_every_check_is_listed_with_where_it_stands(bank, participant):
    done = answered(participant.person, days_ago=3)
    begun = actions.start(participant.person, "quick", "en")
    alone = answered(participant.person, "single", competences=["2.3"])
    context = page(participant.person)
    assert {line.check.id for line in context["lines"]} == {done.id, begun.id, alone.id}
    shown = _see(participant.client)
    assert "Begun, not finished: go on" in shown
    assert "Engaging in citizenship" in shown
    for check in (done, begun, alone):
        assert reverse("check-question", args=[check.id]) in shown


def test_nobody_sees_anothers_checks(bank, participant, stranger, visitor):
    check = answered(participant.person)
    for one in (stranger, visitor):
        shown = _see(one.client)
        assert str(check.id) not in shown
        assert "Here your checks will stand" in shown
