"""Pictures of the plan's pages, each with its sentence, its table and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suyang.foundation.charts import Chart, DotRow, Dots, Estimate, Trend, TrendPoint, dots, trend
from suyang.foundation.charts.model import Mark
from suyang.foundation.texts import plain
from suyang.plans.figures import signs
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.reporting import columns
from suyang.plans.seeing import funnel, words
from suyang.plans.seeing.comparison import GROUPS, Comparison, Row

Kind = Indicator.Kind


def compared(found: Comparison, unit_name: str) -> Chart | None:
    """Units as dots and intervals; None where no unit stands below."""
    if not found.rows:
        return None
    is_share = found.indicator.kind == Kind.RATE
    if found.ungrouped:
        groups: tuple[tuple[str, list[Row]], ...] = (("", found.rows),)
    else:
        parts = [(words.group(one), found.of(one)) for one in GROUPS]
        parts.append((_("Not held against the whole"), found.not_placed))
        parts.append((_("Without a number"), found.without))
        groups = tuple((name, rows) for name, rows in parts if rows)
    # A sum is no level that its parts could be held against.
    whole = None if found.ungrouped else found.whole.value
    return dots(
        Dots(
            key="units",
            title=_("%(indicator)s: units below %(unit)s, %(period)s")
            % {
                "indicator": plain(found.indicator.body.get("name")),
                "unit": unit_name,
                "period": found.period.words(),
            },
            description=_(
                "For each unit a dot at its figure and a bar for its 95% interval, on one scale; a "
                "dashed line for the whole. Where there is no number, a sign and a word."
            ),
            sentence=sentence(found),
            note=note(found),
            marks=words.drawn_marks(),
            row_label=_("Unit"),
            value_label=_("Figure"),
            interval_label=_("95% interval"),
            group_label=pgettext("of units in a comparison", "Group"),
            whole_label=_("The whole:"),
            whole=whole,
            unit="share" if is_share else "number",
            groups=tuple((name, tuple(_row(one) for one in rows)) for name, rows in groups),
        )
    )


def sentence(found: Comparison) -> str:
    """What the comparison says, and no more."""
    with_number = len(found.rows) - len(found.without)
    if found.ungrouped:
        return _("%(n)s of %(all)s units have a figure.") % {
            "n": with_number,
            "all": len(found.rows),
        }
    counted = {one: len(found.of(one)) for one in GROUPS}
    return _(
        "Of %(n)s units with a figure %(above)s stand above the whole and %(below)s below; "
        "%(not_apart)s cannot be told apart from it."
    ) % {"n": with_number, **counted}


def note(found: Comparison) -> str:
    if found.ungrouped:
        return ""
    return _(
        "%(n)s units were looked at together; with so many, some stand outside by chance. Groups "
        "are made so that at most about 5%% of the units named above or below are expected to be "
        "named wrongly (Benjamini and Hochberg). An interval that misses the line is therefore not "
        "always a difference. Chance is all that is weighed: that units differ in people and means "
        "is not."
    ) % {"n": found.tested}


def course(indicator: Indicator, figures: Sequence[Figure]) -> Chart | None:
    """A figure over periods; None where there is no number at all."""
    known = [one for one in figures if one.value is not None]
    if not known:
        return None
    last = known[-1]
    is_share = indicator.kind == Kind.RATE and all(0 <= (one.value or 0) <= 1 for one in known)
    name = plain(indicator.body.get("name"))
    return trend(
        Trend(
            key="course",
            title=_("%(indicator)s over time") % {"indicator": name},
            description=_("One point for each period, joined by a line; gaps have a sign."),
            sentence=_("%(period)s: %(value)s; %(n)s of %(all)s periods have a figure.")
            % {
                "period": last.period.words(),
                "value": words.value(last, indicator.kind),
                "n": len(known),
                "all": len(figures),
            },
            marks=words.drawn_marks(),
            period_label=_("Period"),
            value_label=columns.word(last.column),
            interval_label=_("95% interval"),
            unit="share" if is_share else "number",
            points=tuple(TrendPoint(str(one.period), _point(one)) for one in figures),
        )
    )


def _row(row: Row) -> DotRow:
    label = plain(row.name)
    if row.placed is None:
        return DotRow(label, _point(row.figure))
    if row.placed.small:
        label = _("%(unit)s (small: %(of)s cases)") % {
            "unit": label,
            "of": f"{row.figure.of:,.0f}" if row.figure.of else "0",
        }
    return DotRow(label, Estimate(row.placed.value, row.placed.low, row.placed.high))


def _point(one: Figure) -> Estimate | Mark:
    if one.value is not None and one.count is not None and one.of and 0 <= one.count <= one.of:
        low, high = funnel.wilson(funnel.Share(one.count, one.of))
        return Estimate(one.value, low, high)
    return signs.drawn(one)
