"""After an erasure nothing in any table names the person: every table is read, whole."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection as database
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment.models import ConnectedCheck, HandOver
from suyang.foundation import clock, jobs, outbox
from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.organisations import actions as organisations
from suyang.organisations.actions.connections import Terms
from suyang.organisations.models import WebhookMessage
from suyang.organisations.permissions import Actor
from suyang.people import actions, personal
from suyang.people.actions import handles
from suyang.people.models import Erasure
from tests.learning import afternoon

pytestmark = pytest.mark.django_db
NAME = "周大山独一无二"
# What may know the bare id: the record of changes and the tombstone, neither with a name.
KNOW_THE_ID = {"foundation_auditstream", "foundation_auditentry", "people_erasure"}


def rows() -> dict[str, str]:
    """Every table of the database as text, in which an id is looked for as it may be written."""
    found = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = repr(cursor.fetchall())
    return found


def naming(words: list[str]) -> set[str]:
    return {table for table, text in rows().items() if any(word in text for word in words)}


def written(person_id: uuid.UUID) -> list[str]:
    return [str(person_id), person_id.hex]


@pytest.fixture
def everywhere(bank, trainer, village, county, administrator, participant):
    """Somebody of whom every room holds something; an earlier start of theirs was brought along."""
    person = participant.person
    actions.rename(person, NAME)
    # An earlier start, with a check and a group, brought along by its code.
    group = afternoon.start(trainer, village)
    before = afternoon.enrol(group, NAME + "二").person
    quick = checks.start(before, "quick", "zh-Hans")
    checks.present(quick)
    preview = actions.preview_claim(participant.actor, person, actions.new_return_code(before))
    actions.claim(participant.actor, person, preview.goes, preview.code)
    # What people say, agree to, are given.
    actions.set_characteristic(person, "work", "farming")
    actions.give_consent(person, "trainer_sees_result")
    actions.withdraw_consent(person, "trainer_sees_result")
    code = actions.new_return_code(person)
    # Another site, twice: it sent them here, and it knows them by a handle.
    terms = Terms("馆", "课", ["checks", "handover"], [], ["https://l.example/"], 600,
                  clock.today() + dt.timedelta(9))  # fmt: skip
    site = organisations.make_connection(administrator.actor, county, terms, uuid7())[0]
    handle = handles.make_handle(site, "zh-Hans", uuid7())
    handle.person.delete()
    handle = handles.Handle.objects.create(
        connection=site, person=person, digest="d", created_at=clock.now()
    )
    check = checks.start(person, "elder", "zh-Hans")
    ConnectedCheck.objects.create(check_taken=check, connection=site)
    HandOver.objects.create(
        connection=site,
        person=person,
        check_taken=check,
        shares="bands",
        text_version="t",
        request_digest="r",
        return_address="https://l.example/",
        state="theirs-42",
        agreed_at=clock.now(),
        sent_at=clock.now(),
        collected_at=clock.now(),
    )
    hook = organisations.add_webhook(
        administrator.actor, site, "https://hooks.example.org/", ["check.finished"], uuid7()
    )
    checks.stop(Actor(person_id=person.id), check)
    WebhookMessage.objects.create(
        webhook=hook,
        event=uuid7(),
        kind="check.finished",
        about=handle.id,
        data={"visitor": "theirs-42"},
        happened_at=clock.now(),
        due_at=clock.now(),
    )
    # Work and a file made for them; an event that is still to be delivered.
    jobs.announce("report", person.id, NAME)
    StoredFile.objects.create(
        sha256="0" * 64, name=NAME, media_type="application/pdf", size=1, owner=person.id,
        reader="owner", created_at=clock.now(),
    )  # fmt: skip
    outbox.publish("test.told", person.id, {"person": str(person.id)})
    return participant, before.id, code


def test_every_table_is_read_and_names_nobody(everywhere):
    cast, former, code = everywhere
    person_id = cast.person.id
    words = [NAME, "theirs-42", *written(person_id), *written(former)]
    known = naming(words)
    assert {"people_person", "assessment_check", "learning_enrolment", "foundation_job",
            "organisations_webhookmessage", "foundation_outboxevent"} <= known  # fmt: skip
    page = cast.client.post(reverse("my-data-erase"), {"sure": "on"}, follow=True)
    assert page.status_code == 200
    assert naming(words) == KNOW_THE_ID
    assert naming([NAME, "theirs-42", code]) == set()
    told = [one.get_decoded() for one in Session.objects.all()]
    assert str(person_id) not in str(told)


def test_what_will_go_and_what_went_is_shown(everywhere):
    cast, _former, _code = everywhere
    page = cast.client.get(reverse("my-data-erase")).content.decode()
    for kept in ("周六下午", NAME, "馆"):
        assert kept in page
    done = cast.client.post(reverse("my-data-erase"), {"sure": "on"}, follow=True)
    parts = dict(done.context["parts"])
    counts = Erasure.objects.get(person_id=cast.person.id).counts
    assert len(parts) == len([one for one in counts.values() if one])
    assert done.context["rows"] == sum(parts.values())
    assert {"people", "assessment", "learning", "handovers", "foundation"} <= set(counts)


def test_every_room_that_erases_has_a_name_for_it():
    from suyang.people.words import ROOMS_ERASED

    assert {one.name for one in personal.providers()} <= set(ROOMS_ERASED)


def test_every_table_of_ours_is_in_the_database(db):
    """Or a trace in it would not be looked for."""
    ours = {one._meta.db_table for one in apps.get_models() if "suyang" in one.__module__}
    assert ours <= set(rows())
