"""How figures, marks and groups are said on the pages of the plan."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import numbers
from suyang.foundation.charts import Mark
from suyang.plans.figures import signs
from suyang.plans.figures.comparable import measured_apart
from suyang.plans.figures.queries import Figure
from suyang.plans.indicators import validity_words
from suyang.plans.models import Indicator
from suyang.plans.naming import TASK_STATES
from suyang.plans.seeing import comparison, funnel, overview

Kind = Indicator.Kind
_MARKS: Final[dict[str, Promise]] = {
    "missing": gettext_lazy("no report yet"),
    "suppressed": gettext_lazy("withheld: few people"),
    "not_applicable": gettext_lazy("not applicable"),
    "not_published": gettext_lazy("not published"),
    "expired": gettext_lazy("expired"),
}
_STATES: Final[dict[str, Promise]] = {
    **TASK_STATES,
    overview.LATE: gettext_lazy("late"),
    overview.AT_RISK: gettext_lazy("at risk"),
}
_GROUPS: Final[dict[str, Promise]] = {
    funnel.ABOVE: gettext_lazy("Above the whole"),
    funnel.NOT_APART: gettext_lazy("Not told apart from the whole"),
    funnel.BELOW: gettext_lazy("Below the whole"),
}
_UNGROUPED: Final[dict[str, Promise]] = {
    comparison.COUNTS: gettext_lazy(
        "These are counts, and units differ in size: a larger count says nothing about doing "
        "better. They stand beside each other and are not grouped. Choose a rate to compare."
    ),
    comparison.NO_WHOLE: gettext_lazy(
        "There is no figure of the whole for this period, so that nothing is held against it."
    ),
    comparison.NO_ERROR: gettext_lazy(
        "The figure of the whole came without a standard error, so that chance cannot be weighed."
    ),
}


def mark(name: str) -> str:
    return str(_MARKS.get(name, name))


def drawn_marks() -> dict[Mark, str]:
    return signs.words(_MARKS)


def state(name: str) -> str:
    return str(_STATES.get(name, name))


def group(name: str) -> str:
    return str(_GROUPS.get(name, name))


def ungrouped(why: str) -> str:
    return str(_UNGROUPED.get(why, ""))


def value(of: Figure, kind: str) -> str:
    """The figure's number as it is read, or its mark's word."""
    return mark(of.mark) if of.value is None else number(of.value, kind)


def number(what: float, kind: str) -> str:
    if kind == Kind.RATE:
        return f"{numbers.decimal(100 * what)} %"
    if what == int(what) or abs(what) >= 100:
        return numbers.whole(what)
    return numbers.decimal(what, 2 if abs(what) < 10 else 1)


def behind(of: Figure) -> str:
    """What a figure rests on: n of all, its interval, and how many units reported."""
    if of.value is None:
        return validity_words.held(of) or _reporting(of)
    said = [held] if (held := validity_words.held(of)) else []
    if of.of is not None and of.count is not None:
        said.append(
            _("%(count)s of %(of)s")
            % {"count": numbers.whole(of.count), "of": numbers.whole(of.of)}
        )
    elif of.error is not None and of.low is not None and of.high is not None:
        ends = (number(of.low, ""), number(of.high, ""))
        said.append(_("95%% interval %(span)s") % {"span": numbers.interval(*ends)})
        said.append(_("n = %(n)s") % {"n": numbers.whole(of.n)})
    if of.may_count_twice:
        said.append(_("sum of reports, may count a person twice"))
    if reporting := _reporting(of):
        said.append(reporting)
    return "; ".join(said)


def change(now: Figure, before: Figure, kind: str) -> str:
    """The difference from the figure before; empty where one of the two is none, or the same
    audit's, or was counted in another way. A rate's in percentage points."""
    if now.value is None or before.value is None:
        return ""
    if measured_apart(now, before) is not None:
        return ""
    difference = now.value - before.value
    if kind == Kind.RATE:
        return _("%(points)s points") % {"points": numbers.decimal(100 * difference, plus=True)}
    if difference == int(difference) or abs(difference) >= 100:
        return numbers.whole(difference, plus=True)
    return numbers.decimal(difference, 2 if abs(difference) < 10 else 1, plus=True)


def _reporting(of: Figure) -> str:
    if of.units_expected is None:
        return ""
    return _("%(n)s of %(all)s units reported") % {
        "n": of.units_reporting or 0,
        "all": of.units_expected,
    }
