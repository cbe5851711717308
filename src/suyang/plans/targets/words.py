"""Judgements, their reasons and values of indicators in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import numbers
from suyang.foundation.texts import plain
from suyang.plans.figures.queries import Figure
from suyang.plans.indicators import validity_words
from suyang.plans.judging import Judgement, Why
from suyang.plans.models import Indicator, Target
from suyang.plans.periods import Period
from suyang.plans.targets.actions import is_share
from suyang.plans.targets.queries import Standing

Kind = Indicator.Kind

JUDGEMENTS: Final[dict[Judgement, Promise]] = {
    Judgement.MET: gettext_lazy("met"),
    Judgement.ON_TRACK: gettext_lazy("on track"),
    Judgement.BEHIND: gettext_lazy("behind"),
    Judgement.NOT_SHOWN: gettext_lazy("not shown"),
    Judgement.NO_DATA: gettext_lazy("no data"),
}
WHYS: Final[dict[Why, Promise]] = {
    Why.REACHED: gettext_lazy("What is known lies at the target or beyond it."),
    Why.AHEAD: gettext_lazy("It is where the way to the target says, or further."),
    Why.SHORT_OF_PATH: gettext_lazy("It lies short of the way to the target."),
    Why.SHORT_AT_THE_END: gettext_lazy("The time is over, and it lies short of the target."),
    Why.ACROSS_PATH: gettext_lazy(
        "The interval reaches to both sides of the way, so neither can be said."
    ),
    Why.ACROSS_TARGET: gettext_lazy(
        "The interval reaches to both sides of the target, so neither can be said."
    ),
    Why.NO_PATH: gettext_lazy("Nothing says where it should be by now: there is no baseline."),
    Why.SUPPRESSED: gettext_lazy("The number is too small to be shown."),
    Why.MISSING: gettext_lazy("There is no figure."),
    Why.EXPIRED: gettext_lazy("The last audit's result is no longer valid."),
    Why.NOT_YET: gettext_lazy("The way to the target begins later."),
}
MARKS: Final[dict[str, Promise]] = {
    "missing": gettext_lazy("missing"),
    "suppressed": gettext_lazy("withheld"),
    "not_applicable": gettext_lazy("not applicable"),
    "not_published": gettext_lazy("not published"),
    "expired": gettext_lazy("expired"),
}


def value(indicator: Indicator, number: float | None) -> str:
    """A number with its unit, as the indicator counts: 81.5 %, 1,200 人."""
    if number is None:
        return "–"
    if indicator.kind == Kind.RATE and is_share(indicator):
        return f"{numbers.decimal(100 * number)} %"
    if indicator.kind not in (Kind.ESTIMATE, Kind.RATE, Kind.AUDIT):
        written = numbers.whole(number)
    else:
        written = numbers.decimal(number, 2 if abs(number) < 10 else 1)
    unit = indicator.body.get("unit")
    if isinstance(unit, dict) and (word := plain(unit)):
        return f"{written} {word}"
    return written


def figure(indicator: Indicator, found: Figure) -> str:
    """A figure with its interval, or why there is none; of an audit with the day until which it
    holds."""
    held = validity_words.held(found)
    return number(indicator, found, held)


def number(indicator: Indicator, found: Figure, held: str = "") -> str:
    """A figure with its interval, or why there is none, and `held` in brackets behind the value."""
    if found.value is None:
        return _with_day(str(MARKS.get(found.mark, MARKS["missing"])), held)
    written = _with_day(value(indicator, found.value), held)
    if found.low is None or found.high is None:
        return written
    between = numbers.interval(value(indicator, found.low), value(indicator, found.high))
    return _("%(value)s (95%% interval %(interval)s)") % {"value": written, "interval": between}


def _with_day(said: str, held: str) -> str:
    return _("%(figure)s (%(held)s)") % {"figure": said, "held": held} if held else said


def aim(target: Target) -> str:
    """At least 80 % by 2027."""
    what = {"value": value(target.indicator, target.value), "period": period(target.period)}
    if target.at_least:
        return _("at least %(value)s by %(period)s") % what
    return _("at most %(value)s by %(period)s") % what


def period(written: str) -> str:
    return Period.read(written).words()


def ahead(found: Standing) -> str:
    """Where the figures so far lead, and how sure that is."""
    line, indicator = found.ahead, found.target.indicator
    if line is None:
        return _("Not shown: fewer than four figures.")
    said = {
        "value": value(indicator, line.value),
        "interval": numbers.interval(value(indicator, line.low), value(indicator, line.high)),
        "n": line.n,
    }
    if found.foreseen == Judgement.MET:
        text = _(
            "If it goes on like the last %(n)s figures, the target is reached: %(value)s "
            "(95%% prediction interval %(interval)s)."
        )
    elif found.foreseen == Judgement.BEHIND:
        text = _(
            "If it goes on like the last %(n)s figures, the target is missed: %(value)s "
            "(95%% prediction interval %(interval)s)."
        )
    else:
        text = _(
            "From the last %(n)s figures it cannot be said whether the target will be reached: "
            "%(value)s (95%% prediction interval %(interval)s)."
        )
    return text % said
