"""A target's picture: the figures over time, with the target as a line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suyang.foundation.charts import Chart, Estimate, Mark, Trend, TrendPoint, trend
from suyang.foundation.charts import Target as Line
from suyang.foundation.texts import plain
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.targets import words
from suyang.plans.targets.actions import is_share
from suyang.plans.targets.queries import Standing, gathers

_MARKS = {
    "missing": Mark.MISSING,
    "suppressed": Mark.WITHHELD,
    "not_applicable": Mark.NOT_APPLICABLE,
    "not_published": Mark.NOT_PUBLISHED,
}


def over_time(found: Standing) -> Chart | None:
    """None where no period has a figure."""
    target, indicator = found.target, found.target.indicator
    if all(one.value is None for one in found.points):
        return None
    if any((one.low if one.low is not None else one.value or 0) < 0 for one in found.points):
        return None
    share = indicator.kind == Indicator.Kind.RATE and is_share(indicator)
    # A sum that grows is compared as a whole; its months stand below a line they cannot reach.
    line = None if gathers(target) else Line(words.aim(target), target.value)
    return trend(
        Trend(
            key="target",
            title=plain(indicator.body["name"]),
            description=_("A dot for each period, with its interval where it has one."),
            sentence=str(words.WHYS[found.judged.why]),
            period_label=_("Period"),
            value_label=plain(indicator.body["name"]),
            interval_label=_("95% interval"),
            points=tuple(TrendPoint(str(one.period), _point(one)) for one in found.points),
            unit="share" if share else "number",
            target=line,
            marks={mark: str(words.MARKS[name]) for name, mark in _MARKS.items()},
        )
    )


def _point(one: Figure) -> Estimate | Mark:
    if one.value is None:
        return _MARKS.get(one.mark, Mark.MISSING)
    low = one.value if one.low is None else one.low
    return Estimate(one.value, low, one.value if one.high is None else one.high)
