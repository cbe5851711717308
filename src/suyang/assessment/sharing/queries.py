"""A person's links, and who opened them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from suyang.assessment import permissions
from suyang.assessment import queries as checks
from suyang.assessment.models import Check, Opening, Share
from suyang.assessment.sharing.actions import token
from suyang.foundation import clock
from suyang.foundation.permissions import Acting, NotFound
from suyang.people.models import Person

SHOWN_OPENINGS = 50


@dataclass(frozen=True)
class Told:
    """A link as its person sees it. `state` is "open", "expired" or "revoked"."""

    share: Share
    state: str
    openings: list[Opening]
    count: int

    @property
    def url(self) -> str:
        return address(self.share)


def address(share: Share) -> str:
    """The whole link, as it is handed on."""
    return f"{settings.PUBLIC_URL}{reverse('shared-result', args=[token(share.id)])}"


def state(share: Share) -> str:
    if share.revoked_at is not None:
        return "revoked"
    return "open" if clock.now() < share.expires_at else "expired"


def shares_of(check: Check) -> list[Told]:
    """The newest first, each with its latest openings."""
    rows = Share.objects.filter(check_taken=check).order_by("-created_at", "-id")
    return [told(share) for share in rows]


def told(share: Share) -> Told:
    openings = Opening.objects.filter(share=share).select_related("reader").order_by("-at", "-id")
    return Told(share, state(share), list(openings[:SHOWN_OPENINGS]), openings.count())


def shareable(actor: Acting, check_id: uuid.UUID) -> Check:
    """The check to whose result the actor may make links, and see who opened them."""
    check = checks.check_of(actor, check_id)
    if not permissions.may(actor, "check.share", check):
        raise NotFound
    return check


def share_of(actor: Acting, share_id: uuid.UUID) -> Share:
    """The actor's own link; for anybody else there is none."""
    found = Share.objects.select_related("check_taken__blueprint").filter(id=share_id).first()
    if found is None or not permissions.may(actor, "check.share", found.check_taken):
        raise NotFound
    return found


def shares_by(person: Person) -> list[Share]:
    """All links that a person made, for any check."""
    rows = Share.objects.filter(check_taken__person=person).select_related("check_taken__blueprint")
    return list(rows.order_by("created_at"))
