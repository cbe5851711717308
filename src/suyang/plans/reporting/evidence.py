"""Evidence of a report: papers, scanned sign-in sheets, photos; perhaps of one figure.

What is taken away is marked and stays in the history; what was approved keeps its evidence. Every
change is a line of a chain of the report's files, which holds each file's hash.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, files, pictures
from suyang.foundation.ids import uuid7
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.models import Report, ReportFile
from suyang.plans.reporting import queries
from suyang.plans.reporting.actions.steps import State, locked, refuse_unless

RULE = "report"
LARGEST = 20 * 1024 * 1024
MOST = 40
_PHOTOS = (files.JPEG, files.PNG)


def stream(report: Report) -> str:
    """The chain of a report's evidence; its steps have their own."""
    return f"plan:{report.form.plan_id}:report:{report.id}:files"


@transaction.atomic
def attach(
    actor: Actor,
    report: Report,
    data: bytes,
    *,
    name: str,
    caption: str = "",
    indicator: str = "",
    id: uuid.UUID | None = None,
) -> ReportFile:
    """Keep a file with a report that is not approved. The same `id` again keeps it once.

    Photos lose place and device; raises Refused for what is no PDF, photo, XLSX or DOCX.
    """
    report = locked(report)
    require(actor, "report.fill", report.unit_id)
    known = ReportFile.objects.filter(id=id, report=report).first() if id else None
    if known is not None:
        return known
    refuse_unless(report, State.DRAFT, State.RETURNED, State.SUBMITTED)
    of = next((one for one in queries.indicators_of(report.form) if one.slug == indicator), None)
    if indicator and of is None:
        raise NotFound
    if report.files.filter(removed_at=None).count() >= MOST:
        raise Refused(
            _("A report takes %(most)s files. Take one away first.") % {"most": MOST}, field="file"
        )
    made = ReportFile.objects.create(
        id=id or uuid7(),
        report=report,
        file=_kept(actor, data, name),
        indicator=of,
        caption=caption.strip()[:200],
        added_by=actor.person_id,
        added_at=clock.now(),
    )
    audit.record(
        stream(report),
        actor,
        "evidence.added",
        file=str(made.id),
        sha256=made.file.sha256,
        indicator=indicator,
    )
    return made


@transaction.atomic
def take_away(actor: Actor, evidence: ReportFile) -> ReportFile:
    """Mark a file as taken away, until the report is approved. Again changes nothing."""
    report = locked(evidence.report)
    require(actor, "report.fill", report.unit_id)
    found = ReportFile.objects.select_for_update(of=("self",)).get(id=evidence.id)
    if found.removed_at is not None:
        return found
    refuse_unless(report, State.DRAFT, State.RETURNED, State.SUBMITTED)
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    audit.record(stream(report), actor, "evidence.taken_away", file=str(found.id))
    return found


def of(report: Report) -> list[ReportFile]:
    """The evidence that stands, in the order in which it was added."""
    found = report.files.filter(removed_at=None).select_related("file", "indicator")
    return list(found.order_by("added_at", "id"))


def one(actor: Actor, evidence_id: uuid.UUID) -> ReportFile:
    """A piece of evidence for whoever may see its report; for everybody else there is none."""
    found = ReportFile.objects.select_related("report__form", "file").filter(id=evidence_id).first()
    if found is None or not may(actor, "report.see", found.report.unit_id):
        raise NotFound
    return found


def register() -> None:
    files.rule(RULE, _may_read)


def _may_read(actor: Acting, row: StoredFile) -> bool:
    found = ReportFile.objects.select_related("report").filter(file=row, removed_at=None).first()
    return (
        found is not None
        and isinstance(actor, Actor)
        and may(actor, "report.see", found.report.unit_id)
    )


def _kept(actor: Actor, data: bytes, name: str) -> StoredFile:
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than 20 MB."), code="too_large", field="file")
    media_type = files.kind_of(data)
    if media_type is None:
        raise Refused(
            _("This is no PDF, photo (JPEG, PNG), XLSX or DOCX. Save it as one of these."),
            code="wrong_kind",
            field="file",
        )
    if media_type in _PHOTOS:
        data = pictures.without_place(data)
    return files.keep(data, name=name, media_type=media_type, owner=None, reader=RULE)
