"""Sums of targets in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suyang.plans.contributing import sums
from suyang.plans.contributing.sums import Sum
from suyang.plans.models import Indicator
from suyang.plans.targets.words import value

Kind = Indicator.Kind


def said(one: Sum) -> str:
    """What the targets below make together, and how far that is from the one above."""
    if one.what == sums.CANNOT:
        return why_not(one.indicator)
    if one.what == sums.NONE_BELOW:
        return _("No unit below has set a target for it.")
    values = {
        "total": value(one.indicator, one.total),
        "target": value(one.indicator, one.target.value),
        "gap": value(one.indicator, one.lacking),
    }
    if one.what == sums.AT_MOST:
        return (
            _(
                "Together at most %(total)s: somebody may be counted in two places. Whether that "
                "comes to %(target)s cannot be said."
            )
            if one.target.at_least
            else _(
                "Together at most %(total)s: somebody may be counted in two places. Whether that "
                "stays within %(target)s cannot be said."
            )
        ) % values
    if one.what == sums.REACHED:
        if one.target.at_least:
            return _("Together %(total)s: that comes to the target of %(target)s.") % values
        return _("Together %(total)s: that stays within %(target)s.") % values
    if one.target.at_least:
        return _("Together %(total)s: %(gap)s are lacking to %(target)s.") % values
    return _("Together %(total)s: %(gap)s more than %(target)s.") % values


def why_not(indicator: Indicator) -> str:
    """Why targets of this indicator cannot be added up."""
    if indicator.kind == Kind.RATE:
        return _(
            "A rate of the whole follows from numerators and denominators, not from the rates of "
            "its parts."
        )
    if indicator.kind in (Kind.ESTIMATE, Kind.AUDIT):
        return _("An estimate or audit result is asked of its source for each unit anew.")
    return _("Its unit was not published, so nobody can say what adds up.")
