"""Who may do what with a group, an enrolment and a participant's result.

Whoever started a group runs it as long as they may start groups in its unit. The office above
sees the group, not the results. A group that was taken in from a laptop is run there only.
"""

from __future__ import annotations

from typing import Literal

from suyang.foundation.permissions import Denied, NotFound
from suyang.learning.models import Enrolment, Group
from suyang.organisations import permissions
from suyang.organisations.permissions import Actor
from suyang.people.models import Consent

Action = Literal["group.see", "group.run", "group.export"]


def may(actor: Actor, action: Action, group: Group) -> bool:
    leads = actor.person_id is not None and actor.person_id == group.trainer_id
    trainer = leads and permissions.may(actor, "group.start", group.unit_id)
    if action == "group.run":
        return group.imported_at is None and (trainer or bool(actor.system))
    return trainer or permissions.may(actor, "group.see", group.unit_id)


def require(actor: Actor, action: Action, group: Group) -> None:
    """NotFound for whoever may not even see it: a group's address tells nobody that it exists."""
    if may(actor, action, group):
        return
    raise Denied if may(actor, "group.see", group) else NotFound


def is_own(actor: Actor, enrolment: Enrolment) -> bool:
    """What a participant does, only that participant does."""
    return bool(actor.system) or (
        actor.person_id is not None and actor.person_id == enrolment.person_id
    )


def require_own(actor: Actor, enrolment: Enrolment) -> None:
    if not is_own(actor, enrolment):
        raise NotFound


def may_see_result(actor: Actor, enrolment: Enrolment) -> bool:
    """The participant; the group's trainer while the participant says yes; nobody else."""
    if actor.person_id is not None and actor.person_id == enrolment.person_id:
        return True
    group = enrolment.group
    leads = actor.person_id is not None and actor.person_id == group.trainer_id
    return leads and may(actor, "group.see", group) and shares_result(enrolment)


def shares_result(enrolment: Enrolment) -> bool:
    return Consent.objects.filter(
        person_id=enrolment.person_id,
        purpose=Consent.Purpose.TRAINER_SEES_RESULT,
        about=enrolment.group_id,
        withdrawn_at=None,
    ).exists()
