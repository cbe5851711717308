"""What follows from a log, the next presentation or the end, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suyang.assessment import engine, report
from suyang.assessment.models import Check, Presentation, Result
from suyang.foundation import clock, outbox

CHECK_FINISHED = "assessment.check_finished"


class MeanwhileError(Exception):
    """Another request was faster: read again."""


@dataclass(frozen=True)
class Ending:
    """Why a check ends, with its posterior and report as they are stored."""

    by: Check.End
    posterior: dict[str, Any]
    report: dict[str, Any]


@dataclass(frozen=True)
class Following:
    """A row of the bank to present at a position."""

    log: engine.Log
    row: int


def look_ahead(log: engine.Log) -> Following | Ending:
    """What follows this log. Takes milliseconds: call it outside of a transaction."""
    step = engine.next_step(log)
    return ending(log, step) if isinstance(step, Check.End) else Following(log, step)


def ending(log: engine.Log, by: Check.End) -> Ending:
    """The result of a log that ends here."""
    person = engine.estimate(log)
    kept = {
        "competences": list(log.arrays.competences),
        "mean": person.theta_mean.round(6).tolist(),
        "cov": person.theta_cov.round(6).tolist(),
        "converged": person.converged,
    }
    return Ending(by, kept, report.make(log, person))


def locked(check: Check) -> Check:
    """The check and its person under lock, so that all of a person's checks wait for each other."""
    return (
        Check.objects.select_for_update(of=("self", "person"))
        .select_related("person", "blueprint")
        .get(id=check.id)
    )


def write(check: Check, ahead: Following | Ending) -> Presentation | None:
    """Inside a transaction, with the check locked: present the next item, or end the check.

    Raises MeanwhileError when another check of the person has used the item by now.
    """
    if isinstance(ahead, Ending):
        conclude(check, ahead)
        return None
    row = ahead.log.arrays.rows[ahead.row]
    elsewhere = Presentation.objects.filter(
        check_taken__person_id=check.person_id, item__item__slug=row.slug
    )
    if elsewhere.exists():
        raise MeanwhileError
    return Presentation.objects.create(
        check_taken=check,
        position=len(ahead.log.entries) + 1,
        item_id=row.id,
        presented_at=clock.now(),
    )


def conclude(check: Check, end: Ending) -> None:
    """Inside a transaction, with the check locked: the result, the end, the event."""
    now = clock.now()
    Result.objects.create(
        check_taken=check,
        method=f"ep/{check.correlation}, means +.6",
        posterior=end.posterior,
        report=end.report,
        computed_at=now,
    )
    check.finished_at, check.ended_by = now, end.by
    check.save(update_fields=["finished_at", "ended_by"])
    outbox.publish(
        CHECK_FINISHED,
        check.id,
        {"person": str(check.person_id), "blueprint": check.blueprint.slug},
        at=now,
    )


def take_over(check: Check, current: Check) -> None:
    """Let the caller's row know that the check has ended."""
    check.finished_at, check.ended_by = current.finished_at, current.ended_by
