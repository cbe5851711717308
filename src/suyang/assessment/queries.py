"""Reads of checks: one's own, its log, and many checks as arrays for group estimates."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from suyang.assessment import engine, ledger, permissions
from suyang.assessment.models import Blueprint, Check, Presentation, Response
from suyang.foundation.permissions import Acting, NotFound
from suyang.items.models import ItemParameters
from suyang.items.queries import Arrays, arrays, bank_arrays
from suyang.people.models import Person


@dataclass(frozen=True)
class Answered:
    """One answer in a group log. `row` stands in the log's arrays, `guessing` is the person's."""

    check_id: uuid.UUID
    person_id: uuid.UUID
    row: int
    score: float
    dont_know: bool
    assistance: str
    counts: bool
    guessing: float


@dataclass(frozen=True)
class GroupLog:
    """The answers of many checks, and the parameters of all items that they met."""

    arrays: Arrays
    answers: tuple[Answered, ...]


def blueprint(slug: str) -> Blueprint:
    found = Blueprint.objects.filter(slug=slug, is_current=True).first()
    if found is None:
        raise NotFound
    return found


def check_of(actor: Acting, check_id: uuid.UUID) -> Check:
    """The actor's own check; for anybody else there is none."""
    found = ledger.check(check_id)
    if found is None or not permissions.may(actor, "check.see", found):
        raise NotFound
    return found


def latest_check(person: Person, slug: str | None = None) -> Check | None:
    """The person's latest finished check, with its result."""
    finished = Check.objects.filter(person=person, finished_at__isnull=False)
    if slug is not None:
        finished = finished.filter(blueprint__slug=slug)
    return finished.select_related("blueprint", "result").order_by("finished_at").last()


def open_check(person: Person, slug: str) -> Check | None:
    """The check of this kind that the person began last and has not ended."""
    unfinished = Check.objects.filter(person=person, blueprint__slug=slug, finished_at=None)
    return unfinished.select_related("blueprint").order_by("started_at").last()


def checks_of(person: Person) -> list[Check]:
    """All checks of a person, the latest first."""
    return list(
        Check.objects.filter(person=person)
        .select_related("blueprint", "result")
        .order_by("-started_at")
    )


def has_finished(person_id: uuid.UUID | None) -> bool:
    """Whether this person has a finished check to look back on."""
    if person_id is None:
        return False
    return Check.objects.filter(person=person_id, finished_at__isnull=False).exists()


def address_of(person: Person) -> str | None:
    """Where somebody who comes back goes on: their latest check, wherever it stands."""
    latest = Check.objects.filter(person=person).order_by("started_at").last()
    return reverse("check-question", args=[latest.id]) if latest else None


def presentations_of(check: Check) -> list[Presentation]:
    """What was presented, in order, with items and answers."""
    return ledger.shown(check)


def responses_of(check: Check) -> list[Response]:
    """The answers of a check in the order of their items."""
    answered = Response.objects.filter(presentation__check_taken=check)
    return list(
        answered.select_related("presentation__item__item").order_by("presentation__position")
    )


def response_to(presentation: Presentation) -> Response | None:
    return getattr(presentation, "response", None)


def log(check: Check, stands: ledger.Standing | None = None) -> engine.Log:
    """The engine's view of a check, as it stands, where that is already read."""
    bank = bank_arrays(check.bank_id)
    asked = ledger.asked(check.id) if stands is None else stands.asked
    seen = ledger.seen_elsewhere(check) if stands is None else stands.seen
    return engine.Log(
        rules=check.blueprint.body,
        arrays=bank,
        competences=tuple(check.competences),
        half=check.half,
        correlation=check.correlation,
        seed=check.seed,
        seen=frozenset(seen),
        met_elsewhere=len(seen),
        entries=_entries(bank, asked),
        start=check.start.get("theta"),
        before=_entries(bank, ledger.asked(check.continues_id)) if check.continues_id else (),
    )


def _entries(bank: Arrays, asked: Sequence[ledger.Asked]) -> tuple[engine.Entry, ...]:
    return tuple(
        engine.Entry(bank.place[one.item_id], *one.answered)
        for one in asked
        if one.answered is not None
    )


def entry(bank: Arrays, presentation: Presentation, response: Response) -> engine.Entry:
    return engine.Entry(
        row=bank.place[presentation.item_id],
        score=response.score,
        dont_know=response.dont_know,
        assistance=response.assistance,
    )


def log_of(checks: Iterable[Check]) -> GroupLog:
    """The answers of these checks with their items' parameters, check by check, in order."""
    chosen = {check.id: check for check in checks}
    answered = list(
        Response.objects.filter(presentation__check_taken__in=list(chosen))
        .select_related("presentation")
        .order_by("presentation__check_taken_id", "presentation__position")
    )
    used = {response.presentation.item_id for response in answered}
    bank = arrays(ItemParameters.objects.filter(id__in=used).select_related("item"))
    by_check: dict[uuid.UUID, list[engine.Entry]] = defaultdict(list)
    for response in answered:
        check_id = response.presentation.check_taken_id
        by_check[check_id].append(entry(bank, response.presentation, response))
    return GroupLog(
        bank,
        tuple(
            one
            for check_id, entries in by_check.items()
            for one in _answered(chosen[check_id], bank, entries)
        ),
    )


def _answered(check: Check, bank: Arrays, entries: list[engine.Entry]) -> list[Answered]:
    rows = [given.row for given in entries]
    guessing = engine.person_guessing(entries, bank.items.c[rows])
    return [
        Answered(
            check_id=check.id,
            person_id=check.person_id,
            row=given.row,
            score=given.score,
            dont_know=given.dont_know,
            assistance=given.assistance,
            counts=given.counts,
            guessing=float(guess),
        )
        for given, guess in zip(entries, guessing, strict=True)
    ]
