"""Making a year's report: seen on its page, or made as a file in the background and kept."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task as background

from suyang.foundation import audit, clock, files, jobs
from suyang.foundation.models import Job
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.foundation.texts import LANGUAGES
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans import queries as plans
from suyang.plans.models import Plan, YearFile
from suyang.plans.yearly import building, docx, keeping, paper, proposing, queries, texts
from suyang.plans.yearly.model import Year

FORMATS = {"docx": docx, "pdf": paper}


def make(actor: Actor, plan: Plan, unit: uuid.UUID, year: int, language: str) -> Year:
    """The report's content. The caller has asked whether the actor sees the plan.

    Raises Denied without `report.make` in the unit, NotFound for a language there is not."""
    require(actor, "report.make", unit)
    if language not in LANGUAGES:
        raise NotFound
    return building.build(queries.facts(actor, plan, unit, year), language)


def propose(actor: Actor, plan: Plan, unit: uuid.UUID, year: int, section: str) -> dict[str, str]:
    """{language: sentences} for a section, from the figures of the report; nothing is kept.

    Raises Denied for whoever does not write here, NotFound for a section there is not."""
    require(actor, texts.RIGHT, unit)
    texts.section(actor, plan, section)
    return proposing.propose(queries.facts(actor, plan, unit, year), section)


@transaction.atomic
def order(
    actor: Actor,
    plan: Plan,
    unit: uuid.UUID,
    year: int,
    language: str,
    format: str,
    request_id: uuid.UUID,
) -> Job:
    """Have the report made as a file. The same `request_id` orders it once, and so does a second
    order of the same person while the first is being made.

    Raises like `make`, and NotFound for a format there is not."""
    require(actor, "report.make", unit)
    if format not in FORMATS or language not in LANGUAGES:
        raise NotFound
    # Two orders at once come one after the other, and the second finds the first.
    Unit.objects.select_for_update(no_key=True).get(pk=unit)
    ordered = _ordered(actor, request_id)
    if ordered is not None:
        return ordered
    row = YearFile(
        id=request_id,
        plan=plan,
        unit_id=unit,
        year=year,
        language=language,
        format=format,
        ordered_by=actor.person_id,
        ordered_at=clock.now(),
    )
    running = keeping.under_way(row)
    if running is not None:
        return Job.objects.get(id=running.id)
    message = _("The report is being made.")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            job = jobs.announce(keeping.KIND, actor.person_id, message, job_id=request_id)
    except IntegrityError:  # the same id was faster for another unit
        ordered = _ordered(actor, request_id)
        if ordered is None:
            raise
        return ordered
    audit.record(
        f"plan:{plan.slug}",
        actor,
        "year.ordered",
        unit=str(unit),
        year=year,
        language=language,
        format=format,
    )
    reader = translation.get_language() or "zh-hans"
    account = str(actor.account_id or "")
    transaction.on_commit(lambda: make_file.enqueue(str(row.id), account, reader))
    return job


def _ordered(actor: Actor, request_id: uuid.UUID) -> Job | None:
    """The order of this id. Raises NotFound for one of somebody else."""
    found = Job.objects.filter(id=request_id).first()
    if found is not None and (found.owner != actor.person_id or found.kind != keeping.KIND):
        raise NotFound
    return found


@background()
def make_file(order_id: str, account: str, reader: str) -> None:
    """Make the file of an order, as whoever ordered it sees the plan, and keep it.

    reader: the language in which progress is said. A repeat after a crash makes it once."""
    row = YearFile.objects.select_related("plan", "file").filter(id=order_id).first()

    def work(progress: jobs.Progress) -> tuple[str, str]:
        if row is None:
            raise Refused(_("The order is gone. Order the report again."), code="gone")
        if row.file is not None:
            return _made(row)
        actor = Actor(row.ordered_by, uuid.UUID(account) if account else None)
        progress(0, 3, _("Collecting what the year has …"))
        try:
            plan = plans.plan(row.plan.slug, actor)
            made = make(actor, plan, row.unit_id, row.year, row.language)
        except (Denied, NotFound):
            raise Refused(_("You may not make this report any more."), code="denied") from None
        progress(1, 3, _("Writing the document …"))
        written = FORMATS[row.format]
        data = written.write(made)
        progress(2, 3, _("Keeping the file …"))
        name = f"{made.name}-{row.language}-{clock.today().isoformat()}.{row.format}"
        return _made(_keep(actor, row, data, name, written.MEDIA_TYPE))

    with translation.override(reader):
        jobs.run(uuid.UUID(order_id), work)


@transaction.atomic
def _keep(actor: Actor, row: YearFile, data: bytes, name: str, media_type: str) -> YearFile:
    """The order with its file; the earlier one where exactly the same was made before."""
    kept = files.keep(data, name=name, media_type=media_type, owner=None, reader=keeping.RULE)
    row.inside = sorted(keeping.inside(actor, row.plan))
    earlier = keeping.same_content(actor, row, kept)
    if earlier is not None:
        # With the order goes what a repeat after a crash would go by, so the job ends with it.
        jobs.end(row.id, *_made(earlier))
        kept.delete()
        row.delete()
        return earlier
    row.file, row.made_at = kept, clock.now()
    row.save(update_fields=["file", "inside", "made_at"])
    audit.record(
        f"plan:{row.plan.slug}",
        actor,
        "year.reported",
        unit=str(row.unit_id),
        year=row.year,
        language=row.language,
        format=row.format,
        sha256=kept.sha256,
    )
    return row


def _made(row: YearFile) -> tuple[str, str]:
    """What the job says, and where the file is."""
    day = clock.local_day(row.made_at or row.ordered_at).isoformat()
    text = _("The report is ready, made on %(day)s.") % {"day": day}
    return text, reverse("file", args=[row.file_id])
