"""Following a person from answer to answer, to choose what to ask next.

An assumed-density filter over the competences and the errors of difficulty that items of one format
share: after each answer the distribution is replaced by the normal one with the same moments (Opper
1998; Minka 2001, *UAI*). An answer costs one one-dimensional integral and one rank-one update, a
choice one pass over the bank. What is reported comes from `posterior`, which weighs all answers at
once and also carries the errors shared by level and area; here those count as the item's own.
"""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.propagation import A_NODES, A_WEIGHTS, NODES, WEIGHTS
from suyang.psychometrics.responses import STEEPEST

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# logistic(x) is within .01 of the normal distribution function of x / 1.702 (Camilli 1994,
# *Journal of Educational and Behavioral Statistics* 19).
_PROBIT: Final = 1.702
_POWERS: Final[Array] = WEIGHTS[:, None] * NODES[:, None] ** np.arange(3)
# The moments of a likelihood of 1; those of one by discrimination and node, averaged over both.
_WHOLE: Final[list[float]] = _POWERS.sum(axis=0).tolist()
_SUMS: Final[Array] = (A_WEIGHTS[:, None, None] * _POWERS).reshape(-1, 3)
_five, _five_weights = np.polynomial.hermite_e.hermegauss(5)
_FIVE: Final[Array] = _five[:, None]
_FIVE_POWERS: Final[Array] = np.stack([_five_weights, _five_weights * _five]) / _five_weights.sum()
_TINY: Final = 1e-12
# exp(-z²) is 0 beyond.
_FARTHEST: Final = 38.0


@dataclass(frozen=True, eq=False)
class Prepared:
    """n items as following and choosing read them: all that is the same for everybody.

    The state is the K competences, then the errors of the formats that these items have; items
    without shared errors read one of variance 0. places: each item's competence and error there.
    """

    items: Items
    competences: int
    variances: Array
    places: list[tuple[int, int]]
    categories: list[int]
    own: Array
    own_of: list[float]
    b: list[float]
    slopes: Array
    climbs: dict[int, Array]
    cell: Integers
    probit: Array
    probit_squared: Array
    scale: Array
    graded: "_Graded"

    @classmethod
    def of(cls, items: Items, competences: int, error: ItemError) -> Self:
        """Raises ValueError for a competence that does not fit, or `shared` other than 0 and 1."""
        if not np.isin(items.shared, (0, 1)).all():
            raise ValueError("an item that is followed shares its errors or does not")
        if items.competence.max(initial=0) >= competences:
            raise ValueError("a competence has no place in the state")
        formats, at = np.unique(np.where(items.shared > 0, items.format, -1), return_inverse=True)
        own = items.own_sd**2 + items.shared * (error.level + error.area)
        probit = items.a / _PROBIT
        return cls(
            items=items,
            competences=competences,
            variances=np.where(formats < 0, 0.0, error.format),
            places=list(zip(items.competence.tolist(), (competences + at).tolist(), strict=True)),
            categories=items.categories.tolist(),
            own=own,
            own_of=own.tolist(),
            slopes=items.a[:, None, None] * np.exp(items.log_a_sd[:, None] * A_NODES)[..., None],
            b=items.b.tolist(),
            climbs={
                row: items.steps[row, : items.categories[row] - 1].cumsum()[:, None, None]
                for row in np.flatnonzero(items.categories > 2).tolist()
            },
            cell=items.competence * formats.size + at,
            probit=probit,
            probit_squared=probit**2,
            scale=probit**2 / (2 * np.pi),
            graded=_Graded.of(items),
        )

    def __len__(self) -> int:
        return len(self.categories)

    def nobody(self, mean: npt.ArrayLike, sigma: npt.ArrayLike) -> "Followed":
        """Before the first answer. mean: (K,), sigma: (K, K), of the competences."""
        k = self.competences
        size = k + self.variances.size
        start, cov = np.zeros(size), np.zeros((size, size))
        start[:k], cov[:k, :k] = mean, sigma
        cov[range(k, size), range(k, size)] = self.variances
        return Followed(start, cov, k)

    def moments(
        self, row: int, score: int, mean: float, sd: float, guessing: float
    ) -> tuple[float, float]:
        """Mean and variance of (u - mean) / sd after the answer, u ~ N(mean, sd²) before."""
        distance = sd * NODES
        distance += mean - self.b[row]
        x = self.slopes[row] * distance
        if self.categories[row] > 2:
            chance = _chance_of_score(x, self.slopes[row] * self.climbs[row], score)
        else:
            if score:
                np.negative(x, out=x)
            chance = _logistic_of_minus(x)
        zeroth, first, second = (chance.ravel() @ _SUMS).tolist()
        if score and guessing:
            zeroth, first, second = (
                guessing * whole + (1 - guessing) * part
                for whole, part in zip(_WHOLE, (zeroth, first, second), strict=True)
            )
        zeroth = max(zeroth, _TINY)
        first /= zeroth
        return first, max(second / zeroth - first**2, 1e-6)


@dataclass(frozen=True, eq=False)
class Followed:
    """What is assumed of the state of `Prepared` now: mean (d,), cov (d, d), in units of the scale.

    competences: K, the number of competences, which come first.
    """

    mean: Array
    cov: Array
    competences: int

    @property
    def theta_mean(self) -> Array:
        """Means of the competences, (K,)."""
        return self.mean[: self.competences]

    @property
    def theta_cov(self) -> Array:
        """Covariance of the competences, (K, K)."""
        return self.cov[: self.competences, : self.competences]

    def after(self, bank: Prepared, row: int, score: int, guessing: float) -> "Followed":
        """The same after an answer to the bank's item at `row`.

        score: 0..categories-1. guessing: the person's, in place of the item's c. Raises ValueError
        for a score that the item has not.
        """
        if not 0 <= score < bank.categories[row]:
            raise ValueError(f"the item has no score {score}")
        k, shared = bank.places[row]
        reach = self.cov[k] - self.cov[shared]
        variance = float(reach[k] - reach[shared]) + bank.own_of[row]
        sd = math.sqrt(variance)
        at = float(self.mean[k] - self.mean[shared])
        first, second = bank.moments(row, score, at, sd, guessing)
        mean = self.mean + (first / sd) * reach
        less = (((1 - second) / variance) * reach)[:, None] * reach
        return Followed(mean, np.subtract(self.cov, less, out=less), self.competences)


def quick_reduction(
    person: Followed,
    bank: Prepared,
    weights: npt.ArrayLike,
    guessing: npt.ArrayLike | None = None,
) -> Array:
    """By how much each item's answer is expected to reduce sum_k w_k Var(theta_k), (n,).

    In closed form: with s² = Var(u), t² = 1 + a²s²/1.702² and z = a (m - b) / (1.702 t), the chance
    of a right answer is P = c + (1-c) Phi(z), and by Stein's lemma the first moment of u with one
    is M = (1-c) s² a phi(z) / (1.702 t); Var over answers of E[u | answer] is M² / (P (1-P)), and
    the reduction that over s⁴, times sum_k w_k Cov(theta_k, u)². Phi is taken as the logistic of
    1.702 z again; with e = exp(-1.702 z), P = (1 + c e) / (1 + e). A graded item: the same moments
    of each score by five-point Gauss-Hermite.
    weights: (K,). guessing: (n,), the person's, in place of the items' c.
    """
    w = np.asarray(weights, dtype=np.float64)
    k, d = person.competences, person.mean.size
    # Both Var(u) and sum_k w_k Cov(theta_k, u)² are squares in the two places that an item reads.
    squares = np.empty((2, d, d))
    squares[0] = person.cov
    reach = person.cov[:k]
    np.matmul(reach.T, (w / w.sum())[:, None] * reach, out=squares[1])
    cells = squares[:, :k, k:] * -2.0
    alone = squares.reshape(2, -1)[:, :: d + 1]
    cells += alone[:, :k, None]
    cells += alone[:, None, k:]
    variance, value = cells.reshape(2, -1).take(bank.cell, axis=1)
    mean = (person.mean[:k, None] - person.mean[k:]).take(bank.cell)
    variance += bank.own
    c = bank.items.c if guessing is None else np.asarray(guessing, dtype=np.float64)
    found = _explained(mean, variance, bank, c)
    rows = bank.graded.rows
    if rows.size:
        found[rows] = bank.graded.explained(mean.take(rows), variance.take(rows))
    found *= value
    return found


def _explained(mean: Array, variance: Array, bank: Prepared, c: Array) -> Array:
    """Var over answers of E[u | answer], over Var(u)², of right/wrong items, (n,)."""
    tilt = bank.probit_squared * variance
    tilt += 1.0
    z = mean - bank.items.b
    z *= bank.probit
    z /= np.sqrt(tilt)
    np.minimum(np.maximum(z, -_FARTHEST, out=z), _FARTHEST, out=z)
    e = np.exp(z * -_PROBIT)
    # exp(-z²) / e
    found = _PROBIT - z
    found *= z
    np.exp(found, out=found)
    found *= bank.scale
    found *= 1 - c
    tilt *= c * e + 1
    found /= tilt
    e += 1
    e *= e
    found *= e
    return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Graded:
    """The graded items among some; slope and start by score, (scores, 1, rows): P(score) is
    proportional to exp(slope u - start). A start of infinity: the item has no such score."""

    rows: Integers
    slope: Array
    start: Array

    @classmethod
    def of(cls, items: Items) -> Self:
        rows = np.flatnonzero(items.categories > 2)
        scores = np.arange(int(items.categories[rows].max(initial=2)))[:, None]
        a, b = items.a[rows], items.b[rows]
        steps = np.zeros((scores.size, rows.size))
        steps[1:] = items.steps[rows, : scores.size - 1].T.cumsum(axis=0)
        start = np.where(scores < items.categories[rows], a * (scores * b + steps), np.inf)
        return cls(rows, (scores * a)[:, None, :], start[:, None, :])

    def explained(self, mean: Array, variance: Array) -> Array:
        """Var over scores of E[u | score], over Var(u)², (rows,)."""
        u = mean + np.sqrt(variance) * _FIVE
        chance = self.slope * u
        chance -= self.start
        np.exp(np.minimum(chance, STEEPEST, out=chance), out=chance)
        chance /= np.add.reduce(chance, axis=0)
        chances, moments = (_FIVE_POWERS @ chance).swapaxes(0, 1)
        moments *= moments
        moments /= np.maximum(chances, _TINY)
        found = np.add.reduce(moments, axis=0)
        found /= variance
        return np.asarray(found, dtype=np.float64)


def _logistic_of_minus(x: Array) -> Array:
    """1 / (1 + exp(x)), in place of x."""
    np.exp(np.minimum(x, STEEPEST, out=x), out=x)
    x += 1.0
    return np.reciprocal(x, out=x)


def _chance_of_score(x: Array, climbs: Array, score: int) -> Array:
    """P(score) of a graded item: P(s) is proportional to exp(s x - climbs[s - 1]), P(0) to 1."""
    weights = np.arange(1.0, len(climbs) + 1)[:, None, None] * x
    weights -= climbs
    np.exp(np.minimum(weights, STEEPEST, out=weights), out=weights)
    total = weights.sum(axis=0)
    total += 1
    return np.asarray((weights[score - 1] if score else 1.0) / total, dtype=np.float64)
