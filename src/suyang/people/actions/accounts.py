"""Accounts: the first one, those of invitations, passwords, and locking somebody out."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock
from suyang.foundation.ids import CODE_ALPHABET, keyed_digest, show_code
from suyang.foundation.permissions import Denied, Refused
from suyang.foundation.texts import Text, reader_language
from suyang.organisations import actions as organisations
from suyang.organisations import queries as units
from suyang.organisations.actions.roles import give, is_last_administrator, open_grants
from suyang.organisations.models import RoleGrant
from suyang.organisations.permissions import Actor, may, system
from suyang.people.actions.persons import stream
from suyang.people.models import Account, Person
from suyang.people.names import clean_name, clean_username, free_username, good_password, taken

PASSWORD_LENGTH = 12


@transaction.atomic
def found_office(
    *,
    office_name: Text | str,
    office_kind: str,
    name: str,
    username: str,
    password: str,
    code: str = "office",
) -> Account:
    """Set this installation up, once: office, first administrator, their role."""
    office = organisations.make_office(system("set-up"), office_name, office_kind, code).office
    account = _new_account(name, username, password)
    actor = Actor(person_id=account.person_id)
    give(actor, account.person_id, RoleGrant.Role.ADMINISTRATOR, office, None)
    return account


@transaction.atomic
def accept_invitation(code: str, username: str, password: str, name: str = "") -> Account:
    """The account of an invitation, with its role. Callers wrap it in `throttle.attempts`.

    The same again, with the same name and password, gives the account that was made.
    """
    made = _made_before(code, username, password)
    if made is not None:
        return made
    invitation = organisations.open_invitation(code)
    account = _new_account(name, username, password)
    organisations.use_invitation(invitation, account.person_id)
    return account


@transaction.atomic
def reset_password(actor: Actor, account: Account, key: uuid.UUID) -> str:
    """A one-time password to print; the account must choose its own at the next sign-in.

    It follows from `key`, which the form carries, so that a double click makes one password.
    """
    require_over(actor, account, "password.reset")
    password = one_time_password(account, key)
    if not account.check_password(password):
        account.set_password(password)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        audit.record(stream(account.person_id), actor, "password.reset")
    return password


def one_time_password(account: Account, key: uuid.UUID) -> str:
    """The password that `reset_password` gave for this key."""
    number = int(keyed_digest("one-time-password", f"{account.id}:{key}"), 16)
    letters = []
    for _position in range(PASSWORD_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[place])
    return show_code("".join(letters)).lower()


@transaction.atomic
def change_password(account: Account, password: str) -> None:
    """The password that the account's owner chose; checked by the form or here."""
    if account.check_password(password):
        raise Refused(_("This is the password of before. Choose another."), field="password1")
    account.set_password(good_password(password, account))
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record(stream(account.person_id), Actor(person_id=account.person_id), "password.changed")


@transaction.atomic
def deactivate(actor: Actor, account: Account) -> None:
    """Nobody signs in with it any more, nor does a program; its roles and past stay as they are."""
    require_over(actor, account, "role.grant")
    if account.is_active:
        if is_last_administrator(account.person_id):
            raise Refused(
                _("This is the office's only administrator. Give the role to somebody else first."),
                code="last_administrator",
            )
        _set_active(actor, account, False)


@transaction.atomic
def reactivate(actor: Actor, account: Account) -> None:
    require_over(actor, account, "role.grant")
    if not account.is_active:
        _set_active(actor, account, True)


def may_over(actor: Actor, account: Account, action: str) -> bool:
    """Whether the actor may do this to an account: in every unit where its person holds a role,
    so that nobody takes over an account that may do more than they."""
    held = {grant.unit_id for grant in open_grants(account.person_id)}
    if not held:
        office = units.installation()
        held = {office.office_id} if office else set()
    return bool(actor.system) or (bool(held) and all(may(actor, action, unit) for unit in held))


def require_over(actor: Actor, account: Account, action: str) -> None:
    if not may_over(actor, account, action):
        raise Denied


def _made_before(code: str, username: str, password: str) -> Account | None:
    invitation = organisations.find_invitation(code)
    if invitation is None or invitation.used_at is None:
        return None
    account = Account.objects.filter(username=clean_username(username)).first()
    if account is None or not account.check_password(password):
        return None
    same_role = open_grants(account.person_id).filter(role=invitation.role, unit=invitation.unit)
    return account if account.is_active and same_role.exists() else None


def _new_account(name: str, username: str, password: str) -> Account:
    username = free_username(username)
    person = Person.objects.create(
        name=clean_name(name) or username, language=reader_language(), created_at=clock.now()
    )
    account = Account(person=person, username=username, created_at=clock.now())
    account.set_password(good_password(password, account))
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:  # somebody took the name a moment ago
        raise taken() from None
    audit.record(stream(person.id), Actor(person_id=person.id), "account.made")
    return account


def _set_active(actor: Actor, account: Account, active: bool) -> None:
    account.is_active = active
    account.save(update_fields=["is_active"])
    action = "account.reactivated" if active else "account.deactivated"
    audit.record(stream(account.person_id), actor, action)
