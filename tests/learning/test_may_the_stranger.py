"""Every page of a group: the trainer of another county finds nothing there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.learning.models import Enrolment, Group
from tests.learning import afternoon

pytestmark = pytest.mark.django_db

PAGES = ["group", "group-results", "group-add", "group-attendance", "group-sheet"]
PAPERS = ["group-sheet-pdf", "group-cards-pdf"]
POSTS = ["group-close", "group-add", "group-attendance", "group-export"]


def test_the_stranger_finds_no_group(group, stranger):
    enrolment = afternoon.enrol(group, "老周")
    for name in PAGES + PAPERS:
        assert stranger.client.get(reverse(name, args=[group.id])).status_code == 404, name
    for name in POSTS:
        assert stranger.client.post(reverse(name, args=[group.id])).status_code == 404, name
    code = reverse("group-code", args=[group.id, enrolment.id])
    assert stranger.client.get(code).status_code == 404
    assert stranger.client.post(code).status_code == 404
    assert group.name not in stranger.client.get(reverse("group-list")).content.decode()
    group.refresh_from_db()
    assert group.closed_at is None
    assert enrolment.person.return_codes.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("who", ["participant", "visitor"])
def test_without_an_account_there_is_nothing_to_run(request, group, who):
    client = request.getfixturevalue(who).client
    for name in PAGES + PAPERS:
        assert client.get(reverse(name, args=[group.id])).status_code in (302, 404), name
    for name in ("group-list", "group-new", "group-import"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert "login" in answer.url


def test_the_stranger_starts_no_group_here(bank, stranger, village, county):
    page = stranger.client.get(reverse("group-new")).content.decode()
    assert str(village.id) not in page
    sent = {
        "programme": afternoon.PROGRAMME,
        "unit": str(village.id),
        "key": "0190aaaa-0000-7000-8000-000000000001",
    }
    assert stranger.client.post(reverse("group-new"), sent).status_code == 200
    assert not Group.objects.exists()


def test_the_office_sees_the_group_and_does_not_run_it(group, officer):
    afternoon.enrol(group, "老周")
    assert "老周" in officer.client.get(reverse("group", args=[group.id])).content.decode()
    for name in ("group-close", "group-add", "group-attendance"):
        assert officer.client.post(reverse(name, args=[group.id])).status_code == 403, name


def test_a_trainer_may_not_take_groups_in(bank, trainer):
    assert trainer.client.get(reverse("group-import")).status_code == 403


def test_a_stranger_to_the_group_has_no_way_in_it(group, participant):
    afternoon.enrol(group, "老周")
    assert participant.client.get(reverse("my-group")).status_code == 200
    for name in ("my-check", "my-lesson"):
        argument = "before" if name == "my-check" else afternoon.LESSONS[0]
        assert participant.client.get(reverse(name, args=[argument])).status_code == 404
    for name in ("my-skip", "my-consents"):
        assert participant.client.post(reverse(name)).status_code == 404
    assert Enrolment.objects.count() == 1


def test_what_a_participant_does_only_they_do(group, trainer, participant):
    from suyang.foundation.permissions import NotFound
    from suyang.learning import actions

    enrolment = afternoon.enrol(group, "老周")
    for actor in (trainer.actor, participant.actor):
        with pytest.raises(NotFound):
            actions.start_check(actor, enrolment, "before")
        with pytest.raises(NotFound):
            actions.finish_lesson(actor, enrolment, afternoon.LESSONS[0])
        with pytest.raises(NotFound):
            actions.set_sharing_consent(actor, enrolment, True)
        with pytest.raises(NotFound):
            actions.skip_before(actor, enrolment)
