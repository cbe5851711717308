"""What is read off a posterior: area and overall means, plausible values, borrowed precision."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, posterior_batch
from suyang.psychometrics.prior import ItemError

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Combination:
    """Posterior mean and standard deviation of linear combinations of competences, (m,) each."""

    mean: Array
    sd: Array


def combine(gaussian: Gaussian, weights: npt.ArrayLike) -> Combination:
    """The posterior of weighted sums of competences: w'mean, sqrt(w' cov w).

    weights: (m, K), or (K,) for one combination; used as they are, so a mean needs weights that
    sum to 1. Raises ValueError for another number of competences.
    """
    w = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    if w.shape[1] != gaussian.competences:
        raise ValueError(f"{w.shape[1]} weights for {gaussian.competences} competences")
    variance = np.einsum("mk,kj,mj->m", w, gaussian.theta_cov, w)
    return Combination(w @ gaussian.theta_mean, np.sqrt(np.maximum(variance, 0)))


def mean_weights(areas: Sequence[int], weights: npt.ArrayLike | None = None) -> Array:
    """Weights of each area's mean, then of the overall mean; shape (A + 1, K), rows sum to 1.

    areas: area index of each of K competences, every area 0..A-1 present. weights: the
    blueprint's, (K,), equal when None. Raises ValueError for an area without weight.
    """
    area = np.asarray(areas)
    given = np.ones(area.size) if weights is None else np.asarray(weights, dtype=np.float64)
    rows = np.vstack([*(given * (area == a) for a in range(int(area.max()) + 1)), given])
    totals = rows.sum(axis=1, keepdims=True)
    if not (totals > 0).all():
        raise ValueError("every area needs a competence with positive weight")
    return np.asarray(rows / totals, dtype=np.float64)


def plausible_values(gaussian: Gaussian, size: int, rng: np.random.Generator) -> Array:
    """Draws of theta from the posterior, shape (size, K)."""
    root = np.linalg.cholesky(gaussian.theta_cov)
    noise = rng.standard_normal((size, gaussian.competences))
    return np.asarray(gaussian.theta_mean + noise @ root.T, dtype=np.float64)


def own_share(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    items: Items,
    scores: npt.ArrayLike,
    *,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
) -> Array:
    """How much of each competence's gain in precision comes from its own answers, (K,), 0 to 1.

    (1/own - 1/prior) / (1/all - 1/prior), where own is the posterior variance given only that
    competence's answers, all the one given every answer. The rest is borrowed from answers to
    other competences through the prior correlation. 0 where there are no own answers.
    """
    sigma = np.asarray(prior_cov, dtype=np.float64)
    k = sigma.shape[0]
    given = np.asarray(scores, dtype=np.int64)
    most = int(np.bincount(items.competence, minlength=1).max(initial=0))
    index = np.full((k + 1, max(len(items), most)), -1, dtype=np.int64)
    index[k, : len(items)] = np.arange(len(items))
    for competence in range(k):
        rows = np.flatnonzero(items.competence == competence)
        index[competence, : rows.size] = rows
    padded = np.append(given, 0)[index]
    found = posterior_batch(prior_mean, sigma, items, index, padded, error=error)
    competences = np.arange(k)
    before = 1 / np.diag(sigma)
    own = 1 / found.cov[competences, competences, competences] - before
    everything = 1 / found.cov[k, competences, competences] - before
    share = np.where(everything > 1e-9, own / np.maximum(everything, 1e-9), 0.0)
    return np.asarray(np.clip(share, 0, 1), dtype=np.float64)
