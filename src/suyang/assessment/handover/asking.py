"""The request by which another site sends a person here: signed, dated, to a registered address.

    /handover/?key=…&blueprint=…&competence=…&language=…&shares=…&return=…&state=…&expires=…
              &signature=…

signature = hex(HMAC-SHA256(secret, canonical)), where canonical is "suyang-handover-1" and the
values of key, blueprint, competence, language, shares, return, state and expires, in this order,
joined by line feeds; what is left out is empty. expires is in Unix seconds, a day ahead at most.
Nothing of a request that is not whole and right is used: nobody is sent to the address it names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from suyang.assessment import queries
from suyang.assessment.models import Blueprint, HandOver
from suyang.foundation import clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations import addresses, keys
from suyang.organisations.models import Connection

VERSION = "suyang-handover-1"
SIGNED = ("key", "blueprint", "competence", "language", "shares", "return", "state", "expires")
LANGUAGES = ("", "zh-Hans", "en")
LONGEST = dt.timedelta(days=1)
LONGEST_STATE = 500
# What is added to the return address; it may not hold them already.
OURS = ("state", "code", "error")


@dataclass(frozen=True)
class Ask:
    """A request that is right: who asks, for which check, how much of its result, from where."""

    connection: Connection
    blueprint: Blueprint
    competence: str
    language: str
    shares: HandOver.Shares
    return_address: str
    state: str
    digest: str


def canonical(values: Mapping[str, str]) -> str:
    """What is signed."""
    return "\n".join([VERSION, *(values.get(name, "") for name in SIGNED)])


def sign(secret: str, values: Mapping[str, str]) -> str:
    return hmac.new(secret.encode(), canonical(values).encode(), hashlib.sha256).hexdigest()


def read(given: QueryDict) -> Ask:
    """The request of a query string. Raises Refused with what is wrong for whoever runs the site;
    the visitor reads that nothing happened."""
    values = _values(given)
    connection = _connection(values["key"])
    signature = values["signature"].encode()
    right = [sign(secret, values).encode() for secret in keys.handover_secrets(connection)]
    if not any(hmac.compare_digest(one, signature) for one in right):
        raise _wrong(_("Its signature is not right."))
    _require_in_time(values["expires"])
    if not addresses.is_registered(values["return"], connection.returns) or _holds_ours(
        values["return"]
    ):
        raise _wrong(_("The address to go back to is not registered."))
    if values["language"] not in LANGUAGES or values["shares"] not in HandOver.Shares.values:
        raise _wrong(_("Language or extent of the result are none that there are."))
    return Ask(
        connection=connection,
        blueprint=_blueprint(values["blueprint"]),
        competence=values["competence"],
        language=values["language"],
        shares=HandOver.Shares(values["shares"]),
        return_address=values["return"],
        state=values["state"],
        digest=hashlib.sha256(signature).hexdigest(),
    )


def way_back(return_address: str, state: str, **more: str) -> str:
    """The return address with the state and what else is told; nothing about the person."""
    given = {name: value for name, value in {"state": state, **more}.items() if value}
    joint = "&" if urlsplit(return_address).query else "?"
    return return_address + (joint + urlencode(given) if given else "")


def _values(given: QueryDict) -> dict[str, str]:
    if any(len(given.getlist(name)) > 1 for name in (*SIGNED, "signature")):
        raise _wrong(_("It says something twice."))
    values = {name: given.get(name, "") for name in (*SIGNED, "signature")}
    plain = all(32 <= ord(sign) < 127 for value in values.values() for sign in value)
    if not plain or len(values["state"]) > LONGEST_STATE or len(values["competence"]) > 40:
        raise _wrong(_("It holds signs that it may not, or is too long."))
    return values


def _connection(key: str) -> Connection:
    try:
        found = keys.holding().select_related("unit").filter(id=uuid.UUID(key)).first()
    except ValueError:
        found = None
    if found is None or Connection.Scope.HANDOVER not in found.scopes:
        raise _wrong(_("Its key is not known, has ended, or may not do this."))
    return found


def _require_in_time(expires: str) -> None:
    now = clock.now().timestamp()
    if not (expires.isdecimal() and len(expires) <= 12):
        raise _wrong(_("It does not say until when it holds."))
    if int(expires) <= now:
        raise Refused(
            _(
                "This request has run out. Nothing happened. Please go back to the site you came "
                "from and begin there once more."
            ),
            code="expired",
        )
    if int(expires) > now + LONGEST.total_seconds():
        raise _wrong(_("It holds for more than a day."))


def _blueprint(slug: str) -> Blueprint:
    """A check that somebody can take alone, without a group or an earlier one."""
    try:
        found = queries.blueprint(slug)
    except NotFound:
        raise _wrong(_("It asks for a check that there is not.")) from None
    if found.body["halves"] == "one" or found.body.get("continues"):
        raise _wrong(_("It asks for a check that cannot be taken by itself."))
    return found


def _holds_ours(address: str) -> bool:
    query = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return any(name in OURS for name, _value in query)


def _wrong(reason: str) -> Refused:
    return Refused(
        _(
            "The site you came from sent a request that cannot be used. %(reason)s Nothing "
            "happened, and nothing was told to anybody. Please go back there, or take a check here "
            "without it."
        )
        % {"reason": reason},
        code="handover",
    )
