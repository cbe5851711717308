"""Checks of one competence, many people at once, on a grid of abilities.

What `posterior` and `tracking` do for one person, for right/wrong items without shared
errors of difficulty, such as calibrated ones. With one competence the posterior needs no moment
matching: it is kept on a grid (Bock & Mislevy 1982, *Applied Psychological Measurement* 6), where
the trapezoid rule is exact to many digits as long as nodes lie closer together than a posterior
standard deviation. The next item is the one after whose answer the posterior variance is expected
to be least, by the same look one step ahead from the normal distribution with the posterior's mean
and standard deviation:

    Var_answer(E[theta | answer]) = Cov(theta, P)² / (p (1 - p)),   P = P(right | theta), p = E[P]

For all people and items p and Cov are one product of those normals with the items' curves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.propagation import likelihood
from suyang.psychometrics.responses import probability

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

NODES: Final[Array] = np.linspace(-5.0, 5.0, 33)
# The trapezoid rule errs by less than .001 of a posterior with this standard deviation.
_FINEST: Final = 0.2
# An item's own error of difficulty, averaged over: Gauss-Hermite.
_ERROR_NODES, _ERROR_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
# People at a time: that the cap looks back often, else that the fixed cost of a step is shared.
_BLOCK: Final = 512
_BLOCK_WITH_CAP: Final = 128
# Bounds on exponents of a density and on chances of an answer, too small to matter: without them
# products in single precision would be subnormal, which take many times as long.
_FAR: Final = np.float32(25)
_CERTAIN: Final = 1e-6
# What puts worn items behind all others, but before none.
_LAST: Final = np.float32(1e-12)


@dataclass(frozen=True)
class Simulated:
    """What came of the checks of B people.

    given: (B, longest) rows of the bank in the order asked, -1 after the end. mean, sd: (B,), of
    the posterior of each one's ability at the end, in units of the scale.
    """

    given: Integers
    mean: Array
    sd: Array


@dataclass(frozen=True)
class Curves:
    """The items' chances of a right answer at each of `NODES`.

    right: (n, nodes), for posteriors; single: (nodes, n), in single precision, for choosing.
    """

    right: Array
    single: Single

    @classmethod
    def of(cls, bank: Items) -> Self:
        """The curves of n items of one competence.

        Errors of b and a are averaged over, not plugged in: an item is answered only once.
        Raises ValueError for graded items, shared errors or several competences.
        """
        if (bank.categories > 2).any() or bank.shared.any():
            raise ValueError("only right/wrong items without shared errors")
        if np.unique(bank.competence).size > 1:
            raise ValueError("only items of one competence")
        solved = np.ones(len(bank), dtype=np.int64)
        right = np.zeros((len(bank), NODES.size))
        for node, weight in zip(_ERROR_NODES, _ERROR_WEIGHTS, strict=True):
            right += weight * likelihood(NODES - node * bank.own_sd[:, None], solved, bank)
        right /= _ERROR_WEIGHTS.sum()
        bounded = np.clip(right.T, _CERTAIN, 1 - _CERTAIN)
        return cls(right, np.ascontiguousarray(bounded, dtype=np.float32))


def simulate_unidimensional(
    bank: Items,
    theta: npt.ArrayLike,
    draws: npt.ArrayLike,
    *,
    longest: int,
    precision: float,
    prior_mean: float = 0.0,
    prior_sd: float = 1.0,
    randomesque: Sequence[int] = (1,),
    exposure_cap: float = 1.0,
    rng: np.random.Generator | None = None,
) -> Simulated:
    """Everybody's check, from the first item to the end.

    bank: n items of one competence. theta: (B,), the true abilities; draws: (B, n), uniform on
    [0, 1): a person's answer to an item is right when the draw lies below P at the bank's a, b and
    c. longest, precision: stop after so many items, or at a posterior standard deviation at or
    below; the grid holds .2 or more. prior_mean, prior_sd: of the abilities, well within the grid
    from -5 to 5. randomesque, rng: draw evenly among the best so many; one number for each item in
    order, the last for all that follow. exposure_cap: items that a larger share of the people
    before used are left out while others remain; "before" counts in blocks of 128 people. The same
    arguments, and an rng in the same state, give the same checks.

    Raises ValueError for wrong shapes, graded items, shared errors or several competences,
    a precision that the grid cannot hold, longest outside 1..n, a prior_sd that is not positive, or
    randomesque below 1, or above it without an rng.
    """
    abilities = np.asarray(theta, dtype=np.float64)
    uniforms = np.asarray(draws, dtype=np.float64)
    if abilities.ndim != 1 or uniforms.shape != (abilities.size, len(bank)):
        raise ValueError(
            f"theta {abilities.shape} and draws {uniforms.shape} do not fit {len(bank)} items"
        )
    if not randomesque or min(randomesque) < 1 or (max(randomesque) > 1 and rng is None):
        raise ValueError("randomesque must be 1, or more with an rng")
    if precision < _FINEST or not 1 <= longest <= len(bank):
        raise ValueError(f"precision must be {_FINEST} or more, longest 1 to the bank's size")
    if not prior_sd > 0:
        raise ValueError("prior_sd must be positive")
    draw = _Draw(tuple(randomesque), rng or np.random.default_rng(0))
    curves = Curves.of(bank)
    prior = np.exp(-(((NODES - prior_mean) / prior_sd) ** 2) / 2)
    given = np.full((abilities.size, longest), -1, dtype=np.int64)
    mean, sd = np.zeros(abilities.size), np.zeros(abilities.size)
    size = _BLOCK if exposure_cap >= 1 else _BLOCK_WITH_CAP
    for start in range(0, abilities.size, size):
        block = slice(start, start + size)
        worn = _worn(given[:start], len(bank), exposure_cap)
        check = _Block(curves, prior / prior.sum(), worn, abilities[block], uniforms[block])
        check.run(bank, longest, precision, draw)
        given[block], mean[block], sd[block] = check.given, check.mean, check.sd
    return Simulated(given, mean, sd)


def explained(mean: Array, sd: Array, curves: Curves, room: Single | None = None) -> Single:
    """By how much each item's answer is expected to reduce each person's variance, (B, n).

    mean, sd: (B,), of the posteriors, in units of the scale; the result is in their squares. room:
    (at least 3 B, n), overwritten, so that no memory is asked for; the result lies in it.
    """
    people = mean.size
    if room is None:
        room = np.empty((3 * people, curves.single.shape[1]), dtype=np.float32)
    distance = (NODES - mean[:, None]).astype(np.float32)
    share = distance / sd.astype(np.float32)[:, None]
    share = np.exp(-np.minimum(share * share / 2, _FAR))
    share /= share.sum(axis=1, keepdims=True)
    both = np.concatenate([share, share * distance])
    p, gain, square = (room[i * people : (i + 1) * people] for i in range(3))
    np.matmul(both, curves.single, out=room[: 2 * people])
    gain *= gain
    p -= np.multiply(p, p, out=square)
    gain /= p
    return gain


class _Draw(NamedTuple):
    """How the next item is drawn from the best."""

    randomesque: tuple[int, ...]
    rng: np.random.Generator

    def among(self, gain: Single, answered: int) -> Integers:
        """The row of each person's next item, (B,), for reductions (B, n)."""
        size = self.randomesque[min(answered, len(self.randomesque) - 1)]
        if size == 1:
            return np.asarray(gain.argmax(axis=1), dtype=np.int64)
        everybody = np.arange(len(gain))
        top = np.empty((size, len(gain)), dtype=np.int64)
        good = np.zeros(len(gain))
        for rank in range(size):
            top[rank] = gain.argmax(axis=1)
            # What was asked before has less than 0.
            good += gain[everybody, top[rank]] >= 0
            gain[everybody, top[rank]] = -1
        place = (self.rng.random(len(gain)) * good).astype(np.int64)
        return np.asarray(top[place, everybody], dtype=np.int64)


class _Block:
    """People who sit at the same time; those who have finished leave `open_`."""

    def __init__(
        self, curves: Curves, prior: Array, worn: Integers, theta: Array, draws: Array
    ) -> None:
        people = theta.size
        self.curves, self.worn = curves, worn
        self.theta, self.draws = theta, draws
        self.weights = np.tile(prior, (people, 1))
        mean = prior @ NODES
        self.mean = np.full(people, mean)
        self.sd = np.full(people, np.sqrt(prior @ NODES**2 - mean**2))

    def run(self, bank: Items, longest: int, precision: float, draw: _Draw) -> None:
        self.given = np.full((self.theta.size, longest), -1, dtype=np.int64)
        open_ = np.arange(self.theta.size)
        room = np.empty((3 * open_.size, len(bank)), dtype=np.float32)
        for answered in range(longest):
            gain = explained(self.mean[open_], self.sd[open_], self.curves, room)
            gain[:, self.worn] *= _LAST
            np.put_along_axis(gain, self.given[open_, :answered], -1, axis=1)
            chosen = draw.among(gain, answered)
            self.given[open_, answered] = chosen
            self._answer(bank, open_, chosen)
            open_ = open_[self.sd[open_] > precision]
            if not open_.size:
                break

    def _answer(self, bank: Items, people: Integers, items: Integers) -> None:
        chance = probability(self.theta[people], bank.a[items], bank.b[items], bank.c[items])
        right = self.draws[people, items] < chance
        curve = self.curves.right[items]
        weights = self.weights[people] * np.where(right[:, None], curve, 1 - curve)
        weights /= weights.sum(axis=1, keepdims=True)
        self.weights[people] = weights
        mean = weights @ NODES
        self.mean[people] = mean
        self.sd[people] = np.sqrt(weights @ NODES**2 - mean**2)


def _worn(given: Integers, items: int, cap: float) -> Integers:
    """Rows of the items that a larger share than the cap has used."""
    if cap >= 1 or not len(given):
        return np.zeros(0, dtype=np.int64)
    used = np.bincount(given[given >= 0], minlength=items) / len(given)
    return np.flatnonzero(used > cap)
