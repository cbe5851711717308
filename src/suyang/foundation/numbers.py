"""How numbers are written for people, alike on pages, in pictures and on paper.

A minus is a minus sign (U+2212) and no hyphen, which a reader takes for a dash between two numbers
and a screen reader passes over. An interval is written in words. Spreadsheets keep numbers as
numbers and need none of this.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"


def half_up(value: float) -> int:
    """The nearest whole number; halves away from zero, as people round."""
    return int(value + 0.5) if value >= 0 else -int(0.5 - value)


def whole(value: float, *, plus: bool = False) -> str:
    """12,345 or −2; with `plus` +3, as for a difference."""
    return _signed(f"{abs(half_up(value)):,}", half_up(value), plus)


def decimal(value: float, places: int = 1, *, plus: bool = False) -> str:
    """3.4 or −0.2."""
    rounded = round(value, places)
    return _signed(f"{abs(rounded):,.{places}f}", rounded, plus)


def points(share: float, *, plus: bool = False) -> str:
    """A difference of shares (0 to 1) in percentage points: −2."""
    return whole(100 * share, plus=plus)


def interval(low: str, high: str) -> str:
    """Two written numbers as an interval: “−2 to 4”."""
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _signed(digits: str, value: float, plus: bool) -> str:
    return f"{MINUS if value < 0 else '+' if plus and value > 0 else ''}{digits}"
