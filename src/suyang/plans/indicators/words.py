"""Kinds, frequencies and faults of formulas in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suyang.plans.formulas import FormulaError
from suyang.plans.models import Indicator

Kind = Indicator.Kind

KINDS: Final[dict[str, Promise]] = {
    Kind.THINGS: gettext_lazy("things"),
    Kind.PEOPLE: gettext_lazy("people (each counted once)"),
    Kind.ATTENDANCES: gettext_lazy("attendances"),
    Kind.RATE: gettext_lazy("rate, with numerator and denominator"),
    Kind.ESTIMATE: gettext_lazy("estimate with its error"),
    Kind.AUDIT: gettext_lazy("result of an audit"),
    Kind.MONEY: gettext_lazy("money"),
    Kind.NOT_PUBLISHED: gettext_lazy("not published"),
    "number": gettext_lazy("a plain number"),
}
FREQUENCIES: Final[dict[str, Promise]] = {
    Indicator.Frequency.MONTH: gettext_lazy("every month"),
    Indicator.Frequency.QUARTER: gettext_lazy("every quarter"),
    Indicator.Frequency.HALF: gettext_lazy("every half-year"),
    Indicator.Frequency.YEAR: gettext_lazy("every year"),
    Indicator.Frequency.NOT_PUBLISHED: gettext_lazy("not published"),
}
OVER_TIME: Final[dict[str, Promise]] = {
    Indicator.OverTime.SUM: gettext_lazy("they add up"),
    Indicator.OverTime.LAST: gettext_lazy("the last one holds"),
    Indicator.OverTime.NONE: gettext_lazy("nothing: it is asked for anew"),
}
BETTER: Final[dict[str, Promise]] = {
    "": gettext_lazy("neither is better"),
    Indicator.Better.UP: gettext_lazy("more is better"),
    Indicator.Better.DOWN: gettext_lazy("less is better"),
}
# Where one figure came from.
ORIGINS: Final[dict[str, Promise]] = {
    "report": gettext_lazy("approved report"),
    "source": gettext_lazy("counted by Suyang"),
    "below": gettext_lazy("units below"),
    "formula": gettext_lazy("formula"),
}
_FAULTS: Final[dict[str, Promise]] = {
    "too_long": gettext_lazy("The formula is too long."),
    "too_deep": gettext_lazy("There are too many brackets inside one another."),
    "not_closed": gettext_lazy("This bracket is not closed."),
    "closed_twice": gettext_lazy("This bracket was never opened."),
    "ends_early": gettext_lazy("The formula ends too early."),
    "no_name": gettext_lazy("Between { and } stands the short name of an indicator."),
    "no_number": gettext_lazy("This is no number."),
    "unexpected": gettext_lazy("This is not understood. Write indicators as {name}, and + − × ÷."),
    "unknown": gettext_lazy(
        "There is no indicator of this name that you can see. The list shows the short names."
    ),
    "not_published": gettext_lazy("What this indicator counts was not published."),
    "units": gettext_lazy("The two are counted in different units and do not add up."),
    "does_not_add": gettext_lazy("Rates and results of audits do not add up: their wholes differ."),
    "product": gettext_lazy("Only a plain number can be multiplied with something."),
    "quotient": gettext_lazy(
        "This cannot be divided so. Things, people, attendances and money can."
    ),
}


def refusal(fault: FormulaError, text: str) -> str:
    """What is wrong, and the place: the piece of the formula that begins there."""
    if fault.code == "kinds":
        what = _("%(left)s and %(right)s are different kinds and do not add up.") % {
            "left": KINDS.get(fault.about["left"], fault.about["left"]),
            "right": KINDS.get(fault.about["right"], fault.about["right"]),
        }
    else:
        what = str(_FAULTS[fault.code])
    there = text[fault.place : fault.place + 20]
    if not there:
        return what
    return _("%(what)s At place %(place)s: “%(there)s”") % {
        "what": what,
        "place": fault.place + 1,
        "there": there,
    }
