"""The next item, and when to stop.

The next item is the one after whose answer the blueprint-weighted posterior variance of the
competences is expected to be least: a look one step ahead (van der Linden & Glas 2010, *Elements
of Adaptive Testing*, ch. 3), under content minimums and with the choice spread over the best few
(Kingsbury & Zara 1989, *Applied Measurement in Education* 2) so that no item is worn out.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian
from suyang.psychometrics.prior import places
from suyang.psychometrics.propagation import likelihood

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NODES = np.linspace(-4.0, 4.0, 11)
_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_POWERS = np.stack([_WEIGHTS, _WEIGHTS * _NODES], axis=1)
_TINY = 1e-12


@dataclass(frozen=True)
class Owed:
    """Items still owed to the blueprint: counts by competence (K,) and by area (A,).

    An item pays what its competence and its area are owed at once.
    """

    competence: Integers
    area: Integers

    @classmethod
    def of(cls, competence: npt.ArrayLike, area: npt.ArrayLike) -> "Owed":
        """From sequences; negative counts (more than owed was given) become 0."""
        return cls(
            np.maximum(np.asarray(competence, dtype=np.int64), 0),
            np.maximum(np.asarray(area, dtype=np.int64), 0),
        )

    @property
    def any(self) -> bool:
        """True while something is owed."""
        return bool(self.competence.any() or self.area.any())


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


def choose(
    gaussian: Gaussian,
    candidates: Items,
    weights: npt.ArrayLike,
    allowed: npt.ArrayLike,
    *,
    owed: Owed | None = None,
    remaining: int | None = None,
    randomesque: int = 1,
    worth: float = 0.0,
    rng: np.random.Generator | None = None,
    exposure: npt.ArrayLike | None = None,
    exposure_cap: float = 1.0,
) -> int:
    """The row of the next item.

    gaussian: the person so far. candidates: n items (with the person's guessing). weights: (K,),
    the blueprint's. allowed: (n,) booleans: not answered, not seen elsewhere, in the pool.
    owed, remaining: minimums still owed and items left including this one; when all that are left
    are needed for them, only items that pay one are considered. randomesque, rng: draw evenly
    among the best so many, of those that promise at least `worth` of the best one's reduction.
    exposure, exposure_cap: (n,) shares of past checks that used the item;
    those above the cap are left out while others remain. Without rng the best item is taken, of
    equals the first: the same arguments, and an rng in the same state, give the same choice.
    Raises ValueError when nothing is allowed, for wrong shapes, or randomesque without an rng.
    """
    open_ = np.asarray(allowed, dtype=np.bool_)
    if open_.shape != (len(candidates),):
        raise ValueError(f"allowed has shape {open_.shape} for {len(candidates)} candidates")
    if not open_.any():
        raise ValueError("no item is allowed")
    if randomesque < 1 or (randomesque > 1 and rng is None):
        raise ValueError("randomesque must be 1, or more with an rng")
    if owed is not None and remaining is not None:
        open_ = _narrow(open_, paying(candidates, owed, remaining))
    if exposure is not None:
        open_ = _narrow(open_, np.asarray(exposure, dtype=np.float64) <= exposure_cap)
    rows = np.flatnonzero(open_)
    reduction = expected_reduction(gaussian, candidates.take(rows), weights)
    best = rows[among_best(reduction, randomesque, worth)]
    return int(best[0] if rng is None else rng.choice(best))


def among_best(reduction: Array, randomesque: int, worth: float) -> Integers:
    """The best so many, best first, of those with at least `worth` of the best one's reduction."""
    order = np.argsort(-reduction, kind="stable")[:randomesque]
    return np.asarray(order[reduction[order] >= worth * reduction[order[0]]], dtype=np.int64)


def paying(candidates: Items, owed: Owed, remaining: int) -> Flags:
    """Which items keep all minimums within reach, (n,); all of them while there is slack.

    Slots needed = owed by competence, plus what areas are owed beyond their competences.
    """
    by_competence = owed.competence[candidates.competence] > 0
    area_of = np.full(owed.competence.size, -1)
    area_of[candidates.competence] = candidates.area
    known = area_of >= 0
    covered = np.bincount(
        area_of[known], weights=owed.competence[known], minlength=owed.area.size
    ).astype(np.int64)
    beyond = np.maximum(owed.area - covered, 0)
    if int(owed.competence.sum() + beyond.sum()) < remaining:
        return np.ones(len(candidates), dtype=np.bool_)
    return np.asarray(by_competence | (beyond[candidates.area] > 0), dtype=np.bool_)


def weighted_sd(gaussian: Gaussian, weights: npt.ArrayLike) -> float:
    """sqrt(sum_k w_k Var(theta_k)) with weights scaled to sum 1: what `choose` makes small."""
    w = _weights(weights, gaussian.competences)
    return float(np.sqrt(w @ np.diag(gaussian.theta_cov)))


def should_stop(
    gaussian: Gaussian,
    weights: npt.ArrayLike,
    answered: int,
    *,
    longest: int,
    shortest: int = 0,
    precision: float | None = None,
    owed: Owed | None = None,
) -> bool:
    """Whether the check ends here.

    Ends at `longest` answers whatever is owed; before that only with at least `shortest` answers,
    nothing owed, and `weighted_sd` at or below `precision` (None: never for precision).
    """
    if answered >= longest:
        return True
    if answered < shortest or precision is None or (owed is not None and owed.any):
        return False
    return weighted_sd(gaussian, weights) <= precision


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


def _narrow(open_: Flags, wanted: Flags) -> Flags:
    """The wanted among the open ones; all the open ones when none is wanted."""
    both = np.asarray(open_ & wanted, dtype=np.bool_)
    return both if both.any() else open_


def _weights(weights: npt.ArrayLike, competences: int) -> Array:
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (competences,) or (w < 0).any() or not w.sum() > 0:
        raise ValueError(f"weights must be {competences} non-negative numbers, not all 0")
    return np.asarray(w / w.sum(), dtype=np.float64)
