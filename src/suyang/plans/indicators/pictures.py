"""An indicator's figures over time."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from suyang.foundation.charts import Chart, Target, Trend, TrendPoint, trend
from suyang.foundation.texts import plain
from suyang.plans.figures import signs
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.targets import words
from suyang.plans.targets.actions import is_share


def over_time(
    indicator: Indicator,
    points: Sequence[Figure],
    *,
    sentence: str = "",
    target: Target | None = None,
) -> Chart | None:
    """None where no period has a figure, or one below zero, which this picture has no place for."""
    said = [one for one in points if one.value is not None]
    if not said or any((one.low if one.low is not None else one.value or 0) < 0 for one in said):
        return None
    share = indicator.kind == Indicator.Kind.RATE and is_share(indicator)
    return trend(
        Trend(
            key="over-time",
            title=plain(indicator.body["name"]),
            description=_("A dot for each period, with its interval where it has one."),
            sentence=sentence or _latest(indicator, said[-1]),
            period_label=_("Period"),
            value_label=plain(indicator.body["name"]),
            interval_label=_("95% interval"),
            points=tuple(TrendPoint(str(one.period), signs.drawn(one)) for one in points),
            unit="share" if share else "number",
            target=target,
            marks=signs.words(words.MARKS),
        )
    )


def _latest(indicator: Indicator, last: Figure) -> str:
    return _("Last known, %(period)s: %(figure)s.") % {
        "period": last.period.words(),
        "figure": words.figure(indicator, last),
    }
