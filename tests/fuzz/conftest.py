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
    "officer": (
        "/reports/",
        "/reports/review/",
        "/reports/tables/",
        "/reports/external/",
        "/follow-ups/",
    ),
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
    officer = _staff("town-officer", "officer", village)
    values = {
        **_reports(county, village, administrator, officer),
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
        "officer": officer.client,
    }
    return browsers, {name: str(value) for name, value in values.items()}


def _reports(county, village, administrator, officer) -> dict[str, object]:
    """A form, a report handed up and one begun, evidence, another office's form, a follow-up."""
    import io

    import openpyxl

    from suyang.foundation import clock
    from suyang.plans.models import Indicator, Plan, ReportDue
    from suyang.plans.periods import Period
    from suyang.plans.reporting import actions, defining, evidence, external, followups

    for slug, kind, columns in (
        ("fuzz-people", "people", ["sex:female"]),
        ("fuzz-rate", "rate", []),
    ):
        body = {"name": {"zh-Hans": slug}}
        Indicator.objects.create(slug=slug, kind=kind, columns=columns, body=body)
    now = Period.on(clock.today(), "month")
    form = defining.define_form(
        administrator.actor,
        Plan.objects.get(slug="kp2022"),
        county,
        title={"zh-Hans": "月报"},
        frequency="month",
        kinds=["county", "village"],
        fields=[
            {"indicator": "fuzz-people"},
            {"indicator": "fuzz-rate"},
            {"question": "q1", "text": {"zh-Hans": "做了什么？"}},
        ],
        first_period=str(now.shifted(-1)),
    )
    figures = {"fuzz-people": {"total": 3}, "fuzz-rate": {"total": {"n": 1, "of": 2}}}
    handed = actions.open_report(officer.actor, form, village, now.shifted(-1))
    handed = actions.save(officer.actor, handed, figures, {}, 0)
    actions.submit(officer.actor, handed, handed.revision)
    begun = actions.open_report(officer.actor, form, village, now)
    pdf = b"%PDF-1.4\n%%EOF\n"
    kept = evidence.attach(officer.actor, begun, pdf, name="a.pdf", indicator="fuzz-people")
    book = openpyxl.Workbook()
    book.active["A1"] = "表"
    data = io.BytesIO()
    book.save(data)
    theirs = external.add(officer.actor, form, village, "表", data.getvalue(), "a.xlsx", _id())
    asked = followups.ask(administrator.actor, county, village, "?", clock.today())
    return {
        "form_id": form.id,
        "report_id": begun.id,
        "due_id": ReportDue.objects.filter(unit=village).first().pk,
        "external_id": theirs.id,
        "follow_up_id": asked.id,
        "file_id": kept.file_id,
        "period": now,
    }


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
