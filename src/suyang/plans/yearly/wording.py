"""Names, values, changes and sources of a year's report in words."""

from __future__ import annotations

import math
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.foundation import numbers
from suyang.foundation.texts import plain
from suyang.plans.figures import queries as figures
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.comparable import Apart, apart
from suyang.plans.figures.queries import WIDTH, Figure
from suyang.plans.indicators import validity_words
from suyang.plans.models import Indicator
from suyang.plans.periods import MONTHS
from suyang.plans.reporting import columns
from suyang.plans.seeing import words as seeing
from suyang.plans.targets.actions import is_share

Kind = Indicator.Kind
_COUNTS: Final = (Kind.THINGS, Kind.PEOPLE, Kind.ATTENDANCES, Kind.MONEY)
_REASONS: Final[dict[str, Promise]] = {
    "missing": gettext_lazy("no report or source gave a figure"),
    "suppressed": gettext_lazy(
        "so few people that one could be known, or another such number could be worked out"
    ),
    "not_applicable": gettext_lazy("it does not apply to this unit"),
    "not_published": gettext_lazy("what it counts, or its figure, was not published"),
    "expired": gettext_lazy("the last audit's result was no longer valid"),
}


def pair(name: object, value: object) -> str:
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def listed(*texts: str) -> str:
    """Several short texts as one; empty ones are left out."""
    return str(_("; ")).join(text for text in texts if text)


def then(first: str, sentence: str) -> str:
    """A text, and a sentence after it."""
    return _("%(first)s. %(sentence)s") % {"first": first, "sentence": sentence}


def name(indicator: Indicator) -> str:
    """An indicator's name; one that was not published is known by its number alone."""
    said = indicator.body.get("name")
    if not said or said == "not_published":
        return _("%(slug)s (name not published)") % {"slug": indicator.slug}
    return plain(said)


def name_in(indicator: Indicator, column: str) -> str:
    return name(indicator) if column == TOTAL else f"{name(indicator)} · {columns.word(column)}"


def counted_in(indicator: Indicator) -> str:
    """What the number is a number of: people, 元, %."""
    if indicator.kind == Kind.RATE and is_share(indicator):
        return "%"
    unit = indicator.body.get("unit")
    return plain(unit) if isinstance(unit, dict) else ""


def reason(indicator: Indicator, found: Figure) -> str:
    """Why there is no number."""
    mark = "not_published" if indicator.kind == Kind.NOT_PUBLISHED else found.mark
    why = str(_REASONS.get(mark, _REASONS["missing"]))
    return listed(why, validity_words.held(found))


def why_no_change(indicator: Indicator, now: Figure, before: Figure) -> str:
    """Why two years are not held against each other; empty where they are, or where this year
    has no figure itself."""
    if now.value is None:
        return ""
    if before.value is None:
        return _("the year before: %(reason)s") % {"reason": reason(indicator, before)}
    why = apart(indicator, now, before)
    if why == Apart.METHOD:
        return _("the two years were counted by different methods (%(before)s and %(now)s)") % {
            "before": before.method,
            "now": now.method,
        }
    if why == Apart.SAME_AUDIT:
        return _("nothing was audited again since the year before")
    if why == Apart.MONTHS and indicator.kind in _COUNTS:
        return _(
            "the two years are made of different numbers of periods (%(before)s and %(now)s)"
        ) % {
            "before": before.months,
            "now": now.months,
        }
    return ""


def change(indicator: Indicator, now: Figure, before: Figure) -> str:
    """The difference from the year before, of estimates with its 95 % interval (both errors taken
    as independent); empty where it is not shown."""
    if now.value is None or before.value is None or why_no_change(indicator, now, before):
        return ""
    moved = now.value - before.value
    places = 2 if abs(moved) < 10 else 1
    if now.error is None and before.error is None:
        return _difference(indicator, moved, places)
    half = WIDTH * math.hypot(now.error or 0.0, before.error or 0.0)
    low, high = (_difference(indicator, end, places) for end in (moved - half, moved + half))
    return _("%(value)s (95%% interval %(interval)s)") % {
        "value": _difference(indicator, moved, places),
        "interval": numbers.interval(low, high),
    }


def _difference(indicator: Indicator, moved: float, places: int) -> str:
    if indicator.kind == Kind.RATE and is_share(indicator):
        return _("%(points)s points") % {"points": numbers.decimal(100 * moved, plus=True)}
    if indicator.kind in _COUNTS:
        return numbers.whole(moved, plus=True)
    return numbers.decimal(moved, places, plus=True)


def whole_year(indicator: Indicator, found: Figure) -> int:
    """Of how many reported or counted periods a whole year's sum is made."""
    if found.came_from == figures.SOURCE:
        return 12
    return 12 // MONTHS.get(indicator.frequency, 1)


def rests(found: Figure) -> str:
    """What a figure rests on: n, interval, units that reported, and how many reports or counts."""
    behind = seeing.behind(found)
    if found.value is None or not found.n or found.error is not None:
        return behind
    # A sum over periods keeps these numbers of its last one alone.
    last = _("n and units as of the last period") if found.months > 1 else ""
    n = _("n = %(n)s (reports or counts)") % {"n": numbers.whole(found.n)}
    return listed(n, behind, last)


def source(indicator: Indicator, found: Figure) -> str:
    """Where a figure came from."""
    if found.came_from == figures.FORMULA:
        return _("worked out by the formula %(formula)s") % {"formula": indicator.formula}
    if found.came_from == figures.SOURCE:
        return _("counted by the program (%(source)s)") % {"source": indicator.source}
    if found.came_from == figures.REPORT:
        return _("approved reports of the unit itself")
    return _("put together from the units directly below")
