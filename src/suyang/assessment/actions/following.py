"""What follows from a log, the next presentation or the end, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suyang.assessment import engine, ledger, report
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


def write(check: Check, ahead: Following | Ending, elsewhere: int) -> Presentation | None:
    """Inside a transaction, with the check locked: present the next item, or end the check.

    elsewhere: what `ledger.lock` said. Raises MeanwhileError when another check of the person has
    been presented the item by now.
    """
    if isinstance(ahead, Ending):
        conclude(check, ahead)
        return None
    row = ahead.log.arrays.rows[ahead.row]
    # Looking ahead left out what was met until then; another check may have used it since.
    if elsewhere != ahead.log.met_elsewhere and row.slug in ledger.seen_elsewhere(check):
        raise MeanwhileError
    return ledger.add_presentation(check, len(ahead.log.entries) + 1, row.id)


def conclude(check: Check, end: Ending) -> None:
    """Inside a transaction, with the check locked: the result, the end, the event."""
    now = clock.now()
    check.finished_at, check.ended_by = now, end.by
    ledger.add_result(
        Result(
            check_taken=check,
            method=f"ep/{check.correlation}, means +.6",
            posterior=end.posterior,
            report=end.report,
            computed_at=now,
        )
    )
    ledger.finish(check)
    outbox.publish(
        CHECK_FINISHED,
        check.id,
        {"person": str(check.person_id), "blueprint": check.blueprint.slug},
        at=now,
    )
