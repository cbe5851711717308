"""The scale: eight levels, four bands, and what may be said of a person on it.

Theta has mean 0 and standard deviation 1 in a reference population of adults. Levels 1-8 have
their centres .6 apart and meet half-way; two levels make a band. What is reported is a band, or
a range of bands, never the level of a mean.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.responses import category_probabilities

Array = npt.NDArray[np.float64]

LEVEL_CENTRES: Final[tuple[float, ...]] = (-2.1, -1.5, -0.9, -0.3, 0.3, 0.9, 1.5, 2.1)
BANDS: Final[tuple[str, ...]] = ("foundation", "intermediate", "advanced", "highly_specialised")
LEVELS_PER_BAND: Final = 2
SOLVED_AT_CENTRE: Final = 0.67
EXPERT_DISCRIMINATION: Final = 1.2
STEP: Final = 0.8


@dataclass(frozen=True)
class BandReport:
    """What may be said: the bands from `lowest` to `highest` hold `probability`.

    `enough` is False when nothing shorter than the whole scale reaches the threshold.
    When the top bands are merged, `highest == top` means "top or above".
    """

    lowest: str
    highest: str
    probability: float
    enough: bool

    @property
    def single(self) -> bool:
        """True when one band alone is reported."""
        return self.enough and self.lowest == self.highest


def level_cuts() -> Array:
    """The seven thetas where neighbouring levels meet, shape (7,)."""
    centres = np.asarray(LEVEL_CENTRES)
    return np.asarray((centres[1:] + centres[:-1]) / 2, dtype=np.float64)


def band_cuts(top: str = BANDS[-1]) -> Array:
    """The thetas where neighbouring bands meet, shape (3,); fewer when bands above `top` merge.

    Raises ValueError for an unknown band.
    """
    cuts = level_cuts()[LEVELS_PER_BAND - 1 :: LEVELS_PER_BAND]
    return cuts[: _band_index(top)]


def expert_difficulty(
    level: int, guessing: float, discrimination: float = EXPERT_DISCRIMINATION
) -> float:
    """Difficulty b such that P(correct | theta = centre of `level`) = .67.

    b = centre - logit((.67 - c) / (1 - c)) / a.
    Raises ValueError when level is outside 1-8, guessing outside [0, .67), or a is not positive.
    """
    if not 1 <= level <= len(LEVEL_CENTRES):
        raise ValueError(f"level must be 1 to {len(LEVEL_CENTRES)}, not {level}")
    if not 0 <= guessing < SOLVED_AT_CENTRE:
        raise ValueError(f"guessing must be in [0, {SOLVED_AT_CENTRE}), not {guessing}")
    if not discrimination > 0:
        raise ValueError(f"discrimination must be positive, not {discrimination}")
    known = (SOLVED_AT_CENTRE - guessing) / (1 - guessing)
    return LEVEL_CENTRES[level - 1] - math.log(known / (1 - known)) / discrimination


def expert_steps(categories: int) -> tuple[float, ...]:
    """Steps of a graded item before anything is calibrated, relative to its b: .8 apart, mean 0.

    Empty for a right/wrong item (2 categories). Raises ValueError for fewer than 2.
    """
    if categories < 2:
        raise ValueError(f"an item has 2 categories or more, not {categories}")
    if categories == 2:
        return ()
    middle = (categories - 2) / 2
    return tuple(round(STEP * (v - middle), 6) for v in range(categories - 1))


def expert_graded_difficulty(
    level: int, steps: Sequence[float], discrimination: float = EXPERT_DISCRIMINATION
) -> float:
    """Difficulty b of a graded item such that P(full score | centre of `level`) = .67.

    By bisection, since the full score's probability rises with theta - b. Raises ValueError like
    `expert_difficulty`, or without steps.
    """
    if not steps:
        raise ValueError("a graded item has steps")
    expert_difficulty(level, 0.0, discrimination)
    low, high = -8.0, 8.0
    for _ in range(60):
        distance = (low + high) / 2
        p = category_probabilities(distance, discrimination, 0.0, np.asarray(steps))
        low, high = (distance, high) if p[-1] < SOLVED_AT_CENTRE else (low, distance)
    return LEVEL_CENTRES[level - 1] - (low + high) / 2


def level_probabilities(mean: float, sd: float) -> Array:
    """P(level) for theta ~ N(mean, sd²), shape (8,), sums to 1. Raises ValueError unless sd > 0."""
    return _interval_probabilities(mean, sd, _LEVEL_CUTS)


def band_probabilities(mean: float, sd: float) -> Array:
    """P(band) for theta ~ N(mean, sd²), shape (4,), sums to 1. Raises ValueError unless sd > 0."""
    return _interval_probabilities(mean, sd, _BAND_CUTS)


def report(
    band_probabilities: npt.ArrayLike,
    threshold: float = 0.8,
    top: str = "advanced",
    *,
    most_below: float | None = None,
) -> BandReport:
    """The band, or shortest range of bands, that may be reported.

    band_probabilities: shape (4,), from `band_probabilities` or any posterior. Bands above `top`
    are merged into it. Among ranges of equal length that contain the most probable band and hold
    at least `threshold`, the most probable one is taken, and of equals the lower. most_below:
    when given, bands below the report may hold at most this together; it bounds how often a
    beginner is told too much (docs/methods/measurement.md, "Flattering a beginner").
    Raises ValueError for probabilities that are negative or do not sum to 1, a threshold outside
    (.5, 1), most_below outside [0, 1], or an unknown band.
    """
    if not 0.5 < threshold < 1:
        raise ValueError(f"threshold must be in (.5, 1), not {threshold}")
    if most_below is not None and not 0 <= most_below <= 1:
        raise ValueError(f"most_below must be a probability, not {most_below}")
    given = np.asarray(band_probabilities, dtype=np.float64)
    if given.shape != (len(BANDS),):
        raise ValueError(f"expected {len(BANDS)} probabilities, not shape {given.shape}")
    chances = given.tolist()
    if min(chances) < -1e-12 or not math.isclose(sum(chances), 1, abs_tol=1e-6):
        raise ValueError("band probabilities must be non-negative and sum to 1")
    last = _band_index(top)
    merged = [*chances[:last], sum(chances[last:])]
    mode = merged.index(max(merged))
    below = [0.0, *itertools.accumulate(merged)]
    allowed = 1.0 if most_below is None else most_below
    for length in range(1, len(merged)):
        starts = range(max(0, mode - length + 1), min(mode, len(merged) - length) + 1)
        ranges = [(sum(merged[s : s + length]), -s) for s in starts if below[s] <= allowed]
        probability, start = max(ranges, default=(0.0, 0))
        if probability >= threshold:
            return BandReport(BANDS[-start], BANDS[length - 1 - start], probability, True)
    return BandReport(BANDS[0], BANDS[last], 1.0, False)


def report_level(level_probabilities: npt.ArrayLike, threshold: float = 0.7) -> int | None:
    """The single level 1-8 whose probability is at least `threshold`, else None.

    level_probabilities: shape (8,). Raises ValueError for another shape.
    """
    given = np.asarray(level_probabilities, dtype=np.float64)
    if given.shape != (len(LEVEL_CENTRES),):
        raise ValueError(f"expected {len(LEVEL_CENTRES)} probabilities, not shape {given.shape}")
    best = int(given.argmax())
    return best + 1 if given[best] >= threshold else None


def report_adjacent_levels(
    level_probabilities: npt.ArrayLike, threshold: float = 0.8, *, most_below: float = 1.0
) -> tuple[int, int] | None:
    """The two neighbouring levels, lower first, that together hold at least `threshold`, else None.

    level_probabilities: shape (8,). most_below: levels below the two may hold at most this
    together, as in `report`. Raises ValueError for another shape.
    """
    given = np.asarray(level_probabilities, dtype=np.float64)
    if given.shape != (len(LEVEL_CENTRES),):
        raise ValueError(f"expected {len(LEVEL_CENTRES)} probabilities, not shape {given.shape}")
    pairs = given[:-1] + given[1:]
    best = int(pairs.argmax())
    holds = pairs[best] >= threshold and given[:best].sum() <= most_below
    return (best + 1, best + 2) if holds else None


def _band_index(band: str) -> int:
    if band not in BANDS:
        raise ValueError(f"unknown band {band!r}")
    return BANDS.index(band)


def _interval_probabilities(mean: float, sd: float, cuts: Sequence[float]) -> Array:
    if not (sd > 0 and math.isfinite(sd) and math.isfinite(mean)):
        raise ValueError(f"mean must be finite and sd positive, not {mean}, {sd}")
    scale = sd * math.sqrt(2)
    below = [0.5 * math.erfc((mean - cut) / scale) for cut in cuts]
    shares = [max(high - low, 0.0) for low, high in itertools.pairwise([0.0, *below, 1.0])]
    return np.array(shares)


_LEVEL_CUTS: Final[tuple[float, ...]] = tuple(level_cuts().tolist())
_BAND_CUTS: Final[tuple[float, ...]] = tuple(band_cuts().tolist())
