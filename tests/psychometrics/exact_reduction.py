"""By how much answers reduce uncertainty, worked out exactly: what `tracking` is held against.

A look one step ahead from the full posterior, shared errors of difficulty and all (van der Linden &
Glas 2010, *Elements of Adaptive Testing*, ch. 3).
"""

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian
from suyang.psychometrics.prior import places
from suyang.psychometrics.propagation import likelihood

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_NODES = np.linspace(-4.0, 4.0, 11)
_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_POWERS = np.stack([_WEIGHTS, _WEIGHTS * _NODES], axis=1)
_TINY = 1e-12


def expected_reduction(gaussian: Gaussian, candidates: Items, weights: npt.ArrayLike) -> Array:
    """By how much each item's answer is expected to reduce sum_k w_k Var(theta_k), shape (n,).

    With u the item's predictor, q_k = Cov(theta_k, u) and D = Var over answers of E[u | answer]:
    D / Var(u)² times sum_k w_k q_k². weights: (K,), non-negative. Never negative.
    """
    w = _weights(weights, gaussian.competences)
    at = places(candidates, gaussian.competences, gaussian.error)
    means = gaussian.mean[at]
    mean = means[0] - candidates.shared * means[1:].sum(axis=0)
    # With q = h' cov, both h' cov h and sum_k w_k q_k² are squares in the four places that an item
    # reads: sums over pairs of them, whatever the number of competences.
    reach = gaussian.cov[:, : gaussian.competences]
    variance = _squares(gaussian.cov, at, candidates.shared) + candidates.own_sd**2
    value = _squares((reach * w) @ reach.T, at, candidates.shared)
    sd = np.sqrt(variance)
    gain = _explained(mean[:, None] + sd[:, None] * _NODES, candidates)
    return np.asarray(gain / variance * value, dtype=np.float64)


def _squares(matrix: Array, at: Integers, shared: Array) -> Array:
    """h' matrix h, (n,), of a symmetric matrix for the rows h of `loadings`, read at `places`."""
    flat = matrix.ravel()
    own, *others = at
    starts = [matrix.shape[1] * place for place in at]
    across, among = np.zeros(shared.size), np.zeros(shared.size)
    for i, place in enumerate(others):
        across += flat.take(starts[0] + place)
        among += flat.take(starts[1 + i] + place)
        for later in others[i + 1 :]:
            among += 2 * flat.take(starts[1 + i] + later)
    return np.asarray(flat.take(starts[0] + own) - shared * (2 * across - shared * among))


def _explained(u: Array, items: Items) -> Array:
    """Share of Var(u) that the answer explains, (n,): Var over answers of E[u | answer]."""
    gain = np.zeros(len(items))
    two = items.categories == 2
    for rows in (np.flatnonzero(two), np.flatnonzero(~two)):
        if rows.size:
            gain[rows] = _gain(u[rows], items if rows.size == len(items) else items.take(rows))
    return gain


def _gain(u: Array, items: Items) -> Array:
    """The same for items alike in kind; score 0 is what the other scores leave."""
    gain, left, first = np.zeros(len(items)), np.ones(len(items)), np.zeros(len(items))
    for score in range(1, int(items.categories.max())):
        possible = items.categories > score
        given = np.where(possible, score, 0)
        sums = likelihood(u, given, items) @ _POWERS
        total = np.where(possible, sums[:, 0], 0.0)
        moment = np.where(possible, sums[:, 1], 0.0)
        gain += moment**2 / np.maximum(total, _TINY)
        left, first = left - total, first + moment
    return np.asarray(gain + first**2 / np.maximum(left, _TINY), dtype=np.float64)


def _weights(weights: npt.ArrayLike, competences: int) -> Array:
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (competences,) or (w < 0).any() or not w.sum() > 0:
        raise ValueError(f"weights must be {competences} non-negative numbers, not all 0")
    return np.asarray(w / w.sum(), dtype=np.float64)
