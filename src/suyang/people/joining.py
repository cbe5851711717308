"""How what people, organisations and the foundation hold goes from one person to another."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suyang.foundation.models import Job, StoredFile
from suyang.organisations.models import RoleGrant
from suyang.people import merging, providers
from suyang.people.models import Account, Person
from suyang.people.texts import QUESTIONS


def register() -> None:
    merging.merger(
        "people",
        providers.OF_PEOPLE,
        move,
        words,
        obstacles,
    )
    merging.merger(
        "organisations", providers.OF_ORGANISATIONS, lambda _goes, _stays: {}, None, staff
    )
    merging.merger("foundation", providers.OF_FOUNDATION, move_made)


def obstacles(goes: Person, stays: Person) -> list[str]:
    if Account.objects.filter(person=goes).exists():
        return [
            _(
                "This code belongs to somebody with an account. Nothing was changed. Sign in with "
                "that account instead; what was done is there."
            )
        ]
    if goes.demonstration != stays.demonstration:
        return [_("One of the two is a made-up person of a demonstration. Nothing was changed.")]
    return []


def staff(goes: Person, _stays: Person) -> list[str]:
    """Without an account nobody holds a role, unless an operator made it so."""
    if RoleGrant.objects.filter(person=goes).exists():
        return [_("This code belongs to somebody who works for an office. Nothing was changed.")]
    return []


def words(goes: Person, stays: Person) -> list[str]:
    sentences = []
    known = set(stays.characteristics.values_list("kind", flat=True))
    for one in goes.characteristics.order_by("kind"):
        question = QUESTIONS[one.kind]
        answer = question.choices.get(one.value, one.value)
        sentences.append(
            _("%(question)s %(answer)s (left out: you answered this here too)")
            % {"question": question.label, "answer": answer}
            if one.kind in known
            else f"{question.label} {answer}"
        )
    if goes.name and not stays.name:
        sentences.append(_("The name you chose: %(name)s.") % {"name": goes.name})
    count = goes.consents.filter(withdrawn_at=None).exclude(about=None).count()
    if count:
        sentences.append(_("What you agreed to in groups holds on: %(count)s.") % {"count": count})
    return sentences


def move(goes: Person, stays: Person) -> dict[str, int]:
    """Codes of before open nothing any more; the row says that they were claimed."""
    known = list(stays.characteristics.values_list("kind", flat=True))
    said = goes.characteristics.exclude(kind__in=known).update(person=stays)
    goes.characteristics.all().delete()
    if goes.name and not stays.name:
        stays.name = goes.name
        stays.save(update_fields=["name"])
    # An agreement about a group goes with the group. One about everything was given for less than
    # it would now reach: it ends, and the person that stays says for themselves.
    goes.consents.filter(about=None).delete()
    agreed = goes.consents.update(person=stays)
    goes.return_codes.update(person=stays)
    handles = goes.handles.update(person=stays)
    goes.claims.update(person=stays)
    return {"characteristics": said, "consents": agreed, "handles": handles}


def move_made(goes: Person, stays: Person) -> dict[str, int]:
    """Files that were made for the person, and the work of making them."""
    Job.objects.filter(owner=goes.id).update(owner=stays.id)
    return {"files": StoredFile.objects.filter(owner=goes.id).update(owner=stays.id)}
