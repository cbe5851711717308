"""A group as a package, to be carried from the laptop in the village to the county.

What the package holds, people were told when they joined. The answers and characteristics of
those who did not agree to be counted stay at home: of them only who came, when, and which lessons
and checks they finished.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db import transaction

from suyang.assessment.models import Check, Result
from suyang.assessment.queries import presentations_of, response_to
from suyang.foundation import audit
from suyang.foundation.models import AuditEntry
from suyang.items.models import ItemParameters
from suyang.learning import package, permissions
from suyang.learning.actions.groups import ERASED, stream
from suyang.learning.models import Attendance, Enrolment, Group, GroupCheck
from suyang.organisations.permissions import Actor
from suyang.organisations.queries import installation
from suyang.people.models import Claim, Consent, Person


def export_group(actor: Actor, group: Group) -> bytes:
    """The group with all that happened in it so far, as a file for `import_group`.

    There is no seal on it: two installations share no secret. See `package`.
    """
    permissions.require(actor, "group.export", group)
    with transaction.atomic():
        whole = Group.objects.select_related("programme", "unit", "trainer").get(id=group.id)
        data = package.write(_Writer(whole).body())
        audit.record(stream(group), actor, "group.exported")
    return data


class _Places:
    """A list of what many parts name: each thing once, named by its place."""

    def __init__(self, describe: Callable[[Any], Any]) -> None:
        self.rows: list[Any] = []
        self._places: dict[Any, int] = {}
        self._describe = describe

    def of(self, key: Hashable, thing: Any) -> int:
        if key not in self._places:
            described = self._describe(thing)
            self._places[key] = len(self.rows)
            self.rows.append(described)
        return self._places[key]


class _Writer:
    def __init__(self, group: Group) -> None:
        self.group = group
        self.items = _Places(_item)
        self.banks = _Places(self._bank)
        self.blueprints = _Places(_content)
        self.lessons = _Places(_content)

    def body(self) -> dict[str, Any]:
        group, office = self.group, installation()
        joined = group.enrolments.select_related("person").order_by("number")
        counted = _counted(group)
        enrolments = [self._enrolment(one, one.person_id in counted) for one in joined]
        people = {one.person_id: one.person for one in joined}
        return {
            "origin": {
                "installation": str(group.origin),
                "demonstration": bool(office and office.demonstration),
            },
            "group": {
                "id": str(group.id),
                "name": group.name,
                "code": group.code,
                "seed": group.seed,
                "task": group.task,
                "unit": group.unit.code,
                "trainer": str(group.trainer_id),
                "opened_at": _time(group.opened_at),
                "closed_at": _time(group.closed_at),
            },
            "programme": _content(group.programme),
            "blueprints": self.blueprints.rows,
            "lessons": self.lessons.rows,
            "items": self.items.rows,
            "banks": self.banks.rows,
            "people": [_person(person, group, person.id in counted) for person in people.values()]
            + ([] if group.trainer_id in people else [_person(group.trainer, group, False)]),
            "enrolments": enrolments,
            "erased": _erased(group),
            **_claimed(people),
        }

    def _enrolment(self, enrolment: Enrolment, counted: bool) -> dict[str, Any]:
        links = enrolment.group_checks.select_related("check_taken__blueprint").order_by(
            "check_taken__started_at"
        )
        return {
            "id": str(enrolment.id),
            "person": str(enrolment.person_id),
            "number": enrolment.number,
            "first_half": enrolment.first_half,
            "joined_at": _time(enrolment.joined_at),
            "before_skipped_at": _time(enrolment.before_skipped_at),
            "attendances": [
                {
                    "id": str(one.id),
                    "day": one.day.isoformat(),
                    "source": one.source,
                    "recorded_at": _time(one.recorded_at),
                    **_correction(one),
                }
                for one in enrolment.attendances.order_by("day", "recorded_at", "id")
            ],
            "lessons": [
                {
                    "id": str(taken.id),
                    "lesson": self.lessons.of(taken.lesson_id, taken.lesson),
                    "opened_at": _time(taken.opened_at),
                    "finished_at": _time(taken.finished_at),
                }
                for taken in enrolment.lessons_taken.select_related("lesson").order_by("opened_at")
            ],
            "checks": [self._check(link, counted) for link in links],
        }

    def _check(self, link: GroupCheck, counted: bool) -> dict[str, Any]:
        check = link.check_taken
        result = Result.objects.filter(check_taken=check).first() if counted else None
        return {
            "id": str(check.id),
            "occasion": link.occasion,
            "blueprint": self.blueprints.of(check.blueprint_id, check.blueprint),
            "bank": self.banks.of(check.bank_id, check),
            "half": check.half,
            "competences": check.competences,
            "correlation": check.correlation,
            "seed": check.seed,
            "language": check.language,
            "mode": check.mode,
            "elder": check.elder,
            "started_at": _time(check.started_at),
            "finished_at": _time(check.finished_at),
            "ended_by": check.ended_by,
            "presentations": self._presentations(check) if counted else [],
            "result": result
            and {
                "method": result.method,
                "posterior": result.posterior,
                "report": result.report,
                "computed_at": _time(result.computed_at),
            },
        }

    def _presentations(self, check: Check) -> list[dict[str, Any]]:
        rows = []
        for shown in presentations_of(check):
            given = response_to(shown)
            rows.append(
                {
                    "id": str(shown.id),
                    "position": shown.position,
                    "item": self.items.of(shown.item_id, shown.item),
                    "presented_at": _time(shown.presented_at),
                    "response": given
                    and {
                        "answer": given.answer,
                        "score": int(given.score),
                        "dont_know": given.dont_know,
                        "assistance": given.assistance,
                        "answered_at": _time(given.answered_at),
                        "received_at": _time(given.received_at),
                    },
                }
            )
        return rows

    def _bank(self, check: Check) -> list[int]:
        parameters = ItemParameters.objects.filter(banks=check.bank_id).select_related("item")
        return [self.items.of(one.id, one) for one in parameters.order_by("item__slug", "id")]


def _counted(group: Group) -> set[Any]:
    """The people who agreed that their results are counted."""
    return set(
        Consent.objects.filter(
            about=group.id, purpose=Consent.Purpose.COUNT_IN_PLAN, withdrawn_at=None
        ).values_list("person_id", flat=True)
    )


def _claimed(joined: Iterable[uuid.UUID]) -> dict[str, Any]:
    """Who was somebody else in an earlier package; nothing where there is nobody."""
    rows = Claim.objects.filter(person__in=list(joined)).order_by("source")
    said = [{"source": str(one.source), "person": str(one.person_id)} for one in rows]
    return {"claimed": said} if said else {}


def _erased(group: Group) -> list[str]:
    lines = AuditEntry.objects.filter(stream=stream(group), action=ERASED).order_by("number")
    return list(dict.fromkeys(line.data["person"] for line in lines))


def _person(person: Person, group: Group, counted: bool) -> dict[str, Any]:
    consents = person.consents.filter(about=group.id).order_by("given_at", "id")
    characteristics = person.characteristics.order_by("kind") if counted else []
    return {
        "id": str(person.id),
        "name": person.name,
        "language": person.language,
        "created_at": _time(person.created_at),
        "characteristics": [
            {
                "kind": one.kind,
                "value": one.value,
                "consent_text": one.consent_text,
                "given_at": _time(one.given_at),
            }
            for one in characteristics
        ],
        "consents": [
            {
                "id": str(one.id),
                "purpose": one.purpose,
                "text_version": one.text_version,
                "given_at": _time(one.given_at),
                "withdrawn_at": _time(one.withdrawn_at),
            }
            for one in consents
        ],
    }


def _correction(attendance: Attendance) -> dict[str, Any]:
    """Only where there is one, so that a county of an earlier version reads all other packages."""
    if attendance.corrects_id is None:
        return {}
    return {"corrects": str(attendance.corrects_id), "was_there": attendance.was_there}


def _content(row: Any) -> dict[str, Any]:
    return {"slug": row.slug, "version": row.version, "digest": row.digest}


def _item(parameters: ItemParameters) -> dict[str, Any]:
    return {
        **_content(parameters.item),
        "provenance": parameters.provenance,
        "discrimination": parameters.discrimination,
        "difficulty": parameters.difficulty,
        "guessing": parameters.guessing,
        "difficulty_sd": parameters.difficulty_sd,
    }


def _time(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment else None
