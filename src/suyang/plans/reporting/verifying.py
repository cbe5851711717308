"""Whether what stands in reports is what was done to them: each against its own hash chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from suyang.foundation import audit, content, files
from suyang.foundation.models import AuditEntry
from suyang.plans.models import Report, ReportStep
from suyang.plans.reporting import evidence
from suyang.plans.reporting.actions import stream

# A decision on a report says what its state is; other steps leave it open.
STATES = {
    ReportStep.Kind.SUBMITTED: Report.State.SUBMITTED,
    ReportStep.Kind.RETURNED: Report.State.RETURNED,
    ReportStep.Kind.APPROVED: Report.State.APPROVED,
    ReportStep.Kind.TAKEN_BACK: Report.State.DRAFT,
}


@dataclass(frozen=True)
class Doubt:
    """What does not fit: the report, at which line of its chain (0: none), and why.

    reason: missing or changed (a line of the chain), step (a step and its line differ), values
    (figures are not those of the last line), state; evidence (a line of the chain of its files
    does not hold), file (a file is not the one that was added).
    """

    report: Report
    line: int
    reason: str


Progress = Callable[[int, int], None]


def doubts(progress: Progress = lambda done, total: None) -> Iterator[Doubt]:
    """Every report whose history does not hold. progress: told of (done, total)."""
    total = Report.objects.count()
    reports = Report.objects.select_related("form__plan").order_by("id")
    for done, report in enumerate(reports.iterator(chunk_size=500), start=1):
        found = doubt(report) or _doubt_of_evidence(report)
        if found is not None:
            yield found
        progress(done, total)


def doubt(report: Report) -> Doubt | None:
    """The first thing that does not fit, or None."""
    broken = audit.verify(stream(report))
    if broken is not None:
        return Doubt(report, broken.number, broken.reason)
    lines = list(AuditEntry.objects.filter(stream_id=stream(report)).order_by("number"))
    steps = {str(step.id): step for step in report.steps.all()}
    for line in lines:
        step = steps.pop(line.data.get("step", ""), None)
        if step is None or line.action != f"report.{step.kind}":
            return Doubt(report, line.number, "step")
        said = content.digest([step.comment, step.exception, step.values])
        if line.data["said"] != said:
            return Doubt(report, line.number, "step")
    if steps or not lines:
        return Doubt(report, 0, "step")
    if lines[-1].data["values"] != content.digest([report.values, report.answers]):
        return Doubt(report, lines[-1].number, "values")
    return _wrong_state(report, lines[-1].number)


def _doubt_of_evidence(report: Report) -> Doubt | None:
    """Whether each file is the one that was added, and none stands or is gone without a line."""
    broken = audit.verify(evidence.stream(report))
    if broken is not None:
        return Doubt(report, broken.number, "evidence")
    added: dict[str, tuple[int, str]] = {}
    gone: set[str] = set()
    for line in AuditEntry.objects.filter(stream_id=evidence.stream(report)).order_by("number"):
        if line.action == "evidence.added":
            added[line.data["file"]] = (line.number, line.data["sha256"])
        else:
            gone.add(line.data["file"])
    for one in report.files.select_related("file"):
        number, digest = added.pop(str(one.id), (0, ""))
        if digest != one.file.sha256 or (one.removed_at is not None) != (str(one.id) in gone):
            return Doubt(report, number, "evidence")
        if not files.is_whole(one.file):
            return Doubt(report, number, "file")
    return Doubt(report, next(iter(added.values()))[0], "evidence") if added else None


def _wrong_state(report: Report, number: int) -> Doubt | None:
    decided = [
        step for step in report.steps.all() if step.kind in STATES or step.kind == "reopened"
    ]
    expected = Report.State.DRAFT
    for step in decided:
        if step.kind == ReportStep.Kind.REOPENED:
            expected = Report.State.SUBMITTED if step.because_of else Report.State.RETURNED
        else:
            expected = STATES[ReportStep.Kind(step.kind)]
    return Doubt(report, number, "state") if report.state != expected else None
