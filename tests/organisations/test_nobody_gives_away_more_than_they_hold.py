"""Roles and invitations: by whom, for what, and never the last administrator's end."""

from __future__ import annotations

import pytest

from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions
from suyang.organisations.models import Invitation, RoleGrant
from suyang.organisations.permissions import Actor


def test_an_officer_invites_trainers_but_no_administrator(officer, village):
    assert actions.invite(officer.actor, "trainer", village)[1]
    with pytest.raises(Denied):
        actions.invite(officer.actor, "administrator", village)


@pytest.mark.parametrize("who", ["trainer", "stranger", "participant", "visitor"])
def test_others_invite_nobody(request, who, village):
    with pytest.raises(Denied):
        actions.invite(request.getfixturevalue(who).actor, "trainer", village)


def test_the_same_form_gives_the_same_card(administrator, village):
    from suyang.foundation.ids import uuid7

    key = uuid7()
    first = actions.invite(administrator.actor, "trainer", village, id=key)
    assert actions.invite(administrator.actor, "trainer", village, id=key) == first
    assert Invitation.objects.count() == 1


def test_only_the_digest_of_a_code_is_kept(administrator, village):
    invitation, code = actions.invite(administrator.actor, "trainer", village)
    row = Invitation.objects.filter(id=invitation.id).values().get()
    assert code not in str(row)
    assert len(code) == 12


def test_a_withdrawn_invitation_opens_nothing(administrator, officer, stranger, village):
    invitation, code = actions.invite(administrator.actor, "administrator", village)
    for cast in (officer, stranger):
        with pytest.raises(Denied):
            actions.withdraw_invitation(cast.actor, invitation)
    actions.withdraw_invitation(administrator.actor, invitation)
    actions.withdraw_invitation(administrator.actor, invitation)
    with pytest.raises(Refused) as refused:
        actions.open_invitation(code)
    assert refused.value.code == "closed_code"


def test_a_role_is_given_once_and_ended_once(administrator, trainer, stranger, town):
    grant = actions.grant_role(administrator.actor, trainer.person.id, "officer", town)
    assert actions.grant_role(administrator.actor, trainer.person.id, "officer", town) == grant
    with pytest.raises(Denied):
        actions.end_role(stranger.actor, grant)
    actions.end_role(administrator.actor, grant)
    actions.end_role(administrator.actor, grant)
    held = Actor(trainer.person.id, trainer.actor.account_id).grants
    assert [one.role for one in held] == ["trainer"]


def test_an_officer_gives_no_roles(officer, trainer, village):
    with pytest.raises(Denied):
        actions.grant_role(officer.actor, trainer.person.id, "trainer", village)


def test_the_office_never_stays_without_administrator(administrator, trainer, county):
    own = RoleGrant.objects.get(person=administrator.person)
    with pytest.raises(Refused):
        actions.end_role(administrator.actor, own)
    actions.grant_role(administrator.actor, trainer.person.id, "administrator", county)
    assert actions.end_role(administrator.actor, own).valid_to is not None
