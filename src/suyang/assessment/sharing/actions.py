"""Making a link, taking it back, opening it.

The link's token follows from its id under the installation's secret, so that a second click and a
person who lost the link get the same one; the table keeps only the token's digest. Without the
secret neither the table nor an id gives a token.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.assessment import permissions
from suyang.assessment.models import Check, Opening, Share
from suyang.foundation import audit, clock
from suyang.foundation.ids import keyed_digest
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.people.models import Person

LASTS: Final = {
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(days=7),
    "month": dt.timedelta(days=30),
}
LONGEST_PURPOSE: Final = 120
# At a time, for one check: more of them nobody keeps in view.
MOST_OPEN: Final = 20
# More often than this a link is not looked at by people.
OPENINGS_A_MINUTE: Final = 20
OPENINGS_A_DAY: Final = 200


class Over(Refused):
    """The link was valid and is no more: `share` says when it ended and why."""

    def __init__(self, share: Share) -> None:
        super().__init__(_("This link no longer shows anything."), code="over")
        self.share = share


class TooOften(Refused):
    """The link is opened so often that it rests for a while."""

    def __init__(self) -> None:
        super().__init__(
            _("This link has been opened very often. Please wait a while and try again."),
            code="too_often",
        )


@dataclass(frozen=True)
class Reader:
    """Who opens a link, as far as they are signed in."""

    person: Person | None = None
    signed_in: bool = False


def share(
    actor: Acting,
    check: Check,
    *,
    share_id: uuid.UUID,
    purpose: str,
    extent: str,
    lasts: str,
    with_name: bool = False,
) -> Share:
    """Make a link to a finished check's result. The same `share_id` makes it once.

    lasts: a key of LASTS. Raises NotFound for anybody but the check's person and for an id that
    another check has, Refused without a purpose, for a check that is open, or for too many links.
    """
    if not permissions.may(actor, "check.share", check):
        raise NotFound
    known = Share.objects.filter(id=share_id).first()
    if known is not None:
        return _same_check(known, check)
    _check_wishes(check, purpose, extent, lasts)
    now = clock.now()
    try:
        with transaction.atomic():
            made = Share.objects.create(
                id=share_id,
                check_taken=check,
                digest=_digest(token(share_id)),
                purpose=purpose.strip(),
                extent=extent,
                with_name=with_name,
                created_at=now,
                expires_at=now + LASTS[lasts],
            )
            # The purpose is the person's own words and stays out of what is never erased.
            audit.record(
                f"check:{check.id}",
                actor,
                "check.shared",
                share=str(made.id),
                extent=extent,
                lasts=lasts,
            )
    except IntegrityError:
        return _same_check(Share.objects.get(id=share_id), check)
    return made


def revoke(actor: Acting, taken_back: Share) -> Share:
    """End a link at once. Twice is once."""
    check = taken_back.check_taken
    if not permissions.may(actor, "check.share", check):
        raise NotFound
    with transaction.atomic():
        current = Share.objects.select_for_update().get(id=taken_back.id)
        if current.revoked_at is None:
            current.revoked_at = clock.now()
            current.save(update_fields=["revoked_at"])
            audit.record(f"check:{check.id}", actor, "check.share_revoked", share=str(current.id))
    return current


def look(shown: str, reader: Reader, owner: Acting) -> Share:
    """The share behind a token, and the opening kept; the person's own look is not kept.

    Raises NotFound for an unknown token, Over for one that ended, TooOften.
    """
    digest = _digest(shown)
    found = (
        Share.objects.select_related("check_taken__person", "check_taken__blueprint")
        .filter(digest=digest)
        .first()
    )
    # The table was asked for a digest, so its timing tells nothing of the token; nor does this.
    if found is None or not hmac.compare_digest(found.digest, digest):
        raise NotFound
    now = clock.now()
    if found.revoked_at is not None or now >= found.expires_at:
        raise Over(found)
    if owner.person_id == found.check_taken.person_id:
        return found
    with transaction.atomic():
        Share.objects.select_for_update().get(id=found.id)
        opened = Opening.objects.filter(share=found)
        if (
            opened.filter(at__gt=now - dt.timedelta(minutes=1)).count() >= OPENINGS_A_MINUTE
            or opened.filter(at__gt=now - dt.timedelta(days=1)).count() >= OPENINGS_A_DAY
        ):
            raise TooOften
        Opening.objects.create(
            share=found, at=now, signed_in=reader.signed_in, reader=reader.person
        )
    return found


def token(share_id: uuid.UUID) -> str:
    """What the link ends in: 256 bits as 43 letters."""
    raw = bytes.fromhex(keyed_digest("assessment.share", share_id.hex))
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()


def _same_check(known: Share, check: Check) -> Share:
    if known.check_taken_id != check.id:
        raise NotFound
    return known


def _check_wishes(check: Check, purpose: str, extent: str, lasts: str) -> None:
    if check.finished_at is None or not {"areas", "competences"} & set(
        check.blueprint.body["report"]
    ):
        raise Refused(
            _("This check has no profile to share. Take the full check, or finish this one first."),
            code="nothing_to_share",
        )
    if not 0 < len(purpose.strip()) <= LONGEST_PURPOSE:
        raise Refused(
            _("Please say in up to 120 characters what the link is for."),
            code="purpose",
            field="purpose",
        )
    if extent not in Share.Extent.values or lasts not in LASTS:
        raise Refused(_("Please choose what is shown, and for how long."), code="choice")
    valid = Share.objects.filter(check_taken=check, revoked_at=None, expires_at__gt=clock.now())
    if valid.count() >= MOST_OPEN:
        raise Refused(
            _("There are 20 links to this result already. Please take one back first."),
            code="too_many_links",
        )
