"""The parts of a simulation: each draws people, or what is true of the items, in one way.

The same seed and number is the same person with the same dice in every part, so that parts differ
by what they change and not by luck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

CORRELATIONS: Final = (0.0, 0.3, 0.5, 0.7, 0.85)
SHIFT: Final = 0.3
SPIKE: Final = 1.0
FIRST, FOLLOW_UP = "full", "follow-up"
CHECKS: Final = (FIRST, "quick", "single", FOLLOW_UP, "elder")
# Shares of the people asked for: parts about some of the people, and parts that are printed only.
HALF: Final = 0.5
FEWER: Final = 0.25

Start = Literal["asked", "unasked", "misleading"]


@dataclass(frozen=True)
class Part:
    """One way to draw people and items.

    correlation: between every two competences; None is the engine's own Sigma, to which `common`
    variance is added. even: overall means spread evenly over levels, half of the people at 1-2.
    shift: added to all true difficulties. spike: one competence lies so far from all the others.
    honesty: how often somebody who does not know says so. start: how the two starting questions
    are answered. share: of the people asked for.
    """

    group: str
    name: str
    correlation: float | None = None
    common: float = 0.0
    even: bool = False
    shift: float = 0.0
    spike: float = 0.0
    honesty: float = 0.0
    start: Start = "asked"
    share: float = FEWER


def parts(
    rules: Mapping[str, Any],
    correlations: Iterable[float] = CORRELATIONS,
    only: Iterable[str] = (),
) -> list[Part]:
    """The parts that make sense for a check, `prior` always first; `only` these groups of them."""
    covers_all = rules["competences"] != "one"
    found = [Part("prior", "prior", share=1.0), Part("even", "even", even=True, share=HALF)]
    if covers_all:
        # The prior of reported means: its people vary more in their common level.
        found.append(Part("means", "means", common=0.6))
        found += [
            Part("correlation", f"correlation-{one:g}", correlation=one) for one in correlations
        ]
    found += [
        Part("shift", "shift-harder", shift=SHIFT),
        Part("shift", "shift-easier", shift=-SHIFT),
        Part("honesty", "honesty", honesty=1.0, share=1.0),
    ]
    if rules["minimums"].get("per_competence") and covers_all:
        found += [
            Part("spike", "spike-up", spike=SPIKE, share=HALF),
            Part("spike", "spike-down", spike=-SPIKE, share=HALF),
        ]
    if rules["start"].get("questions"):
        found += [
            Part("start", "start-unasked", start="unasked"),
            Part("start", "start-misleading", start="misleading"),
        ]
    wanted = {*only, "prior"} if only else {part.group for part in found}
    return [part for part in found if part.group in wanted]
