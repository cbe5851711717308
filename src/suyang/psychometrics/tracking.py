"""Following a person from answer to answer, to choose what to ask next.

An assumed-density filter over the competences: after each answer the distribution is replaced by
the normal one with the same moments (Opper 1998; Minka 2001, *UAI*). An answer costs one
one-dimensional integral and one rank-one update, a choice one pass over the bank. What is
reported comes from `posterior`, which weighs all answers at once and carries the shared errors of
difficulty; here these count as the item's own.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.propagation import NODES, WEIGHTS, Likelihood
from suyang.psychometrics.responses import STEEPEST

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# logistic(x) is within .01 of the normal distribution function of x / 1.702 (Camilli 1994,
# *Journal of Educational and Behavioral Statistics* 19).
_PROBIT: Final = 1.702
_POWERS: Final[Array] = WEIGHTS[:, None] * NODES[:, None] ** np.arange(3)
_FEW_NODES, _few_weights = np.polynomial.hermite_e.hermegauss(5)
_FEW_POWERS: Final[Array] = np.stack([_few_weights, _few_weights * _FEW_NODES]) / _few_weights.sum()
_TINY: Final = 1e-12


@dataclass(frozen=True)
class Followed:
    """What is assumed of the competences now: mean (K,), cov (K, K), in units of the scale."""

    mean: Array
    cov: Array

    @property
    def competences(self) -> int:
        """K, the number of competences."""
        return int(self.mean.size)

    def after(self, item: Items, score: int, error: ItemError) -> "Followed":
        """The same after an answer to one item (with the person's guessing).

        score: 0..categories-1. Raises ValueError for more than one item or another score.
        """
        if len(item) != 1 or not 0 <= score < int(item.categories[0]):
            raise ValueError("one item and a score of its own are needed")
        k = int(item.competence[0])
        reach = self.cov[k]
        variance = float(reach[k]) + float(spread(item, error)[0])
        sd = variance**0.5
        u = self.mean[k] + sd * NODES
        sums = Likelihood(np.array([score]), item)(u[None, :])[0] @ _POWERS
        total = max(float(sums[0]), _TINY)
        first = float(sums[1]) / total
        second = max(float(sums[2]) / total - first**2, 1e-6)
        gain = reach / variance
        mean = self.mean + gain * (sd * first)
        cov = self.cov - (variance * (1 - second)) * gain[:, None] * gain
        return Followed(mean, cov)


def spread(items: Items, error: ItemError) -> Array:
    """Variance of the items' difficulties around b, all parts together, (n,)."""
    shared = error.level + error.area + error.format
    return np.asarray(items.own_sd**2 + items.shared * shared, dtype=np.float64)


def quick_reduction(
    person: Followed,
    items: Items,
    weights: npt.ArrayLike,
    error: ItemError,
    *,
    guessing: npt.ArrayLike | None = None,
) -> Array:
    """By how much each item's answer is expected to reduce sum_k w_k Var(theta_k), (n,).

    As `selection.expected_reduction`, in closed form: with s² = Var(u), t² = 1 + a²s²/1.702² and
    z = a (m - b) / (1.702 t), P = c + (1-c) Phi(z), and by Stein's lemma the first moment of u with
    a right answer is M = (1-c) s² a phi(z) / (1.702 t); Var over answers of E[u | answer] is
    M² / (P (1-P)). A graded item: the same moments of each score by five-point Gauss-Hermite.
    weights: (K,). guessing: (n,), the person's, in place of the items' c.
    """
    w = np.asarray(weights, dtype=np.float64)
    own = person.cov[items.competence, items.competence]
    variance = own + spread(items, error)
    mean = person.mean[items.competence]
    slope = items.a / _PROBIT
    tilt = np.sqrt(1 + slope**2 * variance)
    z = slope * (mean - items.b) / tilt
    known = 1 / (1 + np.exp(np.clip(-_PROBIT * z, -STEEPEST, STEEPEST)))
    c = items.c if guessing is None else np.asarray(guessing, dtype=np.float64)
    right = c + (1 - c) * known
    moment = (1 - c) * variance * slope * np.exp(-(z**2) / 2) / tilt / np.sqrt(2 * np.pi)
    explained = moment**2 / np.maximum(right * (1 - right), _TINY)
    graded = np.flatnonzero(items.categories > 2)
    if graded.size:
        explained[graded] = _explained_by_graded(mean, variance, items, graded)
    value = person.cov**2 @ (w / w.sum())
    return np.asarray(explained / variance**2 * value[items.competence], dtype=np.float64)


def _explained_by_graded(mean: Array, variance: Array, items: Items, rows: Integers) -> Array:
    """Var over scores of E[u | score], (rows,). Scores that an item has not get no weight."""
    a, b, steps = items.a[rows], items.b[rows], items.steps[rows]
    categories = items.categories[rows]
    u = mean[rows] + np.sqrt(variance[rows]) * _FEW_NODES[:, None]
    exponent = np.zeros(u.shape)
    parts = [np.ones(u.shape)]
    for score in range(1, int(categories.max())):
        exponent = exponent + a * (u - b - steps[:, score - 1])
        weight = np.exp(np.clip(exponent, -STEEPEST, STEEPEST))
        parts.append(weight * (categories > score))
    total = sum(parts[1:], start=parts[0])
    found = np.zeros(rows.size)
    for part in parts:
        chance, moment = _FEW_POWERS @ (part / total)
        found += moment**2 / np.maximum(chance, _TINY)
    return np.asarray(found * variance[rows], dtype=np.float64)
