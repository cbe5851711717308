"""Words and small helps of the pages of reporting."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from suyang.foundation import files
from suyang.foundation.texts import Text, plain
from suyang.plans.models import FollowUp, Report, ReportDue, ReportForm, ReportStep
from suyang.plans.naming import words_of
from suyang.plans.periods import Period
from suyang.plans.reporting import showing, standing

register = template.Library()

STANDINGS: dict[str, Promise] = {
    standing.RETURNED: _("returned"),
    standing.LATE: _("late"),
    standing.OPEN: _("to be done"),
    standing.SUBMITTED: _("handed up"),
    standing.APPROVED: _("approved"),
    standing.EXCUSED: _("excused"),
}
PLAN_CLOSED = _("the plan is closed")
STATES: dict[str, Promise] = {
    Report.State.DRAFT: _("being filled in"),
    Report.State.SUBMITTED: _("handed up"),
    Report.State.RETURNED: _("returned"),
    Report.State.APPROVED: _("approved"),
}
STEPS: dict[str, Promise] = {
    ReportStep.Kind.FILLED: _("filled in advance, or counted anew"),
    ReportStep.Kind.SAVED: _("saved"),
    ReportStep.Kind.SUBMITTED: _("handed up"),
    ReportStep.Kind.RETURNED: _("returned"),
    ReportStep.Kind.APPROVED: _("approved"),
    ReportStep.Kind.REOPENED: _("opened again"),
    ReportStep.Kind.TAKEN_BACK: _("taken back"),
}
FOLLOW_UPS: dict[str, Promise] = {
    FollowUp.State.OPEN: pgettext_lazy("a follow-up", "open"),
    FollowUp.State.ANSWERED: _("answered"),
    FollowUp.State.CLOSED: pgettext_lazy("a follow-up", "closed"),
}
FREQUENCIES: dict[str, Promise] = {
    ReportForm.Frequency.MONTH: _("every month"),
    ReportForm.Frequency.QUARTER: _("every quarter"),
    ReportForm.Frequency.HALF: _("every half-year"),
    ReportForm.Frequency.YEAR: _("every year"),
}


standing_word = words_of(STANDINGS)
follow_up_word = words_of(FOLLOW_UPS)
register.filter("standing_word", standing_word)
register.filter("follow_up_word", follow_up_word)
register.filter("state_word", words_of(STATES))
register.filter("step_word", words_of(STEPS))
register.filter("frequency_word", words_of(FREQUENCIES))


@register.filter
def excuse_words(excused: str) -> str:
    """Why a report is not asked for: as somebody wrote it, or that its plan has ended."""
    return str(PLAN_CLOSED) if excused == ReportDue.PLAN_CLOSED else excused


@register.filter
def minus(value: int) -> int:
    """-value: days late of days until it is due."""
    return -value


@register.filter
def is_picture(media_type: str) -> bool:
    return media_type in (files.JPEG, files.PNG)


@register.simple_tag
def anchor(row: showing.Figure) -> str:
    return showing.anchor(row.indicator.slug)


@register.simple_tag
def identifier(name: str) -> str:
    """An id of a field whose name has signs that no id has."""
    return "f-" + uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:10]


@register.filter
def period_words(written: str) -> str:
    return Period.read(written).words()


@register.simple_tag
def unit_in(names: Mapping[uuid.UUID, Text], unit: uuid.UUID) -> str:
    """A unit's name out of many that were read together."""
    return plain(names.get(unit))


@register.simple_tag
def in_cell(mapped: Mapping[str, str], ref: str) -> str:
    """Which figure goes into a cell, in words; empty for none."""
    return mapped.get(ref, "")
