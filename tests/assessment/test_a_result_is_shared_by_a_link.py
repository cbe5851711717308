"""A link for a purpose and a time: made once, opened and seen to be, ended, taken back, erased."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from django.urls import reverse

from suyang.assessment import personal
from suyang.assessment.models import Opening, Share
from suyang.assessment.sharing import actions, queries
from suyang.assessment.sharing.forms import new_ticket
from suyang.foundation import audit, clock
from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import NotFound, Refused
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody, take

ENGLISH = {"Accept-Language": "en"}
PURPOSE = "给村里培训班的带班人"


@pytest.fixture
def full(bank, participant):
    return answered(participant.person)


def _made(one, check, **wishes):
    given = {"purpose": PURPOSE, "extent": "areas", "lasts": "week"} | wishes
    return actions.share(one.actor, check, share_id=uuid.uuid4(), **given)


def _link(share):
    return reverse("shared-result", args=[actions.token(share.id)])


def _page(client, share):
    return client.get(_link(share), headers=ENGLISH)


def test_the_person_makes_a_link_once_however_often_they_press(full, participant):
    address = reverse("check-shares", args=[full.id])
    ticket = re.search(
        r'name="ticket" value="([^"]+)"', participant.client.get(address).content.decode()
    ).group(1)
    sent = {"ticket": ticket, "purpose": PURPOSE, "extent": "competences", "lasts": "day"}
    answers = [participant.client.post(address, sent) for _click in range(2)]
    assert answers[0].url == answers[1].url
    share = Share.objects.get()
    assert share.expires_at - share.created_at == dt.timedelta(days=1)
    page = participant.client.get(answers[0].url).content.decode()
    assert _link(share) in page
    assert "<svg" in page


def test_only_a_digest_is_kept(full, participant):
    share = _made(participant, full)
    token = actions.token(share.id)
    assert len(token) == 43
    row = json.dumps(
        {field.name: str(getattr(share, field.attname)) for field in Share._meta.concrete_fields}
    )
    assert token not in row
    lines = AuditEntry.objects.filter(stream=f"check:{full.id}")
    assert [line.action for line in lines] == ["check.shared"]
    told = json.dumps([line.data for line in lines], ensure_ascii=False)
    assert token not in told
    assert PURPOSE not in told
    assert audit.verify(f"check:{full.id}") is None


def test_the_page_says_what_for_and_until_when_and_no_search_engine_keeps_it(
    full, participant, visitor
):
    answer = _page(visitor.client, _made(participant, full))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "no-store" in answer["Cache-Control"]
    assert PURPOSE in page
    assert "Open until" in page
    # Read only: no form but the shell's own, no way into the check.
    assert str(full.id) not in page
    assert page.count("<form") == page.count('action="/reading/language/"')


def test_areas_only_or_all_competences_as_was_chosen(full, participant, visitor):
    names = ("Browsing, searching", "Engaging in citizenship")
    areas = _page(visitor.client, _made(participant, full)).content.decode()
    assert not any(name in areas for name in names)
    assert areas.count('role="img"') == 1
    whole = _page(visitor.client, _made(participant, full, extent="competences")).content.decode()
    assert all(name in whole for name in names)
    assert "Practise:" not in whole
    assert "?competence=" not in whole


def test_the_name_stands_there_only_if_it_was_ticked(full, participant, visitor):
    name = participant.person.name
    assert name not in _page(visitor.client, _made(participant, full)).content.decode()
    with_name = _made(participant, full, with_name=True)
    assert name in _page(visitor.client, with_name).content.decode()


def test_each_opening_is_kept_and_shown_and_the_persons_own_is_not(
    full, participant, visitor, trainer
):
    share = _made(participant, full)
    assert _page(participant.client, share).status_code == 200
    assert not Opening.objects.exists()
    _page(visitor.client, share)
    _page(trainer.client, share)
    assert [(one.signed_in, one.reader) for one in Opening.objects.order_by("id")] == [
        (False, None),
        (True, trainer.person),
    ]
    address = reverse("check-shares", args=[full.id])
    page = participant.client.get(address, headers=ENGLISH).content.decode()
    assert "Opened 2 times" in page
    assert "somebody with the link" in page
    assert trainer.person.name in page
    fields = {field.name for field in Opening._meta.get_fields()}
    assert fields == {"id", "share", "at", "signed_in", "reader"}


def test_taken_back_it_shows_nothing_at_once(full, participant, visitor):
    share = _made(participant, full)
    address = reverse("share-revoke", args=[share.id])
    for _click in range(2):
        assert participant.client.post(address).status_code == 302
    answer = _page(visitor.client, share)
    assert answer.status_code == 410
    assert "has taken it back" in answer.content.decode()
    assert PURPOSE not in answer.content.decode()
    assert not Opening.objects.exists()
    actions_kept = [line.action for line in AuditEntry.objects.filter(stream=f"check:{full.id}")]
    assert actions_kept == ["check.shared", "check.share_revoked"]


@pytest.mark.parametrize(("lasts", "days"), [("day", 1), ("week", 7), ("month", 30)])
def test_it_ends_by_itself(full, participant, visitor, lasts, days):
    share = _made(participant, full, lasts=lasts)
    assert share.expires_at - share.created_at == dt.timedelta(days=days)
    Share.objects.update(expires_at=clock.now())
    answer = _page(visitor.client, share)
    assert answer.status_code == 410
    assert "It was open until" in answer.content.decode()


def test_the_stranger_makes_sees_and_ends_no_link(full, participant, stranger, visitor):
    share = _made(participant, full)
    for one in (stranger, visitor):
        for name in ("check-shares",):
            address = reverse(name, args=[full.id])
            assert one.client.get(address).status_code == 404
            sent = {"ticket": new_ticket(full), "purpose": "x", "extent": "areas", "lasts": "day"}
            assert one.client.post(address, sent).status_code == 404
        assert one.client.post(reverse("share-revoke", args=[share.id])).status_code == 404
        with pytest.raises(NotFound):
            _made(one, full)
        with pytest.raises(NotFound):
            actions.revoke(one.actor, share)
    share.refresh_from_db()
    assert share.revoked_at is None
    assert Share.objects.count() == 1


def test_an_id_of_another_check_is_not_found(full, participant):
    share = _made(participant, full)
    other = somebody()
    theirs = answered(other)
    from suyang.organisations.permissions import Actor

    with pytest.raises(NotFound):
        actions.share(
            Actor(other.id), theirs, share_id=share.id, purpose="x", extent="areas", lasts="day"
        )
    address = reverse("check-shares", args=[full.id])
    sent = {"ticket": new_ticket(theirs), "purpose": "x", "extent": "areas", "lasts": "day"}
    assert participant.client.post(address, sent).url == address
    assert Share.objects.count() == 1


@pytest.mark.parametrize(
    "wishes",
    [{"purpose": " "}, {"purpose": "x" * 121}, {"lasts": "year"}, {"extent": "answers"}],
)
def test_what_cannot_be_wished_is_refused(full, participant, wishes):
    with pytest.raises(Refused):
        _made(participant, full, **wishes)
    sent = {"ticket": new_ticket(full), "purpose": PURPOSE, "extent": "areas", "lasts": "day"}
    answer = participant.client.post(reverse("check-shares", args=[full.id]), sent | wishes)
    assert answer.status_code == 422
    assert not Share.objects.exists()


def test_an_open_check_and_a_mere_sentence_are_not_shared(bank, participant):
    from suyang.assessment import actions as checks

    begun = checks.start(participant.person, "full", "en")
    six = take(checks.start(participant.person, "elder", "en"))
    for check in (begun, six):
        with pytest.raises(Refused):
            _made(participant, check)
    address = reverse("check-shares", args=[begun.id])
    assert participant.client.get(address).url == reverse("check-question", args=[begun.id])


def test_there_are_not_more_links_than_one_keeps_in_view(full, participant):
    for _number in range(actions.MOST_OPEN):
        last = _made(participant, full)
    with pytest.raises(Refused):
        _made(participant, full)
    actions.revoke(participant.actor, last)
    assert _made(participant, full)


def test_a_link_that_never_was_is_not_found_and_guessing_is_slowed(full, visitor):
    address = reverse("shared-result", args=["A" * 43])
    codes = [visitor.client.get(address).status_code for _try in range(13)]
    assert codes[:10] == [404] * 10
    assert set(codes[11:]) == {409}


def test_a_link_opened_too_often_rests(full, participant, visitor):
    share = _made(participant, full)
    codes = [_page(visitor.client, share).status_code for _try in range(22)]
    assert codes == [200] * actions.OPENINGS_A_MINUTE + [429] * 2
    assert Opening.objects.count() == actions.OPENINGS_A_MINUTE
    assert _page(participant.client, share).status_code == 200


def test_it_goes_with_the_check_and_with_the_person(full, participant, visitor, trainer):
    share = _made(participant, full)
    _page(trainer.client, share)
    exported = personal.export(participant.person)["links"]
    assert exported[0]["purpose"] == PURPOSE
    assert len(exported[0]["openings"]) == 1
    assert actions.token(share.id) not in json.dumps(exported)
    assert any(PURPOSE in line for line in personal.words(participant.person))
    assert len(personal.export(trainer.person)["links_of_others_opened"]) == 1
    # The colleague's erasure leaves the opening, without whose it was.
    assert personal.erase(trainer.person)["links_opened"] == 1
    opening = Opening.objects.get()
    assert opening.signed_in
    assert opening.reader is None
    assert personal.erase(participant.person)["links"] == 1
    assert not Share.objects.exists()
    assert not Opening.objects.exists()
    assert _page(visitor.client, share).status_code == 404


def test_the_shares_state_is_told(full, participant):
    share = _made(participant, full)
    assert queries.told(share).state == "open"
    Share.objects.filter(id=share.id).update(expires_at=clock.now())
    share.refresh_from_db()
    assert queries.told(share).state == "expired"
