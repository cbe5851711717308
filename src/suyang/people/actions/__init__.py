"""Every change to people, their accounts, codes, consents and data: one function per use case."""

from __future__ import annotations

from suyang.people.actions.accounts import (
    accept_invitation,
    change_password,
    deactivate,
    found_office,
    one_time_password,
    reactivate,
    reset_password,
)
from suyang.people.actions.claiming import CLAIMED, claim, join_persons, preview_claim
from suyang.people.actions.codes import new_return_code, person_by_code
from suyang.people.actions.consents import (
    give_consent,
    set_characteristic,
    withdraw_characteristic,
    withdraw_consent,
)
from suyang.people.actions.erasure import erase_person, export_person
from suyang.people.actions.persons import lock_person, rename, visitor
from suyang.people.actions.tokens import make_token, person_by_token, plain_token, revoke_token

__all__ = [
    "CLAIMED",
    "accept_invitation",
    "change_password",
    "claim",
    "deactivate",
    "erase_person",
    "export_person",
    "found_office",
    "give_consent",
    "join_persons",
    "lock_person",
    "make_token",
    "new_return_code",
    "one_time_password",
    "person_by_code",
    "person_by_token",
    "plain_token",
    "preview_claim",
    "reactivate",
    "rename",
    "reset_password",
    "revoke_token",
    "set_characteristic",
    "visitor",
    "withdraw_characteristic",
    "withdraw_consent",
]
