"""A competence whose answers did not fit gets a few more questions, offered and never pressed."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from suyang.assessment import engine, queries
from suyang.assessment.forms import new_ticket
from suyang.assessment.models import Check
from suyang.assessment.results import follow
from suyang.assessment.results.wording import Names
from tests.assessment.profiles import answered
from tests.assessment.taking import take

SPIKES = {"3.2": True, "4.4": False, "5.1": True}


@pytest.fixture
def full(bank, participant):
    return answered(participant.person, spikes=SPIKES, ability=-0.4)


def _send(client, check, code, ticket=None):
    sent = {"competence": code, "ticket": ticket or new_ticket(False).signed()}
    return client.post(reverse("check-follow-up", args=[check.id]), sent)


def _page(client, check):
    address = reverse("check-result", args=[check.id])
    return client.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_at_most_two_are_offered_the_most_surprising_first(full, participant):
    surprising = full.result.report["surprising"]
    assert surprising
    assert set(SPIKES) & set(surprising)
    log = queries.log(full)
    assert surprising == engine.surprising(log)
    offers = follow.offers(full, Names("suyang-21"))
    assert [one.code for one in offers] == surprising[:2]
    page = _page(participant.client, full)
    assert page.count("did not fit the rest") == len(offers)
    assert page.count(f'action="{reverse("check-follow-up", args=[full.id])}"') == len(offers)


def test_a_double_click_begins_it_once(full, participant):
    page = _page(participant.client, full)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page).group(1)
    code = re.search(r'name="competence" value="([^"]+)"', page).group(1)
    first = _send(participant.client, full, code, ticket)
    again = _send(participant.client, full, code, ticket)
    another_tab = _send(participant.client, full, code)
    assert first.status_code == 302
    assert first.url == again.url == another_tab.url
    begun = Check.objects.get(continues=full)
    assert begun.competences == [code]
    assert begun.blueprint.slug == "follow-up"
    assert "Go on with these questions" in _page(participant.client, full)


def test_its_result_and_the_first_one_know_of_each_other(full, participant):
    code = full.result.report["surprising"][0]
    _send(participant.client, full, code)
    more = take(Check.objects.get(continues=full))
    assert 4 <= more.result.report["answered"] <= 6
    said = more.result.report["competences"][code]
    assert said["own"] == more.result.report["answered"] + 2
    assert said["sd"] < full.result.report["competences"][code]["sd"]
    page = _page(participant.client, more)
    assert "The answers of both checks are counted together." in page
    assert reverse("check-result", args=[full.id]) in page
    page = _page(participant.client, full)
    assert "both checks together, gave:" in page
    assert reverse("check-result", args=[more.id]) in page
    assert f'name="competence" value="{code}"' not in page


def test_what_is_not_offered_is_not_begun(full, participant, stranger, visitor):
    plain = next(c for c in full.competences if c not in full.result.report["surprising"])
    for code in (plain, "9.9", ""):
        assert _send(participant.client, full, code).status_code == 409
    code = full.result.report["surprising"][0]
    for one in (stranger, visitor):
        assert _send(one.client, full, code).status_code == 404
    expired = _send(participant.client, full, code, "not-ours")
    assert expired.url == reverse("check-result", args=[full.id])
    assert not Check.objects.filter(continues=full).exists()


def test_a_check_that_is_open_or_nobodys_has_no_follow_up(bank, participant):
    from suyang.assessment import actions

    begun = actions.start(participant.person, "full", "en")
    assert _send(participant.client, begun, "1.1").status_code == 404
    unknown = reverse("check-follow-up", args=[uuid.uuid4()])
    assert participant.client.post(unknown).status_code == 404


def test_nothing_is_offered_where_too_few_questions_are_left(full, participant):
    code = full.result.report["surprising"][0]
    answered(participant.person, "single", each=40, competences=[code])
    assert code not in [one.code for one in follow.offers(full, Names("suyang-21"))]
