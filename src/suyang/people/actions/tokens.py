"""Keys for programs that act as an account. As with invitations, the plain key follows from the
row's id and the installation's secret; the data layer keeps its digest only."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from suyang.foundation import audit, clock
from suyang.foundation.ids import derived, keyed_digest, keyed_digests, uuid7
from suyang.foundation.permissions import Denied
from suyang.organisations.permissions import Actor
from suyang.people.actions.persons import stream
from suyang.people.models import Account, ApiToken, Person

VALID_FOR = dt.timedelta(days=365)


@transaction.atomic
def make_token(
    actor: Actor,
    account: Account,
    label: str,
    id: uuid.UUID | None = None,
) -> tuple[ApiToken, str]:
    """A key and its plain text, for a year. The same `id` again gives the same key."""
    _require_own(actor, account)
    known = ApiToken.objects.filter(id=id).first() if id else None
    if known is not None:
        _require_own(actor, known.account)
        return known, plain_token(known)
    token = ApiToken(
        id=id or uuid7(),
        account=account,
        label=label.strip()[:60],
        created_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    token.digest = _digest(plain_token(token))
    token.save(force_insert=True)
    audit.record(stream(account.person_id), actor, "token.made", token=str(token.id))
    return token, plain_token(token)


@transaction.atomic
def revoke_token(actor: Actor, token: ApiToken) -> ApiToken:
    _require_own(actor, token.account)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        audit.record(stream(token.account.person_id), actor, "token.revoked", token=str(token.id))
    return token


def person_by_token(plain: str) -> Person | None:
    """The person for whom a program acts; their `account` is loaded, active and without a
    password that still has to be changed."""
    found = (
        ApiToken.objects.filter(
            digest__in=keyed_digests("api-token", plain),
            revoked_at=None,
            expires_at__gt=clock.now(),
            account__is_active=True,
            account__must_change_password=False,
        )
        .select_related("account__person")
        .first()
    )
    return found.account.person if found else None


def plain_token(token: ApiToken) -> str:
    def made(secret: str) -> str:
        return "suyang_" + keyed_digest("api-token-plain", str(token.id), secret)[:48]

    return derived(made, token.digest, "api-token")


def _require_own(actor: Actor, account: Account) -> None:
    if not actor.system and actor.account_id != account.id:
        raise Denied


def _digest(plain: str) -> str:
    return keyed_digest("api-token", plain)
