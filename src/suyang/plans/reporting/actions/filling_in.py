"""The unit's own work on its report: open, count anew, save, hand up, take back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import Report, ReportForm
from suyang.plans.periods import Period
from suyang.plans.reporting import asking, consequences, filling, lacking, queries
from suyang.plans.reporting.actions.steps import State, Step, locked, refuse_unless, step
from suyang.plans.reporting.values import Values, Wrong, clean, written_text

LONGEST, MOST_ANSWERS = 4000, 500
# The reason for a finding of `rules`, under its id.
_REASON = re.compile(r"why:[\w:.|-]{1,190}")


class Meanwhile(Refused):
    """Somebody else changed the report since it was opened: `theirs` is what stands there now."""

    def __init__(self, theirs: Report) -> None:
        super().__init__(
            _(
                "Somebody else has saved this report since you opened it. Both versions stand "
                "below; choose for each figure, then save. Nothing is lost."
            ),
            code="meanwhile",
        )
        self.theirs = theirs


class Unread(Refused):
    """Figures that cannot be taken as they were written."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(
            ngettext(
                "%(n)s figure cannot be read; see the words beside it. Nothing was saved.",
                "%(n)s figures cannot be read; see the words beside them. Nothing was saved.",
                len(wrong),
            )
            % {"n": len(wrong)},
            code="unread",
        )
        self.wrong = wrong


class Incomplete(Refused):
    """A report that cannot go up yet: `missing` names all that is missing, each with its place."""

    def __init__(self, missing: list[lacking.Lack]) -> None:
        first = missing[0]
        super().__init__(first.message, code=first.code, field=first.field)
        self.missing = missing


def open_report(actor: Actor, form: ReportForm, unit: Unit, period: Period) -> Report:
    """The unit's report of a period, made and filled in advance the first time.

    Raises Denied without `report.fill` in the unit, NotFound where it was not asked for.
    """
    require(actor, "report.fill", unit)
    found = Report.objects.filter(form=form, unit=unit, period=str(period)).first()
    if found is not None:
        return found
    asking.ask(form, clock.today())
    if not asking.is_asked(form, unit, period):
        raise NotFound
    filled = filling.fill(form, queries.indicators_of(form), unit.id, period)
    try:
        with transaction.atomic():
            report = Report.objects.create(
                form=form,
                unit=unit,
                period=str(period),
                values=filling.values_of(filled),
                filled=filled,
                changed_by=actor.person_id,
                changed_at=clock.now(),
            )
            step(actor, report, Step.FILLED)
    except IntegrityError:
        # A second click was faster.
        return Report.objects.get(form=form, unit=unit, period=str(period))
    return report


@transaction.atomic
def fill_again(actor: Actor, report: Report, revision: int) -> Report:
    """Count anew; figures that the officer changed by hand stay as they are."""
    report = locked(report)
    require(actor, "report.fill", report.unit_id)
    refuse_unless(report, State.DRAFT, State.RETURNED)
    if report.revision != revision:
        raise Meanwhile(report)
    period = Period.read(report.period)
    filled = filling.fill(report.form, queries.indicators_of(report.form), report.unit_id, period)
    before, values = filling.values_of(report.filled), dict(report.values)
    for slug, cells in filling.values_of(filled).items():
        if values.get(slug, {}) == before.get(slug, {}):
            values[slug] = cells
    report.filled = filled
    return _write(actor, report, values, report.answers, Step.FILLED)


@transaction.atomic
def save(
    actor: Actor, report: Report, values: Any, answers: dict[str, str], revision: int
) -> Report:
    """Keep figures and answers. revision: the one that the officer opened.

    Raises Unread for what is no figure, Meanwhile when somebody else was faster, Refused when the
    report is no longer open. The same again changes nothing.
    """
    report = locked(report)
    require(actor, "report.fill", report.unit_id)
    kept, wrong = clean(values, queries.indicators_of(report.form))
    if wrong:
        raise Unread(wrong)
    said = _said(report, answers)
    if report.values == kept and report.answers == said:
        return report
    refuse_unless(report, State.DRAFT, State.RETURNED)
    if report.revision != revision:
        raise Meanwhile(report)
    return _write(actor, report, kept, said, Step.SAVED)


@transaction.atomic
def submit(actor: Actor, report: Report, revision: int) -> Report:
    """Hand the report up. Raises Refused with what is missing; again changes nothing."""
    report = locked(report)
    require(actor, "report.fill", report.unit_id)
    if report.state in (State.SUBMITTED, State.APPROVED):
        return report
    if report.revision != revision:
        raise Meanwhile(report)
    _refuse_incomplete(report)
    report.state, report.submitted_at = State.SUBMITTED, clock.now()
    report.changed_by = actor.person_id
    report.save(update_fields=["state", "submitted_at", "changed_by"])
    step(actor, report, Step.SUBMITTED, values=report.values)
    consequences.submitted(report)
    return report


@transaction.atomic
def take_back(actor: Actor, report: Report) -> Report:
    """Before anybody decided: the unit opens its own report again."""
    report = locked(report)
    require(actor, "report.fill", report.unit_id)
    if report.state in (State.DRAFT, State.RETURNED):
        return report
    refuse_unless(report, State.SUBMITTED)
    report.state = State.DRAFT
    report.save(update_fields=["state"])
    step(actor, report, Step.TAKEN_BACK)
    return report


def _said(report: Report, answers: Mapping[str, str]) -> dict[str, str]:
    """Answers to the form's questions and reasons for findings, without what no database keeps."""
    asked = {one["question"] for one in queries.questions_of(report.form)}
    said = {name: written_text(text)[:LONGEST] for name, text in answers.items()}
    for name in said:
        if name not in asked and not _REASON.fullmatch(name):
            raise Refused(_("The form has no such question."), field="answers")
    if len(said) > MOST_ANSWERS:
        raise Refused(_("These are more answers than the form has questions."), field="answers")
    return {name: text for name, text in said.items() if text}


def _refuse_incomplete(report: Report) -> None:
    missing = lacking.of(report)
    if missing:
        raise Incomplete(missing)


def _write(
    actor: Actor, report: Report, values: Values, answers: dict[str, str], kind: str
) -> Report:
    report.values, report.answers = values, answers
    report.revision += 1
    report.changed_by, report.changed_at = actor.person_id, clock.now()
    report.save(
        update_fields=["values", "answers", "filled", "revision", "changed_by", "changed_at"]
    )
    step(actor, report, kind)
    return report
