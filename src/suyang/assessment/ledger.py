"""A check's log as the database keeps it, read and written with as little work as possible.

The rows are those of `models`, which the ORM reads everywhere else; only the path of an answer
comes here. Versions of items and of blueprints never change, so they are kept in the process.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from suyang.assessment.models import Blueprint, Check, Presentation, Response, Result
from suyang.foundation import clock, driver
from suyang.foundation.ids import uuid7
from suyang.foundation.permissions import NotFound
from suyang.items.models import ItemParameters
from suyang.items.queries import bank_parameters

_CHECK = (
    "id",
    "person_id",
    "blueprint_id",
    "bank_id",
    "half",
    "competences",
    "correlation",
    "seed",
    "start",
    "continues_id",
    "language",
    "mode",
    "elder",
    "started_at",
    "finished_at",
    "ended_by",
)
_PERSON, _FINISHED, _ENDED = (
    _CHECK.index(name) for name in ("person_id", "finished_at", "ended_by")
)
# Some hundred bytes each: the checks of a county's afternoon.
KEPT_CHECKS = 4000
_pinned: dict[Any, tuple[str, dict[str, Any]]] = {}
_READ_CHECK = f"""
    SELECT b.digest, {", ".join(f"c.{name}" for name in _CHECK)}
    FROM assessment_check c JOIN assessment_blueprint b ON b.id = c.blueprint_id WHERE c.id = %s
"""  # noqa: S608
_READ_SHOWN = """
    SELECT p.id, p.position, p.item_id, p.presented_at,
           r.presentation_id, r.answer, r.score, r.dont_know, r.assistance,
           r.answered_at, r.received_at
    FROM assessment_presentation p
    {assessment_response r ON r.presentation_id = p.id}
    WHERE p.check_taken_id = %s ORDER BY p.position
"""
_READ_ASKED = """
    SELECT p.id, p.item_id, r.score, r.dont_know, r.assistance
    FROM assessment_presentation p
    {assessment_response r ON r.presentation_id = p.id}
    WHERE p.check_taken_id = %s ORDER BY p.position
"""
_READ_OPEN = f"""
    SELECT (SELECT max(CAST(i.demonstration AS integer)) FROM organisations_installation i),
           p.id, p.position, p.item_id, p.presented_at,
           b.digest, {", ".join(f"c.{name}" for name in _CHECK)}
    FROM assessment_check c
    JOIN assessment_blueprint b ON b.id = c.blueprint_id
    LEFT JOIN assessment_presentation p ON p.check_taken_id = c.id
      AND (SELECT 1 FROM assessment_response r WHERE r.presentation_id = p.id) IS NULL
    WHERE c.id = %s
"""  # noqa: S608
_READ_ELSEWHERE = """
    SELECT v.slug
    FROM assessment_check c
    JOIN assessment_presentation p ON p.check_taken_id = c.id
    JOIN items_itemparameters a ON a.id = p.item_id
    JOIN items_itemversion v ON v.id = a.item_id
    WHERE c.person_id = (SELECT d.person_id FROM assessment_check d WHERE d.id = %s) AND c.id <> %s
"""
_READ_END = """
    SELECT c.finished_at, c.ended_by, c.person_id FROM assessment_check c
    JOIN people_person p ON p.id = c.person_id WHERE c.id = %s
"""
_RESPONSE = "(presentation_id, answer, score, dont_know, assistance, answered_at, received_at)"
_WRITE_RESPONSE = f"""
    INSERT INTO assessment_response {_RESPONSE} VALUES (%s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608
_COUNT_ELSEWHERE = """
    SELECT count(*) FROM assessment_presentation q
    JOIN assessment_check o ON o.id = q.check_taken_id
    WHERE o.person_id = %s AND o.id <> %s
"""
# An answer and what follows it, while the check stands as it stood when that was worked out.
_KEEP_RESPONSE = f"""
    INSERT INTO assessment_response {_RESPONSE}
    SELECT %s, %s, %s, %s, %s, %s, %s
    WHERE EXISTS (
        SELECT 1 FROM assessment_check c JOIN people_person p ON p.id = c.person_id
        WHERE c.id = %s AND c.person_id = %s AND c.finished_at IS NULL
    )
    AND ({_COUNT_ELSEWHERE}) = %s
"""  # noqa: S608
_KEEP_PRESENTATION = """
    INSERT INTO assessment_presentation (id, check_taken_id, position, item_id, presented_at)
    SELECT %s, %s, %s, %s, %s
    WHERE EXISTS (
        SELECT 1 FROM assessment_response WHERE presentation_id = %s AND received_at = %s
    )
"""
_WRITE_RESULT = """
    INSERT INTO assessment_result (check_taken_id, method, posterior, report, computed_at)
    VALUES (%s, %s, %s, %s, %s)
"""
_WRITE_END = "UPDATE assessment_check SET finished_at = %s, ended_by = %s WHERE id = %s"
_WRITE_PRESENTATION = """
    INSERT INTO assessment_presentation (id, check_taken_id, position, item_id, presented_at)
    VALUES (%s, %s, %s, %s, %s)
"""


class Standing(NamedTuple):
    """A check with its blueprint, what was presented in order, and `seen_elsewhere`."""

    check: Check
    asked: list[Asked]
    seen: list[str]


def standing_queries(check_id: uuid.UUID) -> list[driver.Query]:
    """What `standing` is read from, to be asked together with others."""
    return [
        (_READ_CHECK, [check_id]),
        (driver.looked_up(_READ_ASKED), [check_id]),
        (_READ_ELSEWHERE, [check_id, check_id]),
    ]


def standing(
    checks: list[driver.Row], asked: list[driver.Row], seen: list[driver.Row]
) -> Standing | None:
    """From the rows of `standing_queries`; None where there is no such check."""
    for digest, *row in checks:
        return Standing(_check(digest, row), _asked(asked), [slug for (slug,) in seen])
    return None


def stands(check_taken: Check) -> Standing:
    """The same read anew; what has changed of the check is put into `check_taken`.

    Raises NotFound when it is no longer there.
    """
    found = standing(*driver.together(standing_queries(check_taken.id)))
    if found is None:
        raise NotFound
    check_taken.person_id = found.check.person_id
    check_taken.finished_at, check_taken.ended_by = found.check.finished_at, found.check.ended_by
    return found._replace(check=check_taken)


def check(check_id: uuid.UUID) -> Check | None:
    """The check with its blueprint."""
    for digest, *row in driver.rows(_READ_CHECK, [check_id]):
        return _check(digest, row)
    return None


def _check(digest: str, row: list[Any]) -> Check:
    """A row of _CHECK. What a check pins never changes, so it is read once while it is asked for
    again and again; who owns it and whether it has ended are read anew."""
    kept = _pinned.get(row[0])
    if kept is None or kept[0] != digest:
        kept = (digest, _all_of(digest, row))
        _pinned[row[0]] = kept
        while len(_pinned) > KEPT_CHECKS:
            _pinned.pop(next(iter(_pinned)), None)
    found = driver.as_row(Check, kept[1])
    found.person_id = driver.as_uuid(row[_PERSON])
    found.finished_at, found.ended_by = _maybe(row[_FINISHED]), row[_ENDED]
    found.blueprint = _blueprint(found.blueprint_id, digest)
    return found


def _all_of(digest: str, row: list[Any]) -> dict[str, Any]:
    values = dict(zip(_CHECK, row, strict=True))
    for name in ("id", "person_id", "bank_id"):
        values[name] = driver.as_uuid(values[name])
    if values["continues_id"] is not None:
        values["continues_id"] = driver.as_uuid(values["continues_id"])
    for name in ("competences", "start"):
        values[name] = driver.as_json(values[name])
    values["started_at"] = driver.as_time(values["started_at"])
    values["finished_at"] = _maybe(values["finished_at"])
    values["elder"] = bool(values["elder"])
    return values


@dataclass(frozen=True)
class Open:
    """A check, the question now before the person, and whether the installation is one for show."""

    check: Check
    shown: Presentation | None
    demonstration: bool


def open_query(check_id: uuid.UUID) -> driver.Query:
    """What `open_question` is read from, to be asked together with others."""
    return _READ_OPEN, [check_id]


def open_question(rows: list[driver.Row]) -> Open | None:
    """The check with its one unanswered presentation, if any; None where there is no check."""
    for demonstration, *rest in rows:
        digest, *row = rest[4:]
        found = _check(digest, row)
        one = None
        if rest[0] is not None:
            presentation = (*rest[:4], None, *[None] * 6)
            one = _one(found, presentation, bank_parameters(found.bank_id))
        return Open(found, one, bool(demonstration))
    return None


class MovedError(Exception):
    """The check is another person's by now: read again."""


class Asked(NamedTuple):
    """One presentation as the engine needs it. `answered`: score, "I don't know", assistance.

    id: as the database gives it (`driver.as_kept`).
    """

    id: Any
    item_id: int
    answered: tuple[float, bool, str] | None


def asked(check_id: uuid.UUID) -> list[Asked]:
    """What was presented, in order, without what only pages and exports need."""
    return _asked(driver.rows(driver.looked_up(_READ_ASKED), [check_id]))


def _asked(rows: list[driver.Row]) -> list[Asked]:
    return [
        Asked(
            shown_id,
            item_id,
            None if score is None else (score, bool(dont_know), assistance),
        )
        for shown_id, item_id, score, dont_know, assistance in rows
    ]


def shown(check_taken: Check) -> list[Presentation]:
    """What was presented, in order, with items and answers."""
    items = bank_parameters(check_taken.bank_id)
    return [
        _one(check_taken, row, items)
        for row in driver.rows(driver.looked_up(_READ_SHOWN), [check_taken.id])
    ]


def _one(
    check_taken: Check, row: tuple[Any, ...], items: dict[int, ItemParameters]
) -> Presentation:
    """A row of _READ_SHOWN as models that know their item and whether they are answered."""
    shown_id, position, item_id, presented_at, answered, *given = row
    one = driver.as_row(
        Presentation,
        {
            "id": driver.as_uuid(shown_id),
            "check_taken_id": check_taken.id,
            "position": position,
            "item_id": item_id,
            "presented_at": driver.as_time(presented_at),
        },
    )
    one._state.fields_cache["item"] = items[item_id]
    one._state.fields_cache["response"] = None
    if answered is not None:
        answer, score, dont_know, assistance, answered_at, received_at = given
        response = driver.as_row(
            Response,
            {
                "presentation_id": one.id,
                "answer": driver.as_json(answer),
                "score": score,
                "dont_know": bool(dont_know),
                "assistance": assistance,
                "answered_at": driver.as_time(answered_at),
                "received_at": driver.as_time(received_at),
            },
        )
        response._state.fields_cache["presentation"] = one
        one._state.fields_cache["response"] = response
    return one


def seen_elsewhere(check_taken: Check) -> list[str]:
    """Names of the items that this person was presented in other checks, once a presentation."""
    read = driver.rows(_READ_ELSEWHERE, [check_taken.id, check_taken.id])
    return [slug for (slug,) in read]


def lock(check_taken: Check) -> int:
    """Inside a transaction: the check and its person under lock, its end as it is now.

    All of a person's checks wait for each other. Returns how many presentations the person's other
    checks have now. Raises NotFound when the check was deleted, and MovedError when it went to
    another person meanwhile (`people.actions.claim`), whom `check_taken` then names.
    """
    # The person first, as a claim does, so that neither waits for the other.
    locked = driver.rows(_READ_END + driver.lock("p, c"), [check_taken.id])
    # PostgreSQL leaves out what changed while it was waited for: a second look sees it.
    found = locked or driver.rows(_READ_END, [check_taken.id])
    if not found:
        raise NotFound
    person_id = driver.as_uuid(found[0][2])
    if not locked or person_id != check_taken.person_id:
        check_taken.person_id = person_id
        raise MovedError
    check_taken.finished_at, check_taken.ended_by = _maybe(found[0][0]), found[0][1]
    # A statement of its own: PostgreSQL shows it what others wrote while the lock was waited for.
    (count,) = driver.rows(_COUNT_ELSEWHERE, [check_taken.person_id, check_taken.id])[0]
    return int(count)


def add_response(response: Response) -> None:
    driver.write(
        _WRITE_RESPONSE,
        [
            response.presentation_id,
            response.answer,
            response.score,
            response.dont_know,
            response.assistance,
            response.answered_at,
            response.received_at,
        ],
    )


def keep(
    check_taken: Check, response: Response, position: int, item_id: int, elsewhere: int
) -> bool:
    """The answer and the next presentation in one transaction, both or none.

    position, item_id: of the next. elsewhere: how many presentations the person's other checks had
    when it was chosen.
    Returns False, and keeps nothing, when that, the check's person, or its being open is no longer
    so: what is then to be done is decided under the lock.
    Raises IntegrityError when another request was faster.
    """
    given = [
        response.presentation_id,
        response.answer,
        response.score,
        response.dont_know,
        response.assistance,
        response.answered_at,
        response.received_at,
    ]
    person = check_taken.person_id
    statements: list[driver.Query] = [
        (
            _KEEP_RESPONSE,
            [*given, check_taken.id, person, person, check_taken.id, elsewhere],
        ),
        (
            _KEEP_PRESENTATION,
            [
                *(uuid7(), check_taken.id, position, item_id, response.received_at),
                *(response.presentation_id, response.received_at),
            ],
        ),
    ]
    if lock := driver.lock("p, c"):
        # A statement of its own: what follows sees what others wrote while it was waited for.
        statements.insert(0, (_READ_END + lock, [check_taken.id]))
    return driver.at_once(statements)[-1] == 1


def add_presentation(check_taken: Check, position: int, item_id: int) -> Presentation:
    added = driver.as_row(
        Presentation,
        {
            "id": uuid7(),
            "check_taken_id": check_taken.id,
            "position": position,
            "item_id": item_id,
            "presented_at": clock.now(),
        },
    )
    added._state.fields_cache["item"] = bank_parameters(check_taken.bank_id)[item_id]
    values = [added.id, check_taken.id, position, item_id, added.presented_at]
    driver.write(_WRITE_PRESENTATION, values)
    return added


def add_result(result: Result) -> None:
    driver.write(
        _WRITE_RESULT,
        [
            result.check_taken_id,
            result.method,
            result.posterior,
            result.report,
            result.computed_at,
        ],
    )


def finish(check_taken: Check) -> None:
    """Write when and why the check ended."""
    driver.write(_WRITE_END, [check_taken.finished_at, check_taken.ended_by, check_taken.id])


def _maybe(value: Any) -> dt.datetime | None:
    return None if value is None else driver.as_time(value)


@lru_cache(maxsize=64)
def _blueprint(blueprint_id: int, _digest: str) -> Blueprint:
    return Blueprint.objects.get(id=blueprint_id)
