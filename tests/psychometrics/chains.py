"""Draws from the exact posterior of the measurement model, by elliptical slice sampling.

Murray, Adams & MacKay 2010, *AISTATS*; with a normal reference learnt from the burn-in, then kept
(Nishihara, Murray & Adams 2014, *JMLR* 15): it leaves the target as it is and makes draws nearly
independent. Nothing of `propagation` is used. The state is z = (theta, shared errors); each item's
own error of b and the error of log a are integrated out of its likelihood, by quadrature, on a fine
grid of what the item reads of z.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError, extend, loadings
from suyang.psychometrics.responses import category_probabilities, probability

Array = npt.NDArray[np.float64]

CHAINS = 64
BURN_IN, LEARNT_FROM = 250, 100
# Wider than the posterior, so that the chains do not stick in its tails.
WIDER = 1.25
# Every so often a step around the prior, whose tails are heavier still.
AROUND_THE_PRIOR = 8
GRID = np.linspace(-9, 9, 451)
_OWN = np.polynomial.hermite_e.hermegauss(15)
_LOG_A = np.polynomial.hermite_e.hermegauss(11)


@dataclass(frozen=True)
class Draws:
    """Draws of what was asked for, (draws, chains, quantities)."""

    values: Array

    @property
    def mean(self) -> Array:
        return self.values.mean(axis=(0, 1))

    @property
    def sd(self) -> Array:
        return self.values.std(axis=(0, 1))

    @property
    def sd_error(self) -> Array:
        """Monte Carlo standard error of `sd`, as a share of it, from the spread over chains."""
        squares = ((self.values - self.mean) ** 2).mean(axis=0)
        return squares.std(axis=0, ddof=1) / np.sqrt(len(squares)) / self.sd**2 / 2

    def below(self, cuts: npt.ArrayLike) -> Array:
        """P(quantity < cut), (quantities, cuts)."""
        return np.stack([(self.values < cut).mean(axis=(0, 1)) for cut in np.ravel(cuts)], axis=1)

    def below_error(self, cuts: npt.ArrayLike) -> Array:
        """Its Monte Carlo standard error."""
        shares = np.stack([(self.values < cut).mean(axis=0) for cut in np.ravel(cuts)], axis=-1)
        return shares.std(axis=0, ddof=1) / np.sqrt(len(shares))

    @property
    def effective(self) -> Array:
        """Effective number of draws for the means, (quantities,)."""
        means = self.values.mean(axis=0)
        return self.sd**2 / means.var(axis=0, ddof=1) * len(means)

    @property
    def rhat(self) -> Array:
        """Split R-hat (Gelman et al. 2013, *Bayesian Data Analysis*, 11.4), (quantities,)."""
        half = len(self.values) // 2
        split = np.concatenate([self.values[:half], self.values[half : 2 * half]], axis=1)
        within = split.var(axis=0, ddof=1).mean(axis=0)
        between = split.mean(axis=0).var(axis=0, ddof=1)
        return np.sqrt((half - 1) / half + between / within)


def draw(
    prior_mean: Array,
    prior_cov: Array,
    items: Items,
    tables: Array,
    quantities: Array,
    *,
    rng: np.random.Generator,
    draws: int,
    error: ItemError,
) -> Draws:
    """Draws of quantities @ theta after a burn-in; quantities: (q, K); tables: log likelihoods."""
    mean, cov = extend(prior_mean, prior_cov, error)
    h = loadings(items, prior_cov.shape[0], error)
    # Shared errors that no item has stay as they were; leave them out.
    used = np.append(np.ones(prior_cov.shape[0], bool), h[:, prior_cov.shape[0] :].any(axis=0))
    mean, cov, h = mean[used], cov[np.ix_(used, used)], h[:, used]
    w = np.zeros((len(quantities), mean.size))
    w[:, : prior_cov.shape[0]] = quantities
    chains = _Chains(mean, cov, h, tables, rng)
    learnt = []
    for at in range(BURN_IN):
        chains.step(chains.prior)
        if at >= LEARNT_FROM:
            learnt.append(chains.z)
    reference = chains.around(np.concatenate(learnt))
    values = np.empty((draws, CHAINS, len(w)))
    for at in range(draws):
        chains.step(reference if at % AROUND_THE_PRIOR else chains.prior)
        values[at] = chains.z @ w.T
    return Draws(values)


def log_likelihoods(items: Items, scores: Sequence[int]) -> Array:
    """log P(score | what is read of z) at the points of GRID, (n, points)."""
    found = np.empty((len(items), GRID.size))
    for i, score in enumerate(scores):
        errors, shares = _OWN if items.own_sd[i] else (np.zeros(1), np.ones(1))
        logs, parts = _LOG_A if items.log_a_sd[i] else (np.zeros(1), np.ones(1))
        theta = GRID[:, None, None] - items.own_sd[i] * errors[:, None]
        a = items.a[i] * np.exp(items.log_a_sd[i] * logs)
        if items.categories[i] == 2:
            p = probability(theta, a, items.b[i], items.c[i])
            p = p if score else 1 - p
        else:
            steps = items.steps[i, : items.categories[i] - 1]
            p = category_probabilities(theta, a, items.b[i], steps)[..., score]
        found[i] = np.log(p @ parts @ shares / parts.sum() / shares.sum())
    return found


@dataclass(frozen=True)
class _Reference:
    """N(mean, root root'); inverse: of root. is_prior: then it is the target's own normal part."""

    mean: Array
    root: Array
    inverse: Array
    is_prior: bool

    @classmethod
    def of(cls, mean: Array, cov: Array, is_prior: bool) -> "_Reference":
        root = np.linalg.cholesky(cov)
        return cls(mean, root, np.linalg.inv(root), is_prior)


class _Chains:
    """All chains side by side; they start at draws from the prior."""

    def __init__(
        self, mean: Array, cov: Array, h: Array, tables: Array, rng: np.random.Generator
    ) -> None:
        self.prior = _Reference.of(mean, cov, True)
        self.h, self.rng = h, rng
        self.flat, self.starts = tables.ravel(), np.arange(len(tables)) * tables.shape[1]
        self.z = mean + rng.standard_normal((CHAINS, mean.size)) @ self.prior.root.T

    def around(self, draws: Array) -> _Reference:
        return _Reference.of(draws.mean(axis=0), WIDER * np.cov(draws.T), False)

    def step(self, reference: _Reference) -> None:
        """One update of every chain, on the ellipse through it and a draw from the reference."""
        here = self.z - reference.mean
        there = self.rng.standard_normal(here.shape) @ reference.root.T
        ends = [self._read(one, reference) for one in (here, there)]
        centre = self._read(reference.mean, reference, at_mean=True)
        level = self._log(centre, ends, np.zeros(CHAINS), np.arange(CHAINS), reference)
        level += np.log(self.rng.random(CHAINS))
        angle = self.rng.uniform(0, 2 * np.pi, CHAINS)
        low, high = angle - 2 * np.pi, angle.copy()
        open_ = np.arange(CHAINS)
        while open_.size:
            enough = self._log(centre, ends, angle[open_], open_, reference) > level[open_]
            open_ = open_[~enough]
            below = angle[open_] < 0
            low[open_[below]] = angle[open_[below]]
            high[open_[~below]] = angle[open_[~below]]
            angle[open_] = self.rng.uniform(low[open_], high[open_])
        turned = np.cos(angle)[:, None] * here + np.sin(angle)[:, None] * there
        self.z = reference.mean + turned

    def _read(self, z: Array, reference: _Reference, at_mean: bool = False) -> tuple[Array, ...]:
        """What is linear in z: the predictors, and z whitened by the prior and by the reference."""
        predictors = z @ self.h.T
        if reference.is_prior:
            return (predictors,)
        from_prior = (z - self.prior.mean if at_mean else z) @ self.prior.inverse.T
        own = np.zeros_like(from_prior) if at_mean else z @ reference.inverse.T
        return predictors, from_prior, own

    def _log(
        self,
        centre: tuple[Array, ...],
        ends: list[tuple[Array, ...]],
        angle: Array,
        rows: npt.NDArray[np.int64],
        reference: _Reference,
    ) -> Array:
        """Log of target over reference at these angles of these chains' ellipses."""
        cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
        parts = [
            middle + cos * here[rows] + sin * there[rows]
            for middle, here, there in zip(centre, *ends, strict=True)
        ]
        place = np.clip((parts[0] - GRID[0]) / (GRID[1] - GRID[0]), 0, GRID.size - 1.001)
        left = place.astype(np.int64)
        share = place - left
        at = left + self.starts
        total = ((1 - share) * self.flat[at] + share * self.flat[at + 1]).sum(axis=1)
        if reference.is_prior:
            return total
        return total - ((parts[1] ** 2).sum(axis=1) - (parts[2] ** 2).sum(axis=1)) / 2
