"""The sign by which a figure without a number is drawn: one for all pictures of plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from suyang.foundation.charts import Estimate, Mark
from suyang.plans.figures.queries import Figure

DRAWN: Final[dict[str, Mark]] = {
    "missing": Mark.MISSING,
    "suppressed": Mark.WITHHELD,
    "not_applicable": Mark.NOT_APPLICABLE,
    "not_published": Mark.NOT_PUBLISHED,
    "expired": Mark.EXPIRED,
}


def sign(mark: str) -> Mark:
    """A mark that is not known is drawn as missing: it is no number in any case."""
    return DRAWN.get(mark, Mark.MISSING)


def words(said: Mapping[str, object]) -> dict[Mark, str]:
    """The words of a page for its marks, by the sign that is drawn."""
    return {drawn: str(said[mark]) for mark, drawn in DRAWN.items()}


def drawn(one: Figure) -> Estimate | Mark:
    """A figure with its interval, itself where it has none, or the sign of why there is none."""
    if one.value is None:
        return sign(one.mark)
    low = one.value if one.low is None else one.low
    return Estimate(one.value, low, one.value if one.high is None else one.high)
