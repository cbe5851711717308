"""Rules that compose the judgement of a goal from indicators. No database.

    {"needs": "all" | "most" | n, "of": [{"indicator": slug, "is": what}, …]}

what: "risen", "fallen" or "narrowed", of the plan's year against the one before; or a list of
judgements of the indicator's target, such as ["met", "on_track"]. A part that cannot be judged
leaves the goal "cannot be shown", unless the others decide it either way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from suyang.plans.judging import Judgement, Known

CHANGES: Final = ("risen", "fallen", "narrowed")
# The half-width of a 95 % interval in standard errors.
WIDTH: Final = 1.959964


class Outcome(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CANNOT_BE_SHOWN = "cannot_be_shown"


class Answer(StrEnum):
    """Of one part: whether it is so."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """What an answer rests on."""

    SHOWN = "shown"  # the figures show it, or the contrary
    UNKNOWN_INDICATOR = "unknown_indicator"
    NO_TARGET = "no_target"
    NOT_YET = "not_yet"  # on the way, and only the end counts
    ACROSS = "across"  # the interval holds both
    NO_FIGURE = "no_figure"
    NO_EARLIER_FIGURE = "no_earlier_figure"
    NOT_ALL_MONTHS = "not_all_months"
    OTHER_METHOD = "other_method"  # the years were counted in different ways
    SAME_AUDIT = "same_audit"  # nothing was looked at again
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class Part:
    answer: Answer
    because: Because


def decide(needs: str | int, answers: Sequence[Answer]) -> Outcome:
    """The goal from its parts. Raises ValueError for needs that no number of parts could meet."""
    n = len(answers)
    if not n:
        return Outcome.CANNOT_BE_SHOWN
    wanted = n if needs == "all" else n // 2 + 1 if needs == "most" else int(needs)
    if not 1 <= wanted <= n:
        raise ValueError(f"{needs} of {n} parts")
    if answers.count(Answer.YES) >= wanted:
        return Outcome.REACHED
    if answers.count(Answer.NO) > n - wanted:
        return Outcome.NOT_REACHED
    return Outcome.CANNOT_BE_SHOWN


def of_target(judged: Judgement, accepted: Sequence[str]) -> Part:
    """A part that asks how the indicator's target stands."""
    if judged.value in accepted:
        return Part(Answer.YES, Because.SHOWN)
    if judged == Judgement.BEHIND:
        return Part(Answer.NO, Because.SHOWN)
    if judged == Judgement.NO_DATA:
        return Part(Answer.UNKNOWN, Because.NO_FIGURE)
    if judged == Judgement.NOT_SHOWN:
        return Part(Answer.UNKNOWN, Because.ACROSS)
    return Part(Answer.UNKNOWN, Because.NOT_YET)


def of_change(what: str, before: Known, now: Known) -> Part:
    """A part that asks whether a figure rose, fell, or, of a gap, came nearer to nothing.

    Figures without error are what was counted. Those with one: their difference's 95 % interval,
    taking both errors as independent, has to lie on one side of nothing. Raises ValueError for
    another word.
    """
    if what not in CHANGES:
        raise ValueError(f"a figure cannot be {what!r}")
    if now.value is None:
        return Part(Answer.UNKNOWN, Because.NO_FIGURE)
    if before.value is None:
        return Part(Answer.UNKNOWN, Because.NO_EARLIER_FIGURE)
    change = now.value - before.value
    if what == "narrowed":
        change = abs(before.value) - abs(now.value)
    elif what == "fallen":
        change = -change
    half = math.hypot(_half(before), _half(now))
    if change - half > 0:
        return Part(Answer.YES, Because.SHOWN)
    if change + half < 0 or (not half and change <= 0):
        return Part(Answer.NO, Because.SHOWN)
    return Part(Answer.UNKNOWN, Because.ACROSS)


def wrong(rule: Mapping[str, Any], known: set[str]) -> str:
    """What is wrong with a written rule; nothing where it can be used."""
    parts = rule.get("of", [])
    needs = rule.get("needs")
    if needs not in ("all", "most") and not (isinstance(needs, int) and 1 <= needs <= len(parts)):
        return f"needs: all, most, or a number from 1 to {len(parts)}"
    for part in parts:
        if part["indicator"] not in known:
            return f"no indicator is called {part['indicator']}"
        what = part["is"]
        if isinstance(what, str) and what not in CHANGES:
            return f"a figure cannot be {what!r}"
        if not isinstance(what, str) and not set(what) <= {one.value for one in Judgement}:
            return f"no judgement is called so: {what}"
    return ""


def _half(one: Known) -> float:
    low, high = one.interval
    return (high - low) / 2
