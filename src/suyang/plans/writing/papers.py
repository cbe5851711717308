"""Documents of a key task: uploaded, read by the office, taken away again."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, files
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import KeyTask, TaskDocument
from suyang.plans.writing import access
from suyang.plans.writing.making import stream
from suyang.plans.writing.wording import clean

READER = "plans.task-document"
KINDS = {
    ".pdf": files.PDF,
    ".docx": files.DOCX,
    ".xlsx": files.XLSX,
    ".png": files.PNG,
    ".jpg": files.JPEG,
    ".jpeg": files.JPEG,
}


def register() -> None:
    files.rule(READER, may_read)


def add_document(
    actor: Actor, task: KeyTask, file: UploadedFile[Any], title: str, key: uuid.UUID
) -> TaskDocument:
    """Keep a file with the task. The same `key` keeps it once.

    Raises Refused for a kind that is not taken, one larger than 50 MB, or a wrong name."""
    if task.plan.unit_id is None:
        raise access.content_stays()
    require(actor, "plan.write", task.plan.unit_id)
    name = clean(file.name or "")
    media_type = next((kind for end, kind in KINDS.items() if name.lower().endswith(end)), None)
    if media_type is None:
        raise Refused(
            _("PDF, DOCX, XLSX, PNG and JPEG are taken. Save the file as one of these."),
            code="wrong_kind",
            field="file",
        )
    if (file.size or 0) > files.LARGEST:
        raise Refused(_("The file is larger than 50 MB."), code="too_large", field="file")
    with transaction.atomic():
        plan = access.locked(actor, task.plan)
        known = TaskDocument.objects.filter(id=key).first()
        if known is not None:
            if known.task_id != task.pk:
                raise NotFound
            return known
        try:
            kept = files.keep(
                file.read(),
                name=name,
                media_type=media_type,
                owner=None,  # the office's: it stays when the person goes
                reader=READER,
            )
        except Refused as refused:
            raise Refused(refused.message, code=refused.code, field="file") from refused
        made = TaskDocument.objects.create(
            id=key,
            task=task,
            file=kept,
            title=clean(title)[:200] or name[:200],
            added_by=actor.person_id,
            added_at=clock.now(),
        )
        audit.record(
            stream(plan),
            actor,
            "document.added",
            task=task.slug,
            document=str(key),
            sha256=kept.sha256,
        )
    return made


@transaction.atomic
def remove_document(actor: Actor, document: TaskDocument) -> TaskDocument:
    """Nobody reads it any more; that it was there, and its hash, stay."""
    plan = access.locked(actor, document.task.plan)
    row = TaskDocument.objects.select_related("task").get(pk=document.pk)
    if row.removed_at is not None:
        return row
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    audit.record(stream(plan), actor, "document.removed", task=row.task.slug, document=str(row.id))
    return row


def may_read(actor: Acting, file: StoredFile) -> bool:
    rows = TaskDocument.objects.select_related("task__plan").filter(file=file, removed_at=None)
    return isinstance(actor, Actor) and any(
        access.sees_drafts(actor, row.task.plan) for row in rows
    )
