"""What a person says about themselves and agrees to; each taken back as easily as given."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, outbox
from suyang.foundation.permissions import Acting, Refused
from suyang.organisations.permissions import Actor
from suyang.people.actions.persons import lock_person, stream
from suyang.people.models import Characteristic, Consent, Person
from suyang.people.texts import AGREEMENTS, CHARACTERISTICS_VERSION, QUESTIONS


@transaction.atomic
def set_characteristic(person: Person, kind: str, value: str) -> Characteristic:
    """Keep one value, with the version of the words agreed to. The same again changes nothing."""
    question = QUESTIONS.get(kind)
    if question is None or value not in question.choices:
        raise Refused(_("This answer is not one of those offered."), field=kind)
    known = Characteristic.objects.filter(person=person, kind=kind).first()
    if known and (known.value, known.consent_text) == (value, CHARACTERISTICS_VERSION):
        return known
    kept, _made = Characteristic.objects.update_or_create(
        person=person,
        kind=kind,
        defaults={
            "value": value,
            "consent_text": CHARACTERISTICS_VERSION,
            "given_at": clock.now(),
        },
    )
    audit.record(stream(person.id), Actor(person_id=person.id), "characteristic.set", kind=kind)
    return kept


@transaction.atomic
def withdraw_characteristic(person: Person, kind: str) -> None:
    """Forget it; nothing happens when it was never said."""
    removed, _by_model = Characteristic.objects.filter(person=person, kind=kind).delete()
    if removed:
        actor = Actor(person_id=person.id)
        audit.record(stream(person.id), actor, "characteristic.withdrawn", kind=kind)


@transaction.atomic
def give_consent(
    person: Person, purpose: str, about: uuid.UUID | None = None, by: Acting | None = None
) -> Consent:
    """A consent to the words of today. One that is already given stays as it is.

    `about` is what it concerns, such as a group; `by` a trainer who writes down what was said.
    """
    lock_person(person.id)
    given = Consent.objects.filter(
        person=person, purpose=purpose, about=about, withdrawn_at=None
    ).first()
    if given is not None:
        return given
    consent = Consent.objects.create(
        person=person,
        purpose=purpose,
        about=about,
        text_version=AGREEMENTS[purpose].version,
        given_at=clock.now(),
    )
    _record(person, by, "consent.given", purpose, about)
    return consent


@transaction.atomic
def withdraw_consent(
    person: Person, purpose: str, about: uuid.UUID | None = None, by: Acting | None = None
) -> None:
    """Taken back: from now on it does not hold; that it once did is kept."""
    given = Consent.objects.filter(person=person, purpose=purpose, about=about, withdrawn_at=None)
    if given.update(withdrawn_at=clock.now()):
        _record(person, by, "consent.withdrawn", purpose, about)
        outbox.publish(
            "people.consent_withdrawn", person.id, {"person": str(person.id), "purpose": purpose}
        )


def _record(
    person: Person, by: Acting | None, action: str, purpose: str, about: uuid.UUID | None
) -> None:
    actor = by or Actor(person_id=person.id)
    concerned = str(about) if about else None
    audit.record(stream(person.id), actor, action, purpose=purpose, about=concerned)
