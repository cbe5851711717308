"""A small world in which every page has something to show, and everybody who may look at it.

Built once for a module, in a transaction of its own that is undone at its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.conftest import ensure_content
from tests.fuzz.pages import Address, Walk, addresses, walk

STARTS = {
    "visitor": ("/", "/plans/", "/lessons/", "/come-back/", "/join/"),
    "participant": ("/", "/my-group/", "/my-data/", "/about-me/"),
    "trainer": ("/", "/work/", "/groups/", "/groups/new/", "/my-data/keys/"),
    "administrator": ("/", "/work/", "/units/", "/units/import/", "/groups/import/", "/staff/"),
}


@dataclass
class World:
    """`browsers`: the cast's clients. `walks`: what each finds. `values`: ids of real rows, by
    the names that addresses give them."""

    browsers: dict[str, Client]
    walks: dict[str, Walk]
    addresses: list[Address]
    values: dict[str, str]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        # A module of tests with real transactions may have emptied the tables before.
        ensure_content()
        browsers, values = _people_at_work()
        walks = {name: walk(client, STARTS[name]) for name, client in browsers.items()}
        yield World(browsers, walks, list(addresses()), values)
        transaction.set_rollback(True)


def _people_at_work() -> tuple[dict[str, Client], dict[str, str]]:
    """A group in a village whose participant has one check begun, one ended, one of the group."""
    from suyang.assessment import actions as assessment
    from suyang.foundation import clock
    from suyang.items.models import ItemVersion
    from suyang.learning import actions as learning
    from suyang.learning.actions.consents import Answers
    from suyang.organisations import actions as organisations
    from suyang.organisations.models import Installation
    from suyang.organisations.permissions import Actor
    from suyang.people.models import Consent, Person
    from suyang.plans.models import Indicator
    from tests.conftest import _staff, _unit

    county = _unit("county", "青石县", "county")
    Installation.objects.create(office=county, created_at=clock.now())
    village = _unit("village", "柳树村", "village", _unit("town", "河口镇", "town", county))
    administrator = _staff("administrator", "administrator", county)
    trainer = _staff("trainer", "trainer", village)
    person = Person.objects.create(name="学员一", created_at=clock.now())
    actor = Actor(person.id)

    group = learning.start_group(
        trainer.actor, "farmers-new-farm-tools", "", village, "柳树小组", _id()
    )
    enrolment = learning.join(
        group, "学员一", "zh-Hans", request_id=_id(), answers=Answers(True, True), person=person
    ).enrolment
    begun = assessment.start(person, "quick", "zh-Hans")
    first = assessment.present(begun)
    assert first is not None
    assessment.answer(begun, first.id, {}, dont_know=True)
    ended = assessment.start(person, "elder", "zh-Hans")
    assessment.present(ended)
    assessment.stop(actor, ended)
    learning.start_check(actor, enrolment, "before")
    invitation, _code = organisations.invite(administrator.actor, "trainer", village, "")
    values = {
        "group_id": group.id,
        "enrolment_id": enrolment.id,
        "check_id": begun.id,
        "ended": ended.id,
        "presentation": first.id,
        "unit_id": village.id,
        "person_id": trainer.person.id,
        "participant": person.id,
        "grant_id": trainer.person.grants.get().id,
        "invitation_id": invitation.id,
        "consent_id": Consent.objects.filter(person=person).first().id,
        "code": group.code,
        "occasion": "before",
        "programmes/": "farmers-new-farm-tools",
        "plans/": "kp2022",
        "tasks/": "kp2022-3.2",
        "lessons/": "prices-and-weather",
        "check/": "quick",
        "frameworks/": "suyang-21",
        "items/": ItemVersion.objects.order_by("slug").first().slug,
        "indicators/": Indicator.objects.order_by("slug").first().slug,
        "format": "pdf",
        "day": dt.date.today(),
    }
    browsers = {
        "visitor": Client(),
        "participant": _in_browser(person),
        "trainer": trainer.client,
        "administrator": administrator.client,
    }
    return browsers, {name: str(value) for name, value in values.items()}


def _in_browser(person) -> Client:
    """The browser of somebody without an account."""
    client = Client()
    session = client.session
    session["person"] = str(person.id)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _id() -> UUID:
    from suyang.foundation.ids import uuid7

    return uuid7()
