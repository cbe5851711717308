"""A sealed question is seen by whoever is asked it, and nowhere else."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.urls import reverse

from suyang.assessment import actions, queries
from suyang.assessment.models import Blueprint, Check, Presentation
from suyang.foundation import clock, content
from suyang.foundation.permissions import Refused
from suyang.items.models import Bank, ItemVersion, SealedPackage
from suyang.items.queries import bank_arrays, bank_parameters
from suyang.items.sealed import keys, loading
from suyang.organisations.permissions import Actor, system
from suyang.people import personal
from tests.assessment.taking import right
from tests.items.sealed.conftest import COMPETENCES, MARK, MARK_EN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _banks_are_read_anew():
    yield
    for one in (bank_parameters, bank_arrays):
        one.cache_clear()


@pytest.fixture
def examined(package):
    """A blueprint that asks certification items only."""
    quick = Blueprint.objects.get(slug="quick", is_current=True)
    body = {
        **quick.body,
        "id": "exam",
        "competences": list(COMPETENCES),
        "pools": ["certification"],
        "weights": dict.fromkeys("12345", 1),
        "length": {"min": 10, "max": 10},
        "maximums": {},
    }
    return Blueprint.objects.create(
        slug="exam", version=1, body=body, digest=content.digest(body), loaded_at=clock.now()
    )


def taken(person, count=10):
    check = actions.start(person, "exam", "zh-Hans", seed=3)
    for _number in range(count):
        shown = actions.present(check)
        if shown is None:
            break
        actions.answer(check, shown.id, right(shown.item.item.body))
        check.refresh_from_db()
    actions.present(check)
    check.refresh_from_db()
    return check


def test_no_table_holds_a_word_of_them(package):
    marks = (MARK, MARK_EN, json.dumps(MARK).strip('"'))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(cell).decode("utf-8", "replace")
                    if isinstance(cell, bytes | memoryview)
                    else str(cell)
                    for cell in row
                )
                assert not any(mark in text for mark in marks), f"{table} holds a sealed text"


def test_a_check_asks_them_scores_them_and_reports(examined, participant):
    check = taken(participant.person)
    assert check.ended_by == Check.End.LENGTH
    asked = [one.item.item for one in queries.presentations_of(check)]
    assert len(asked) == 10
    assert all(item.pool == "certification" and item.package_id for item in asked)
    report = check.result.report
    assert report["counted"] == 10
    assert report["overall"]["mean"] > 0
    assert MARK not in json.dumps(report, ensure_ascii=False)


def test_ordinary_checks_meet_none_of_them(examined, participant):
    check = actions.start(participant.person, "quick", "zh-Hans", seed=5)
    for _number in range(6):
        shown = actions.present(check)
        assert shown.item.item.package_id is None
        actions.answer(check, shown.id, {}, dont_know=True)
        check.refresh_from_db()


def test_the_question_is_on_its_page_and_its_key_is_not(examined, participant):
    check = actions.start(participant.person, "exam", "zh-Hans", seed=3)
    shown = actions.present(check)
    page = participant.client.get(reverse("check-question", args=[check.id])).content.decode()
    assert MARK in page
    body = shown.item.item.body
    for text in body["rationale"].values():
        assert text not in page
    marked = [option for option in body["controls"][0]["options"] if option.get("why")]
    for option in marked:
        assert option["why"]["zh-Hans"] not in page


def test_afterwards_nobody_reads_them(examined, participant, administrator, visitor):
    check = taken(participant.person)
    slug = queries.presentations_of(check)[0].item.item.slug
    addresses = [
        f"/items/{slug}/",
        reverse("check-result", args=[check.id]),
        reverse("check-result-json", args=[check.id]),
        reverse("my-checks"),
        reverse("my-data"),
        f"/api/v1/checks/{check.id}",
        f"/api/v1/checks/{check.id}/result",
        f"/api/v1/checks/{check.id}/profile",
    ]
    for somebody in (participant, administrator, visitor):
        assert somebody.client.get(addresses[0]).status_code == 404
        for address in addresses:
            answer = somebody.client.get(address).content.decode("utf-8", "replace")
            assert MARK not in answer
            assert MARK_EN not in answer
    told = json.dumps(
        [one.export(participant.person) for one in personal.providers()],
        ensure_ascii=False,
        default=str,
    )
    assert MARK not in told
    assert MARK_EN not in told


def test_whoever_met_one_is_never_measured_by_it_again(examined, participant):
    first = taken(participant.person, count=4)
    actions.stop(Actor(participant.person.id), first)
    met = {one.item.item.slug for one in queries.presentations_of(first)}
    second = taken(participant.person)
    again = {one.item.item.slug for one in queries.presentations_of(second)}
    assert met
    assert not met & again


def test_without_the_key_such_a_check_is_refused_in_words_and_others_go_on(
    examined, participant, settings
):
    settings.SUYANG_SEALED_KEYS = None
    keys.forget()
    for one in (bank_parameters, bank_arrays):
        one.cache_clear()
    with pytest.raises(Refused) as refused:
        actions.start(participant.person, "exam", "zh-Hans", seed=3)
    assert refused.value.code == "sealed"
    assert not Check.objects.exists()
    check = actions.start(participant.person, "quick", "zh-Hans", seed=3)
    assert actions.present(check) is not None


def test_a_check_under_way_is_refused_without_the_key_and_loses_nothing(
    examined, participant, settings
):
    check = actions.start(participant.person, "exam", "zh-Hans", seed=3)
    shown = actions.present(check)
    place = settings.SUYANG_SEALED_KEYS
    settings.SUYANG_SEALED_KEYS = None
    keys.forget()
    for one in (bank_parameters, bank_arrays):
        one.cache_clear()
    answer = participant.client.get(reverse("check-question", args=[check.id]))
    assert answer.status_code == 409
    assert MARK not in answer.content.decode()
    settings.SUYANG_SEALED_KEYS = place
    keys.forget()
    for one in (bank_parameters, bank_arrays):
        one.cache_clear()
    again = actions.present(Check.objects.select_related("blueprint").get(id=check.id))
    assert again.id == shown.id


def test_a_withdrawn_package_lets_checks_under_way_end(examined, participant):
    check = actions.start(participant.person, "exam", "zh-Hans", seed=3)
    assert actions.present(check) is not None
    loading.withdraw(system("test"), SealedPackage.objects.get().id)
    assert not Bank.objects.get(is_current=True).items.filter(item__package__isnull=False).exists()
    shown = actions.present(check)
    actions.answer(check, shown.id, {}, dont_know=True)
    assert Presentation.objects.filter(check_taken=check).count() == 2
    with pytest.raises(Refused):
        actions.start(participant.person, "exam", "zh-Hans", seed=4)


def test_a_body_in_another_ones_place_does_not_open(package, key_file):
    one, other = ItemVersion.objects.filter(package__isnull=False).order_by("id")[:2]
    ItemVersion.objects.filter(id=one.id).update(body=other.body)
    current = Bank.objects.get(is_current=True)
    readable = {one.item.slug for one in bank_parameters(current.id).values()}
    assert one.slug not in readable
    assert other.slug in readable
