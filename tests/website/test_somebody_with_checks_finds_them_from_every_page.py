"""“My checks” stands in the menu and on the front page once there is one to look back on."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suyang.assessment import actions
from suyang.organisations.permissions import Actor
from tests.assessment.taking import take
from tests.learning import afternoon

MY_CHECKS = reverse("my-checks")


@pytest.fixture
def finished(bank, county, participant):
    return finish(participant.person)


def finish(person):
    check = actions.start(person, "quick", "zh-Hans")
    take(check, items=6)
    return actions.stop(Actor(person.id), check)


def links(page) -> tuple[int, int]:
    """How many links to the page stand in the menu, and how many in what the page is about."""
    text = page.content.decode()
    menu = re.search(r"<header.*?</header>", text, re.DOTALL).group()
    main = re.search(r"<main.*?</main>", text, re.DOTALL).group()
    return menu.count(f'href="{MY_CHECKS}"'), main.count(f'href="{MY_CHECKS}"')


def elder(client):
    client.post(reverse("preferences"), {"elder": "1", "next": "/"})
    return client


@pytest.mark.parametrize("wish", [lambda client: client, elder], ids=["ordinary", "elder"])
def test_in_the_menu_and_on_the_front_page(finished, participant, wish):
    client = wish(participant.client)
    assert links(client.get(reverse("home"))) == (1, 1)
    assert links(client.get(reverse("help"))) == (1, 0)
    assert client.get(MY_CHECKS).status_code == 200


def test_in_a_group_too(bank, trainer, village):
    phone = afternoon.join(afternoon.start(trainer, village), "老周")
    finish(afternoon.enrolment_of(phone).person)
    page = phone.get(reverse("home"))
    assert reverse("my-group") in page.content.decode()
    assert links(page) == (1, 1)


@pytest.mark.parametrize("wish", [lambda client: client, elder], ids=["ordinary", "elder"])
def test_nobody_is_shown_an_empty_page(bank, county, participant, visitor, wish):
    check = actions.start(participant.person, "quick", "zh-Hans")
    take(check, items=3)
    for client in (wish(participant.client), wish(visitor.client)):
        assert links(client.get(reverse("home"))) == (0, 0)


def test_a_question_stays_alone_and_asks_nothing_for_it(finished, participant):
    check = actions.start(participant.person, "quick", "zh-Hans")
    actions.present(check)
    address = reverse("check-question", args=[check.id])
    participant.client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = participant.client.get(address)
    assert links(page) == (0, 0)
    assert not [one["sql"] for one in captured if 'finished_at" IS NOT NULL' in one["sql"]]
