"""A person's competences after their answers.

A Gaussian posterior over z = (theta, shared errors of difficulty) by moment matching. The work is
done in the space of the answers (n x n), so the number of competences hardly matters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError, check_covariance, extend, loadings
from suyang.psychometrics.propagation import (
    Likelihood,
    Marginals,
    Moments,
    Sites,
    positive_definite,
    propagate,
    propagate_one,
    tilted_moments,
)

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_JITTER = 1e-9
CONVERGED = 1e-6


@dataclass(frozen=True)
class Gaussian:
    """A normal distribution over z: theta first (K), then the shared errors (error.size).

    mean: (d,); cov: (d, d); error: says what the shared errors are. In units of the scale.
    converged: False when moment matching stopped early (the result is proper, less exact).
    sites: (2, n), what each answer was replaced by (`propagation.Sites`), where it is kept.
    """

    mean: Array
    cov: Array
    error: ItemError
    converged: bool = True
    sites: Array | None = None

    @property
    def competences(self) -> int:
        """K, the number of competences."""
        return int(self.mean.size) - self.error.size

    @property
    def theta_mean(self) -> Array:
        """Means of the competences, shape (K,)."""
        return self.mean[: self.competences]

    @property
    def theta_cov(self) -> Array:
        """Covariance of the competences, shape (K, K)."""
        return self.cov[: self.competences, : self.competences]

    @property
    def theta_sd(self) -> Array:
        """Standard deviations of the competences, shape (K,)."""
        return np.asarray(np.sqrt(np.diag(self.theta_cov)), dtype=np.float64)


@dataclass(frozen=True)
class GaussianBatch:
    """Posteriors of B people: mean (B, d), cov (B, d, d), converged (B,). `batch[i]` is one."""

    mean: Array
    cov: Array
    error: ItemError
    converged: Flags
    sites: Array | None = None

    def __len__(self) -> int:
        return int(self.mean.shape[0])

    def __iter__(self) -> Iterator[Gaussian]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> Gaussian:
        sites = None if self.sites is None else self.sites[i]
        return Gaussian(self.mean[i], self.cov[i], self.error, bool(self.converged[i]), sites)


def posterior(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    items: Items,
    scores: npt.ArrayLike,
    *,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
    near: Gaussian | None = None,
) -> Gaussian:
    """The posterior given these answers.

    prior_mean: (K,); prior_cov: (K, K), of theta. items: the n items answered (with the guessing
    assumed for the person, see `Items.with_guessing`); scores: (n,), 0..categories-1, "I don't
    know" is 0. n may be 0. Deterministic; the order of answers does not matter. near: that of the
    same answers by another prior; beginning there takes fewer rounds to the same result.
    Raises ValueError for wrong shapes, scores or indices, or an improper prior.
    """
    given = np.asarray(scores, dtype=np.int64).reshape(1, -1)
    index = np.arange(given.size, dtype=np.int64).reshape(1, -1)
    if given.size != len(items):
        raise ValueError(f"{given.size} scores for {len(items)} items")
    start = None if near is None else near.sites
    return posterior_batch(prior_mean, prior_cov, items, index, given, error=error, start=start)[0]


def posterior_batch(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    bank: Items,
    index: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    guessing: npt.ArrayLike | None = None,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
    tolerance: float = CONVERGED,
    start: Array | None = None,
) -> GaussianBatch:
    """The posteriors of B people (or of B draws) at once.

    prior_mean: (K,) or (B, K); prior_cov: (K, K). index: (B, n) rows of `bank`, -1 where a person
    has fewer than n answers; scores: (B, n), ignored there. guessing: (B, n), in place of the
    bank's c. tolerance: how still the moments must stand, in standard deviations; choosing the next
    item needs less than reporting. start: sites to begin with, of one person. Raises ValueError
    like `posterior`.
    """
    sigma = np.asarray(prior_cov, dtype=np.float64)
    check_covariance(sigma)
    rows = np.asarray(index, dtype=np.int64)
    given = np.asarray(scores, dtype=np.int64)
    if rows.ndim != 2 or rows.shape != given.shape:
        raise ValueError(f"index {rows.shape} and scores {given.shape} must agree, (B, n)")
    if rows.size and rows.max() >= len(bank):
        raise ValueError("index outside the bank")
    middle = np.asarray(prior_mean, dtype=np.float64)
    if middle.shape not in {(sigma.shape[0],), (rows.shape[0], sigma.shape[0])}:
        raise ValueError(f"prior_mean of shape {middle.shape} for {sigma.shape[0]} competences")
    present = rows >= 0
    if not len(bank) or not rows.size:
        present = np.zeros((rows.shape[0], 0), dtype=np.bool_)
        rows, given = rows[:, :0], given[:, :0]
    rows, given = np.where(present, rows, 0), np.where(present, given, 0)
    items = bank.take(rows.ravel())
    if guessing is not None:
        items = items.with_guessing(np.where(present, np.asarray(guessing), 0.0).ravel())
    if (given < 0).any() or (given.ravel() >= items.categories).any():
        raise ValueError("a score is outside 0..categories-1")

    mean, cov = extend(np.broadcast_to(middle, (rows.shape[0], sigma.shape[0])), sigma, error)
    h = loadings(items, sigma.shape[0], error).reshape(*rows.shape, mean.shape[1])
    h = h * present[..., None]
    own = items.own_sd.reshape(rows.shape) ** 2
    reach = h @ cov
    before = np.einsum("bnd,bd->bn", h, mean)
    spread = reach @ np.swapaxes(h, 1, 2) + _diagonal(np.where(present, own, 1.0))
    sites = _sites(before, spread, given, items, present, tolerance, start)
    return _condition(mean, cov, reach, before, spread, sites, error)


def _sites(
    before: Array,
    spread: Array,
    scores: Integers,
    items: Items,
    present: Flags,
    tolerance: float,
    start: Array | None,
) -> Sites:
    n = before.shape[1]
    spread = spread + _JITTER * np.eye(n)
    answers = Likelihood(scores.ravel(), items)
    if before.shape[0] == 1 and n and present.all():
        quick = propagate_one(before[0], spread[0], answers, tolerance, start)
        if quick is not None:
            return quick
    root = np.linalg.cholesky(spread)
    across = np.swapaxes(root, 1, 2)
    eye, spread_alone = np.eye(n), np.einsum("bnn->bn", spread)
    everyone = np.ones(before.shape[0], dtype=np.bool_)

    def marginals(tau: Array, nu: Array) -> Marginals:
        """(S^-1 + T)^-1 = S - S T^.5 (I + T^.5 S T^.5)^-1 T^.5 S where no site is negative.

        Only its diagonal and its product with one vector are needed.
        """
        away = (nu - tau * before)[..., None]
        if tau.min(initial=0.0) >= 0:
            half = np.sqrt(tau)
            inner = eye + half[..., None] * spread * half[:, None, :]
            reach = half[..., None] * spread
            within = np.asarray(np.linalg.solve(inner, reach), dtype=np.float64)
            variance = spread_alone - np.einsum("bij,bij->bj", reach, within)
            moved = spread @ away - np.swapaxes(reach, 1, 2) @ (within @ away)
            proper = everyone
        else:
            inner = eye + across @ (tau[..., None] * root)
            proper = positive_definite(inner)
            inner[~proper] = eye
            within = np.asarray(root @ np.linalg.inv(inner), dtype=np.float64)
            variance = np.einsum("bij,bij->bi", within, root)
            moved = within @ (across @ away)
        return Marginals(before + moved[..., 0], variance, proper)

    def moments(mean: Array, variance: Array) -> Moments:
        flat = tilted_moments(mean.ravel(), variance.ravel(), answers)
        return Moments(*(part.reshape(mean.shape) for part in flat))

    return propagate(marginals, moments, present, tolerance)


def _condition(
    mean: Array,
    cov: Array,
    reach: Array,
    before: Array,
    spread: Array,
    sites: Sites,
    error: ItemError,
) -> GaussianBatch:
    """z given the sites: gain (I + T S)^-1 from the answers' space back to the state's."""
    n = before.shape[1]
    system = np.eye(n) + sites.tau[..., None] * spread
    right = np.concatenate(
        [(sites.nu - sites.tau * before)[..., None], sites.tau[..., None] * reach], axis=2
    )
    solved = np.linalg.solve(system, right)
    back = np.swapaxes(reach, 1, 2)
    after = mean + (back @ solved[..., :1])[..., 0]
    covariance = cov - back @ solved[..., 1:]
    covariance = (covariance + np.swapaxes(covariance, 1, 2)) / 2
    kept = np.stack([sites.tau, sites.nu], axis=1)
    return GaussianBatch(after, covariance, error, sites.converged, kept)


def _diagonal(values: Array) -> Array:
    return np.asarray(values[..., None] * np.eye(values.shape[-1]), dtype=np.float64)
