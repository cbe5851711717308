"""Beginning a check: what it pins, once for one id."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from suyang.assessment import aiming, eligibility, engine, queries
from suyang.assessment.models import Blueprint, Check
from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound, Refused
from suyang.items.queries import bank_arrays, current_bank, has_unopened
from suyang.items.sealed.opening import no_key
from suyang.people import actions as people
from suyang.people.models import Person

# A second click, or a resend after a broken connection, comes this soon.
SAME_HAND = dt.timedelta(minutes=10)
ATTEMPTS = 3


def start(
    person: Person,
    blueprint_slug: str,
    language: str,
    *,
    check_id: uuid.UUID | None = None,
    half: str = "",
    competences: Sequence[str] | None = None,
    mode: str = Check.Mode.ALONE,
    elder: bool = False,
    seed: int | None = None,
    online: str = "",
    feeling: str = "",
    continues: Check | None = None,
) -> Check:
    """Begin a check, pinning what its result depends on. The same `check_id` begins it once.

    half: "A" or "B" where the blueprint draws from one half. competences: those of a programme,
    the one that the person chose, else the blueprint's. online, feeling: answers to the two
    questions of `aiming`. continues: the finished check that a follow-up goes on from. Raises
    Refused without a bank, half or competence that it needs, NotFound for another's id or check,
    and for a person who was taken into another one at this moment.
    """
    chosen_id = check_id or uuid7()
    existing = _begun(chosen_id, person)
    if existing is not None:
        return existing
    blueprint = queries.blueprint(blueprint_slug)
    _check_continued(blueprint, person, continues)
    # A follow-up's answers and the first check's are one evidence: on one bank, by one prior.
    bank = continues.bank if continues else current_bank()
    if bank is None:
        raise Refused(
            _("There are no questions here yet. The office can load them; please come back later."),
            code="no_bank",
        )
    _check_half(blueprint, half)
    try:
        with transaction.atomic():
            people.lock_person(person.id)
            return Check.objects.create(
                id=chosen_id,
                person=person,
                blueprint=blueprint,
                bank=bank,
                half=half,
                competences=_covered(blueprint, bank.id, competences),
                correlation=continues.correlation if continues else engine.CURRENT_CORRELATION,
                start=aiming.start(blueprint.body, online, feeling),
                continues=continues,
                seed=secrets.randbits(62) if seed is None else seed,
                language=language,
                mode=Check.Mode(mode),
                elder=elder or blueprint.body["screen"] == "one-task",
                started_at=clock.now(),
            )
    except IntegrityError:
        existing = _begun(chosen_id, person)
        if existing is None:
            raise
        return existing


def start_as_newcomer(
    blueprint_slug: str, language: str, *, check_id: uuid.UUID, **how: Any
) -> Check | None:
    """Begin a check with a new person for whom it is made, both or neither; `how` as for `start`.

    A second click finds the check of the first; None when that lies too long back to be the same
    hand. Callers make sure that `check_id` was drawn for a newcomer.
    """
    for _attempt in range(ATTEMPTS):
        begun = Check.objects.select_related("person").filter(id=check_id).first()
        if begun is not None:
            return begun if clock.now() - begun.started_at < SAME_HAND else None
        try:
            with transaction.atomic():
                return start(
                    people.visitor(language),
                    blueprint_slug,
                    language,
                    check_id=check_id,
                    **how,
                )
        except NotFound:
            # The other click was faster, or there is no such blueprint.
            queries.blueprint(blueprint_slug)
    raise NotFound


def _begun(check_id: uuid.UUID, person: Person) -> Check | None:
    existing = Check.objects.select_related("blueprint").filter(id=check_id).first()
    if existing is not None and existing.person_id != person.id:
        raise NotFound
    return existing


def _check_half(blueprint: Blueprint, half: str) -> None:
    if blueprint.body["halves"] == "one" and half not in ("A", "B"):
        raise Refused(
            _("This check belongs to a programme. Join a group with its code, and begin it there."),
            code="needs_programme",
        )


def _check_continued(blueprint: Blueprint, person: Person, continues: Check | None) -> None:
    if continues is not None and (
        continues.person_id != person.id or continues.finished_at is None
    ):
        raise NotFound
    if bool(blueprint.body.get("continues")) != (continues is not None):
        raise Refused(
            _("More questions on one competence are offered on the result of a check."),
            code="needs_check",
        )


def _covered(
    blueprint: Blueprint, bank_id: uuid.UUID, competences: Sequence[str] | None
) -> list[str]:
    """The competences of the bank that the check covers, in the bank's order."""
    wanted = blueprint.body["competences"] if competences is None else list(competences)
    known = bank_arrays(bank_id).competences
    if wanted == "one":
        wanted = []
    covered = [code for code in known if wanted == "all" or code in wanted]
    if blueprint.body["competences"] == "one" and len(covered) != 1:
        raise Refused(
            _("Please choose one competence."), code="needs_competence", field="competence"
        )
    arrays = bank_arrays(bank_id)
    if not covered or not eligibility.has_items(arrays, blueprint.body, tuple(covered)):
        if has_unopened(bank_id):
            raise no_key()
        raise Refused(
            _("There are no questions for this check yet. Please tell the office."),
            code="no_items",
        )
    return covered
