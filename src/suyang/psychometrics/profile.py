"""What is read off a posterior: area and overall means, plausible values, borrowed precision."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, GaussianBatch, posterior, posterior_batch
from suyang.psychometrics.prior import ItemError, loadings
from suyang.psychometrics.propagation import likelihood

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_DEVIATES = np.linspace(-4.0, 4.0, 17)
_DEVIATE_WEIGHTS = np.exp(-(_DEVIATES**2) / 2) / np.exp(-(_DEVIATES**2) / 2).sum()


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


def surprise(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    items: Items,
    scores: npt.ArrayLike,
    *,
    competences: Sequence[int] | None = None,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
) -> Array:
    """How a competence's own answers fit with all the others: mid-p of their total score, (K,).

    P(S < s) + P(S = s) / 2 of the total score S of the competence's answers, predicted from
    the answers to the other competences alone, shared errors of difficulty included: near 0 the
    answers are worse than expected, near 1 better, .5 where there are none. competences: those
    wanted, all when None; the others stay .5. The distribution of S given theta by the recursion
    of Lord & Wingersky (1984, *Applied Psychological Measurement* 8).
    """
    sigma = np.asarray(prior_cov, dtype=np.float64)
    k = sigma.shape[0]
    given = np.asarray(scores, dtype=np.int64)
    asked = np.unique(items.competence)
    found = np.full(k, 0.5)
    wanted = asked if competences is None else np.intersect1d(asked, list(competences))
    if asked.size < 2 or not wanted.size:
        return found
    index = np.tile(np.arange(len(items)), (wanted.size, 1))
    index[items.competence[None, :] == wanted[:, None]] = -1
    others = posterior_batch(
        prior_mean, sigma, items, index, np.tile(given, (wanted.size, 1)), error=error
    )
    grouped = [np.flatnonzero(items.competence == competence) for competence in wanted]
    chances = _totals(others, items, grouped)
    for competence, rows, chance in zip(wanted, grouped, chances, strict=True):
        total = int(given[rows].sum())
        found[competence] = chance[:total].sum() + chance[total] / 2
    return found


def _totals(people: GaussianBatch, items: Items, grouped: Sequence[Integers]) -> list[Array]:
    """P(total score) of the answers to each group of items, by one person each, (most + 1,).

    The predictors' common part is integrated out; what is each item's own widens it.
    """
    h = loadings(items, people.cov.shape[1] - people.error.size, people.error)
    points = _DEVIATES.size
    u = np.empty((len(items), points, points))
    for mean_z, cov_z, rows in zip(people.mean, people.cov, grouped, strict=True):
        own = h[rows]
        mean, cov = own @ mean_z, own @ cov_z @ own.T
        variance = np.diag(cov) + items.own_sd[rows] ** 2
        n = rows.size
        # One common deviate carries the average covariance; the rest is each item's own.
        common = (cov.sum() - np.trace(cov)) / (n * (n - 1)) if n > 1 else 0.0
        common = float(np.clip(common, 0.0, variance.min() * 0.999))
        inner = np.sqrt(variance - common)
        centre = mean[:, None] + np.sqrt(common) * _DEVIATES
        u[rows] = centre[..., None] + inner[:, None, None] * _DEVIATES
    chances = _by_score(u, items)
    return [_sums(chances[:, rows], items.categories[rows]) for rows in grouped]


def _by_score(u: Array, items: Items) -> Array:
    """P(score | common deviate), (most + 1, n, points); 0 above an item's own highest score."""
    points = _DEVIATES.size
    chances = np.zeros((int(items.categories.max()), len(items), points))
    for score in range(1, chances.shape[0]):
        has = np.flatnonzero(items.categories > score)
        found = likelihood(u[has].reshape(has.size, -1), np.full(has.size, score), items.take(has))
        chances[score, has] = found.reshape(-1, points, points) @ _DEVIATE_WEIGHTS
    chances[0] = 1 - chances[1:].sum(axis=0)
    return chances


def _sums(chances: Array, categories: Integers) -> Array:
    """P(total score) of items that are independent given the deviate, over which it is averaged."""
    totals = np.ones((1, _DEVIATES.size))
    for i, scores in enumerate(categories):
        longer = np.zeros((totals.shape[0] + int(scores) - 1, totals.shape[1]))
        for score in range(int(scores)):
            longer[score : score + totals.shape[0]] += totals * chances[score, i]
        totals = longer
    result = totals @ _DEVIATE_WEIGHTS
    return np.asarray(result / result.sum(), dtype=np.float64)


def own_share(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    items: Items,
    scores: npt.ArrayLike,
    *,
    whole: Gaussian | None = None,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
) -> Array:
    """How much of each competence's gain in precision comes from its own answers, (K,), 0 to 1.

    (1/own - 1/prior) / (1/all - 1/prior), where own is the posterior variance given only that
    competence's answers, all the one given every answer. The rest is borrowed from answers to
    other competences through the prior correlation. 0 where there are no own answers. whole: the
    posterior given every answer, where it is known already.
    """
    sigma = np.asarray(prior_cov, dtype=np.float64)
    k = sigma.shape[0]
    given = np.asarray(scores, dtype=np.int64)
    most = int(np.bincount(items.competence, minlength=1).max(initial=0))
    index = np.full((k, most), -1, dtype=np.int64)
    for competence in range(k):
        rows = np.flatnonzero(items.competence == competence)
        index[competence, : rows.size] = rows
    padded = np.append(given, 0)[index]
    alone = posterior_batch(prior_mean, sigma, items, index, padded, error=error)
    if whole is None:
        whole = posterior(prior_mean, sigma, items, given, error=error)
    competences = np.arange(k)
    before = 1 / np.diag(sigma)
    own = 1 / alone.cov[competences, competences, competences] - before
    everything = 1 / np.diag(whole.theta_cov) - before
    share = np.where(everything > 1e-9, own / np.maximum(everything, 1e-9), 0.0)
    return np.asarray(np.clip(share, 0, 1), dtype=np.float64)
