"""Outcomes of goals, their rules and reasons in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from suyang.foundation.texts import plain
from suyang.plans.goals.queries import Judged
from suyang.plans.goals.rules import Answer, Because, Outcome
from suyang.plans.judging import Judgement
from suyang.plans.targets.words import JUDGEMENTS
from suyang.plans.targets.words import figure as written

OUTCOMES: Final[dict[Outcome, Promise]] = {
    Outcome.REACHED: gettext_lazy("reached"),
    Outcome.NOT_REACHED: gettext_lazy("not reached"),
    Outcome.CANNOT_BE_SHOWN: gettext_lazy("cannot be shown"),
}
ANSWERS: Final[dict[Answer, Promise]] = {
    Answer.YES: gettext_lazy("yes"),
    Answer.NO: gettext_lazy("no"),
    Answer.UNKNOWN: gettext_lazy("cannot be said"),
}
REASONS: Final[dict[Because, Promise]] = {
    Because.SHOWN: gettext_lazy("The figures show it."),
    Because.UNKNOWN_INDICATOR: gettext_lazy("There is no such indicator here."),
    Because.NO_TARGET: gettext_lazy("No target is set for it in this unit."),
    Because.NOT_YET: gettext_lazy("It is on the way; only the end counts."),
    Because.ACROSS: gettext_lazy("The interval holds both."),
    Because.NO_FIGURE: gettext_lazy("There is no figure for this year."),
    Because.NO_EARLIER_FIGURE: gettext_lazy("There is no figure for the year before."),
    Because.NOT_ALL_MONTHS: gettext_lazy("The two years are made of different numbers of months."),
    Because.OTHER_METHOD: gettext_lazy("The two years were counted by different methods."),
    Because.SAME_AUDIT: gettext_lazy("Nothing was audited again since the year before."),
    Because.NO_RULE: gettext_lazy("No rule is written for this goal."),
}
_CHANGES: Final[dict[str, Promise]] = {
    "risen": gettext_lazy("higher than in the year before"),
    "fallen": gettext_lazy("lower than in the year before"),
    "narrowed": gettext_lazy("smaller than in the year before"),
}


def needs(rule: dict[str, Any]) -> str:
    """How many of the parts have to be so."""
    wanted, n = rule.get("needs", "all"), len(rule.get("of", ()))
    if not n:
        return _("No rule is written for this goal.")
    if wanted == "all":
        return ngettext("This has to be so:", "All of these have to be so:", n)
    if wanted == "most":
        return _("More than half of these have to be so:")
    return _("At least %(n)s of these have to be so:") % {"n": wanted}


def part(one: Judged) -> str:
    """What a part asks."""
    name = plain(one.indicator.body["name"]) if one.indicator else one.slug
    if isinstance(one.what, str):
        return _("%(indicator)s: %(change)s") % {
            "indicator": name,
            "change": _CHANGES[one.what],
        }
    accepted = _(" or ").join(str(JUDGEMENTS[Judgement(word)]) for word in one.what)
    return _("%(indicator)s: target %(accepted)s") % {"indicator": name, "accepted": accepted}


def rests_on(one: Judged) -> str:
    """The figures behind a part."""
    if one.indicator is None or one.now is None:
        return ""
    now = written(one.indicator, one.now)
    if one.before is None:
        return now
    return _("%(before)s → %(now)s") % {"before": written(one.indicator, one.before), "now": now}
