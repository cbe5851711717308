"""The Idempotency-Key header: the same request sent again comes to the same.

The id of what is made follows from the caller, the operation and the key, so nothing about
requests is stored: the action finds what the first request made. What was made tells whether
the second request asked for the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Header

from suyang.foundation import clock
from suyang.foundation.api.problems import NotAsSent
from suyang.foundation.ids import keyed_digest, uuid7
from suyang.foundation.permissions import Refused

LASTS = dt.timedelta(days=1)
_UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"

IdempotencyKey = Annotated[
    str | None,
    Header(
        default=None,
        alias="Idempotency-Key",
        pattern=_UUID,
        description=_(
            "A random UUID (version 4 or 7), new for each thing that is to be made. The same "
            "request with the same key makes it once and gets the same answer for a day. Keep it "
            "as secret as a token."
        ),
    ),
]


def made_id(caller: str, operation: str, key: str | None) -> uuid.UUID:
    """The id of what a request makes: of its own without a key, the same for the same key."""
    if key is None:
        return uuid7()
    digest = keyed_digest(f"api.retries.{operation}", f"{caller}:{key.lower()}")
    return uuid.UUID(int=int(digest[:32], 16) & ~(0xF << 76) | 0x8 << 76)


def require_same(*pairs: tuple[object, object]) -> None:
    """Raise unless what was made is what is asked for now, pair by pair."""
    if any(made != asked for made, asked in pairs):
        raise NotAsSent(
            "header.Idempotency-Key",
            gettext("This key was used for another request. Please take a new key."),
            "key_reused",
        )


def require_fresh(made_at: dt.datetime) -> None:
    """Raise when a key is too old to hand out a token or a code once more."""
    if clock.now() - made_at > LASTS:
        raise Refused(
            gettext(
                "This key is more than a day old. Please come back with your own code or token."
            ),
            code="key_expired",
        )
