"""Response models: the probability of an answer given ability, and its derivatives.

Right/wrong items follow the three-parameter logistic model (Birnbaum 1968, in Lord & Novick,
*Statistical Theories of Mental Test Scores*), graded ones the generalised partial credit model
(Muraki 1992, *Applied Psychological Measurement* 16). Everything broadcasts.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

STEEPEST = 500.0
# Jeffreys' prior of the share of "I don't know" among those who say it at all: half a time each.
_HALF_A_TIME = 0.5


class Derivatives(NamedTuple):
    """A log-likelihood with its first and second derivative in theta, of one shape."""

    value: Array
    first: Array
    second: Array


def logistic(x: npt.ArrayLike) -> Array:
    """1 / (1 + exp(-x)), without overflow."""
    bounded = np.clip(np.asarray(x, dtype=np.float64), -STEEPEST, STEEPEST)
    return np.asarray(1 / (1 + np.exp(-bounded)), dtype=np.float64)


def probability(
    theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike
) -> Array:
    """P(correct) = c + (1 - c) logistic(a (theta - b)). Arguments broadcast."""
    guess = np.asarray(c, dtype=np.float64)
    distance = np.asarray(theta, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    return guess + (1 - guess) * logistic(np.asarray(a, dtype=np.float64) * distance)


def log_likelihood(
    theta: npt.ArrayLike,
    score: npt.ArrayLike,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
) -> Derivatives:
    """log P(score | theta) of right/wrong answers and its derivatives in theta.

    score: 0 or 1. With L = logistic(a (theta - b)), P = c + (1-c) L and P' = a (1-c) L (1-L):
    a right answer has P'/P and P''/P - (P'/P)², a wrong one -a L and -a² L (1-L).
    Raises ValueError for another score.
    """
    right = np.asarray(score)
    if not np.isin(right, (0, 1)).all():
        raise ValueError("a right/wrong score is 0 or 1")
    slope = np.asarray(a, dtype=np.float64)
    guess = np.asarray(c, dtype=np.float64)
    x = slope * (np.asarray(theta, dtype=np.float64) - np.asarray(b, dtype=np.float64))
    known = logistic(x)
    unknown = logistic(-x)
    p = guess + (1 - guess) * known
    gain = slope * (1 - guess) * known * unknown / p
    curvature = gain * slope * (unknown - known) - gain**2
    return Derivatives(
        np.where(right == 1, np.log(p), np.log1p(-guess) + np.log(unknown)),
        np.where(right == 1, gain, -slope * known),
        np.where(right == 1, curvature, -(slope**2) * known * unknown),
    )


def category_probabilities(
    theta: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, steps: npt.ArrayLike
) -> Array:
    """P(score = 0..m | theta) of a graded item, shape (..., m+1).

    P(k) is proportional to exp(sum over v <= k of a (theta - b - steps_v)).
    theta, a, b: broadcast to shape (...); steps: shape (..., m) or (m,).
    """
    slope = np.asarray(a, dtype=np.float64)[..., None]
    at = np.asarray(b, dtype=np.float64)[..., None] + np.asarray(steps, dtype=np.float64)
    increments = slope * (np.asarray(theta, dtype=np.float64)[..., None] - at)
    exponents = np.cumsum(increments, axis=-1)
    exponents = np.concatenate([np.zeros_like(exponents[..., :1]), exponents], axis=-1)
    exponents -= exponents.max(axis=-1, keepdims=True)
    weights = np.exp(exponents)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def graded_log_likelihood(
    theta: npt.ArrayLike,
    score: npt.ArrayLike,
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    steps: npt.ArrayLike,
) -> Derivatives:
    """log P(score | theta) of graded answers and its derivatives in theta.

    First derivative a (score - E), second -a² Var, with E and Var of the score given theta.
    score: 0..m. Raises ValueError for a score outside.
    """
    given = np.asarray(score)
    p = category_probabilities(theta, a, b, steps)
    if (given < 0).any() or (given >= p.shape[-1]).any():
        raise ValueError(f"a graded score is 0 to {p.shape[-1] - 1}")
    values = np.arange(p.shape[-1], dtype=np.float64)
    expected = p @ values
    variance = p @ values**2 - expected**2
    slope = np.asarray(a, dtype=np.float64)
    index = np.broadcast_to(given, expected.shape)[..., None].astype(np.int64)
    chosen = np.take_along_axis(p, index, axis=-1)[..., 0]
    with np.errstate(divide="ignore"):
        value = np.log(chosen)
    return Derivatives(value, slope * (given - expected), -(slope**2) * variance)


def guessing_for(
    dont_know: int, answered: int, c: npt.ArrayLike, *, wrong: int | None = None
) -> Array:
    """The guessing to assume for a person who has said "I don't know" `dont_know` times.

    Somebody who does not know says so with probability h and otherwise guesses: then
    P(right) = L + (1-L)(1-h)c, and both "I don't know" and a wrong answer are proportional to
    1-L, so the model stays the same with c (1 - h) in place of c. Of the unsolved items a share
    h / (h + (1-h)(1-c)) are "I don't know", hence h = d / (d + w / (1-c)) by maximum likelihood.
    Nobody is taken to say it who never did; whoever did has h ~ Beta(1/2, 1/2) beforehand, so that
    a single answer does not assume away all guessing:

        c_person = c (1 - (d + 1/2) / (d + w / (1 - c) + 1)),  c where d = 0

    answered: number of items answered, "I don't know" included. wrong: how many were answered
    wrongly, "I don't know" not included; pass it whenever known. Without it, half of the other
    answers are taken as wrong, which is what a check aimed at the person yields.
    c: full guessing, any shape; so is the result. Raises ValueError for impossible counts.
    """
    if not 0 <= dont_know <= answered:
        raise ValueError("dont_know must be between 0 and answered")
    if wrong is not None and not 0 <= wrong <= answered - dont_know:
        raise ValueError("wrong must be between 0 and the answers that are not 'I don't know'")
    guess = np.asarray(c, dtype=np.float64)
    unsolved = (answered - dont_know) / 2 if wrong is None else float(wrong)
    if not dont_know:
        return guess
    said = dont_know + _HALF_A_TIME
    honesty = said / (said + unsolved / (1 - guess) + _HALF_A_TIME)
    return np.asarray(guess * (1 - honesty), dtype=np.float64)
