"""Who is drawn: their competences, what they say of themselves, what chooses their items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from suyang.assessment import aiming, engine
from suyang.assessment.simulation import truth
from suyang.assessment.simulation.plan import Part
from suyang.assessment.simulation.truth import Truth
from suyang.items.queries import ERROR, Arrays
from suyang.psychometrics.prior import weak_correlation, widened
from suyang.psychometrics.scale import LEVEL_CENTRES, band_cuts

Array = npt.NDArray[np.float64]

# What somebody says of themselves is their overall mean with an error of this sd, each time.
SAID_SD: Final = 0.5
# Thetas at which people change to the next answer, in the order of `aiming.ONLINE`, `.FEELING`.
ONLINE_CUTS: Final = (-0.9, 0.3)
FEELING_CUTS: Final = (-0.6, 0.6)
_HALF_LEVEL: Final = (LEVEL_CENTRES[1] - LEVEL_CENTRES[0]) / 2
# Where the levels 1, 3 and the one above 8 begin, all of one width: half of an even part's people
# stand between the first two, for what is said of them matters most.
EVEN: Final = (LEVEL_CENTRES[0] - _HALF_LEVEL, band_cuts()[0], LEVEL_CENTRES[-1] + _HALF_LEVEL)


@dataclass(frozen=True)
class SimulatedPerson:
    """theta: (K,) true competences; competence: index of the one that single checks, spikes and
    follow-ups are about; start: what `aiming.start` pins; seed: of the choice of items."""

    theta: Array
    truth: Truth
    competence: int
    start: float | None
    seed: int
    honesty: float


def draw(
    arrays: Arrays, rules: dict[str, Any], part: Part, mean: Array, seed: int, number: int
) -> SimulatedPerson:
    """The person of this number: the same dice in every part and for every check.

    mean: (K,), the weights of the mean that the check is about.
    """
    rng = np.random.default_rng([seed, number])
    k = len(arrays.competences)
    deviates, place = rng.standard_normal(k), rng.random()
    said, misled = rng.standard_normal(2) * SAID_SD, rng.random(2)
    items_seed = int(rng.integers(2**62))
    truly = truth.draw(arrays.items, ERROR, rng, part.shift)
    competence = subject(arrays, number)
    theta = competences(covariance(arrays, part), deviates, part, mean, place)
    if part.spike:
        theta = np.full(k, theta @ mean)
        theta[competence] += part.spike
    return SimulatedPerson(
        theta=theta,
        truth=truly,
        competence=competence,
        start=_start(rules, part, float(theta @ mean), said, misled),
        seed=items_seed,
        honesty=part.honesty,
    )


def subject(arrays: Arrays, number: int) -> int:
    """The competence that a check of one, or a spike, is about: each in turn."""
    return number % len(arrays.competences)


def covariance(arrays: Arrays, part: Part) -> Array:
    """The true covariance of competences in this part, (K, K)."""
    if part.correlation is not None:
        return weak_correlation(arrays.areas, within=part.correlation, across=part.correlation)
    launch = engine.CORRELATIONS[engine.CURRENT_CORRELATION](arrays.areas)
    return widened(launch, part.common)


def competences(cov: Array, deviates: Array, part: Part, mean: Array, place: float) -> Array:
    """theta ~ N(0, cov); in an even part given that its mean stands at `place`, 0 to 1, of EVEN."""
    theta = np.linalg.cholesky(cov) @ deviates
    if part.even:
        wanted = np.interp(place, (0, 0.5, 1), EVEN)
        reach = cov @ mean
        theta = theta + reach / (mean @ reach) * (wanted - mean @ theta)
    return np.asarray(theta, dtype=np.float64)


def _start(
    rules: dict[str, Any], part: Part, mean: float, said: Array, misled: Array
) -> float | None:
    online, feeling = list(aiming.ONLINE), list(aiming.FEELING)
    if part.start == "unasked":
        answers = ("", "")
    elif part.start == "misleading":
        answers = (online[int(misled[0] * len(online))], feeling[int(misled[1] * len(feeling))])
    else:
        answers = (
            online[int(np.searchsorted(ONLINE_CUTS, mean + said[0]))],
            feeling[int(np.searchsorted(FEELING_CUTS, mean + said[1]))],
        )
    return float(aiming.start(rules, *answers)["theta"])
