"""What people and organisations hold about a person: the lowest rooms' own providers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation import files
from suyang.foundation.models import Job, StoredFile
from suyang.organisations import webhooks
from suyang.organisations.models import RoleGrant
from suyang.people import personal
from suyang.people.models import (
    Account,
    ApiToken,
    Characteristic,
    Claim,
    Consent,
    Handle,
    Person,
    ReturnCode,
)
from suyang.people.texts import AGREEMENTS, QUESTIONS

# What the lowest rooms hold about a person: exported and erased here, joined in `joining`.
OF_PEOPLE = (Person, Account, ApiToken, Characteristic, Claim, Consent, Handle, ReturnCode)
OF_ORGANISATIONS = (RoleGrant,)
OF_FOUNDATION = (Job, StoredFile)


def register() -> None:
    personal.provider(
        "people",
        OF_PEOPLE,
        export,
        erase,
        words,
    )
    personal.provider("organisations", OF_ORGANISATIONS, export_roles, erase_roles, words_of_roles)
    personal.provider("foundation", OF_FOUNDATION, export_made, erase_made, words_of_made)


def export(person: Person) -> dict[str, Any]:
    """Codes, tokens and passwords are kept as digests, which say nothing; their days are given."""
    account = Account.objects.filter(person=person).first()
    return {
        "name": person.name,
        "language": person.language,
        "since": person.created_at.isoformat(),
        "account": account
        and {
            "username": account.username,
            "since": account.created_at.isoformat(),
            "tokens": [
                {"label": one.label, "since": one.created_at.isoformat()}
                for one in account.tokens.order_by("id")
            ],
        },
        "characteristics": [
            {
                "kind": one.kind,
                "value": one.value,
                "words_agreed_to": one.consent_text,
                "given_at": one.given_at.isoformat(),
            }
            for one in person.characteristics.order_by("kind")
        ],
        "consents": [
            {
                "purpose": one.purpose,
                "about": str(one.about) if one.about else None,
                "words_agreed_to": one.text_version,
                "given_at": one.given_at.isoformat(),
                "withdrawn_at": one.withdrawn_at and one.withdrawn_at.isoformat(),
            }
            for one in person.consents.order_by("id")
        ],
        "return_codes": [one.created_at.isoformat() for one in person.return_codes.order_by("id")],
        "taken_in": [one.claimed_at.isoformat() for one in person.claims.order_by("claimed_at")],
        "known_to_sites": [
            {"site": one.connection.name, "since": one.created_at.isoformat()}
            for one in _handles(person)
        ],
    }


def erase(person: Person) -> int:
    """All but the person's row, which `erase_person` removes or empties at the end."""
    removed = 1 + webhooks.forget(person.handles.values_list("id", flat=True))
    for rows in (
        Handle.objects.filter(person=person),
        Claim.objects.filter(person=person),
        ApiToken.objects.filter(account__person=person),
        Account.objects.filter(person=person),
        Characteristic.objects.filter(person=person),
        Consent.objects.filter(person=person),
        ReturnCode.objects.filter(person=person),
    ):
        removed += rows.delete()[0]
    return removed


def words(person: Person) -> list[str]:
    sentences = []
    if person.name:
        sentences.append(_("The name you chose: %(name)s.") % {"name": person.name})
    account = Account.objects.filter(person=person).first()
    if account is not None:
        sentences.append(_("Your account: %(name)s.") % {"name": account.username})
    for one in person.characteristics.order_by("kind"):
        question = QUESTIONS[one.kind]
        sentences.append(f"{question.label} {question.choices.get(one.value, one.value)}")
    for consent in person.consents.filter(withdrawn_at=None).order_by("id"):
        agreement = AGREEMENTS[consent.purpose].words
        sentences.append(_("You agreed: %(words)s") % {"words": agreement})
    if person.return_codes.filter(revoked_at=None).exists():
        sentences.append(_("That you have a code on paper. The code itself is not kept."))
    for name in dict.fromkeys(one.connection.name for one in _handles(person)):
        sentences.append(
            _("That you came from the site “%(site)s”, which knows you by a mark.") % {"site": name}
        )
    taken = person.claims.count()
    if taken:
        sentences.append(
            ngettext(
                "That you brought %(n)s earlier start here by its code.",
                "That you brought %(n)s earlier starts here by their codes.",
                taken,
            )
            % {"n": taken}
        )
    return sentences


def _handles(person: Person) -> list[Handle]:
    return list(Handle.objects.filter(person=person).select_related("connection").order_by("id"))


def export_roles(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "role": grant.role,
            "unit": str(grant.unit_id),
            "valid_from": grant.valid_from.isoformat(),
            "valid_to": grant.valid_to and grant.valid_to.isoformat(),
        }
        for grant in RoleGrant.objects.filter(person=person).order_by("id")
    ]


def erase_roles(person: Person) -> int:
    return RoleGrant.objects.filter(person=person).delete()[0]


def words_of_roles(person: Person) -> list[str]:
    count = RoleGrant.objects.filter(person=person).count()
    if not count:
        return []
    return [
        ngettext("%(count)d role in an office.", "%(count)d roles in offices.", count)
        % {"count": count}
    ]


def export_made(person: Person) -> dict[str, Any]:
    """Files that were made for the person, such as reports, and the work of making them."""
    return {
        "files": [
            {"name": one.name, "size": one.size, "made_at": one.created_at.isoformat()}
            for one in StoredFile.objects.filter(owner=person.id).order_by("id")
        ],
        "work": [
            {"kind": one.kind, "asked_at": one.created_at.isoformat()}
            for one in Job.objects.filter(owner=person.id).order_by("id")
        ],
    }


def erase_made(person: Person) -> int:
    own = list(StoredFile.objects.filter(owner=person.id))
    for one in own:
        files.remove(one)
    removed, _by_model = Job.objects.filter(owner=person.id).delete()
    return len(own) + removed


def words_of_made(person: Person) -> list[str]:
    count = StoredFile.objects.filter(owner=person.id).count()
    if not count:
        return []
    text = ngettext(
        "%(n)s file that was made for you.", "%(n)s files that were made for you.", count
    )
    return [text % {"n": count}]
