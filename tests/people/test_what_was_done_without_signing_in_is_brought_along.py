"""Anonymous, then claimed: by the code, seen before it is done, once, and nothing is lost."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment.models import Check, Presentation, Response
from suyang.foundation import audit, outbox
from suyang.foundation.models import AuditEntry, OutboxEvent
from suyang.foundation.permissions import Denied, Refused
from suyang.learning.models import Enrolment
from suyang.organisations.permissions import Actor
from suyang.people import actions, merging
from suyang.people.models import Characteristic, Claim, Consent, Person, ReturnCode
from suyang.plans.consumers import pseudonym
from suyang.plans.models import Evidence
from tests.learning import afternoon
from tests.people.test_every_personal_model_has_a_provider import leads_to_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anonymous(bank):
    """Somebody without an account, with one check ended and one begun, and their code."""
    person = actions.visitor(name="老周")
    ended = checks.start(person, "quick", "zh-Hans")
    asked = checks.present(ended)
    checks.answer(ended, asked.id, {}, dont_know=True)
    checks.stop(Actor(person_id=person.id), ended)
    begun = checks.start(person, "elder", "zh-Hans")
    checks.present(begun)
    return person, actions.new_return_code(person)


@pytest.fixture
def group(bank, trainer, village):
    return afternoon.start(trainer, village)


def bring(client, code: str):
    """Type the code, then confirm what the page shows."""
    page = client.post(reverse("bring-here"), {"code": code})
    assert page.status_code == 200, page.content
    return client.post(reverse("bring-here-now"), {"ticket": page.context["ticket"]})


def test_every_personal_model_has_a_merger():
    models = [model for model in apps.get_models() if model.__module__.startswith("suyang.")]
    personal = {model for model in models if leads_to_person(model)}
    assert sorted(one.__name__ for one in personal - merging.covered()) == []


def test_it_is_seen_before_it_is_done(anonymous, trainer):
    person, code = anonymous
    page = trainer.client.post(reverse("bring-here"), {"code": code.lower()})
    text = page.content.decode()
    assert "快速测评" in text or "Quick check" in text
    assert Check.objects.filter(person=person).count() == 2
    assert Person.objects.filter(id=person.id).exists()


def test_all_of_it_goes_into_the_account(anonymous, trainer):
    person, code = anonymous
    before = (Check.objects.count(), Presentation.objects.count(), Response.objects.count())
    done = bring(trainer.client, code)
    assert done.url == reverse("bring-here-done", args=[person.id])
    assert Check.objects.filter(person=trainer.person).count() == 2
    assert (Check.objects.count(), Presentation.objects.count(), Response.objects.count()) == before
    assert not Person.objects.filter(id=person.id).exists()
    told = trainer.client.get(done.url)
    assert told.context["rows"][0][1] == 2
    assert trainer.client.get(reverse("my-data")).status_code == 200
    # What was told of the one that went is told of the one that stays.
    assert not OutboxEvent.objects.filter(payload__person=str(person.id)).exists()
    outbox.drain()


def test_twice_is_once(anonymous, trainer):
    person, code = anonymous
    page = trainer.client.post(reverse("bring-here"), {"code": code})
    for _click in range(3):
        done = trainer.client.post(reverse("bring-here-now"), {"ticket": page.context["ticket"]})
        assert done.url == reverse("bring-here-done", args=[person.id])
    assert Claim.objects.count() == 1
    assert Check.objects.filter(person=trainer.person).count() == 2
    lines = AuditEntry.objects.filter(action="person.took_over")
    assert lines.count() == 1


def test_the_code_says_where_things_went(anonymous, trainer, visitor):
    _person, code = anonymous
    bring(trainer.client, code)
    page = visitor.client.post(reverse("come-back"), {"code": code})
    assert page.status_code == 200
    [sentence] = page.context["form"].errors["code"]
    assert "account" in sentence or "账号" in sentence
    assert trainer.person.name not in page.content.decode()
    again = trainer.client.post(reverse("bring-here"), {"code": code})
    assert again.context["form"].errors["code"] == [sentence]


def test_the_audit_holds_ids_and_no_name(anonymous, trainer):
    person, code = anonymous
    bring(trainer.client, code)
    assert "老周" not in str(list(AuditEntry.objects.values("data", "actor")))
    for stream in (f"person:{person.id}", f"person:{trainer.person.id}"):
        assert audit.verify(stream) is None


def test_guessing_is_throttled_together_with_coming_back(anonymous, participant, monkeypatch):
    monkeypatch.setattr("suyang.people.throttle.FAILURES_A_BROWSER", 3)
    _person, code = anonymous
    for address in ("come-back", "bring-here", "bring-here"):
        participant.client.post(reverse(address), {"code": "ABCD-2345"})
    page = participant.client.post(reverse("bring-here"), {"code": code})
    assert page.context["form"].non_field_errors()
    assert "ticket" not in page.context
    assert Claim.objects.count() == 0


def test_the_page_confirms_only_what_it_showed_to_whom(anonymous, trainer, participant):
    _person, code = anonymous
    page = trainer.client.post(reverse("bring-here"), {"code": code})
    stolen = {"ticket": page.context["ticket"]}
    assert participant.client.post(reverse("bring-here-now"), stolen).status_code == 409
    forged = {"ticket": str(uuid.uuid4())}
    assert trainer.client.post(reverse("bring-here-now"), forged).status_code == 409
    assert Claim.objects.count() == 0


def test_a_code_that_was_renewed_meanwhile_confirms_nothing(anonymous, trainer):
    person, code = anonymous
    page = trainer.client.post(reverse("bring-here"), {"code": code})
    actions.new_return_code(person)
    done = trainer.client.post(reverse("bring-here-now"), {"ticket": page.context["ticket"]})
    assert done.status_code == 409
    assert Person.objects.filter(id=person.id).exists()


def test_only_into_oneself(anonymous, trainer, stranger):
    person, code = anonymous
    with pytest.raises(Denied):
        actions.preview_claim(stranger.actor, trainer.person, code)
    with pytest.raises(Denied):
        actions.claim(stranger.actor, trainer.person, person.id, ReturnCode.objects.get().id)


def test_an_account_is_never_taken_over(trainer, participant):
    code = actions.new_return_code(trainer.person)
    page = participant.client.post(reverse("bring-here"), {"code": code})
    assert page.context["form"].errors["code"]
    own = actions.new_return_code(participant.person)
    page = participant.client.post(reverse("bring-here"), {"code": own})
    assert page.context["form"].errors["code"]


def test_the_earlier_of_two_unfinished_checks_ends(anonymous, trainer):
    person, code = anonymous
    later = checks.start(trainer.person, "elder", "zh-Hans")
    earlier = Check.objects.get(person=person, blueprint__slug="elder")
    page = trainer.client.post(reverse("bring-here"), {"code": code})
    assert len(page.context["preview"].sentences) == 3
    bring(trainer.client, code)
    earlier.refresh_from_db()
    later.refresh_from_db()
    assert earlier.ended_by == Check.End.PERSON
    assert later.finished_at is None


def test_an_item_of_both_stays_evidence_in_its_own_check(anonymous, trainer):
    person, code = anonymous
    mine = checks.start(trainer.person, "quick", "zh-Hans", seed=1)
    asked = checks.present(mine)
    elder = {"check_taken__person": person, "check_taken__blueprint__slug": "elder"}
    theirs = Presentation.objects.get(**elder)
    Presentation.objects.filter(id=theirs.id).update(item=asked.item)
    bring(trainer.client, code)
    # What else the person met by chance is not the question.
    both = Presentation.objects.filter(
        check_taken__person=trainer.person,
        check_taken__in=[mine.id, theirs.check_taken_id],
        item=asked.item,
    )
    assert both.count() == 2
    assert checks.answer(mine, asked.id, {}, dont_know=True) == checks.Outcome.ACCEPTED


def test_what_was_said_stays_as_it_is_said_here(anonymous, participant):
    person, code = anonymous
    actions.set_characteristic(person, "work", "farming")
    actions.set_characteristic(person, "sex", "male")
    actions.set_characteristic(participant.person, "work", "retired")
    actions.give_consent(person, "count_in_plan")
    bring(participant.client, code)
    said = dict(Characteristic.objects.values_list("kind", "value"))
    assert said == {"work": "retired", "sex": "male"}
    # Given for the one person's checks: it does not reach those of the other.
    assert not Consent.objects.exists()


def test_groups_go_along_and_count_one_person(group, bank, trainer, participant):
    enrolment = afternoon.enrol(group, "老周")
    outbox.drain()
    code = actions.new_return_code(enrolment.person)
    bring(participant.client, code)
    enrolment.refresh_from_db()
    assert enrolment.person == participant.person
    assert Evidence.objects.exclude(person=pseudonym(str(participant.person.id))).count() == 0
    assert Evidence.objects.filter(task=afternoon.TASK).exists()


def test_two_of_one_group_stay_two(group, bank):
    one, other = afternoon.enrol(group, "老周"), afternoon.enrol(group, "老周二")
    code = actions.new_return_code(one.person)
    with pytest.raises(Refused) as refused:
        actions.preview_claim(Actor(person_id=other.person_id), other.person, code)
    assert group.name in refused.value.message
    assert Enrolment.objects.count() == 2


def test_an_erasure_afterwards_knows_both_ids(anonymous, participant):
    from suyang.people.models import Erasure

    person, code = anonymous
    bring(participant.client, code)
    actions.erase_person(participant.person, participant.actor)
    assert set(Erasure.objects.values_list("person_id", flat=True)) == {
        person.id,
        participant.person.id,
    }
    assert not Claim.objects.exists()


def test_nobody_is_told_how_to_come_in(visitor):
    page = visitor.client.get(reverse("bring-here"))
    assert page.status_code == 200
    assert reverse("come-back") in page.content.decode()
    assert visitor.client.post(reverse("bring-here-now"), {"ticket": "x"}).status_code == 302
