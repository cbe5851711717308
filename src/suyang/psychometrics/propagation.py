"""Moment matching (expectation propagation) over answers that each depend on one number.

Answer i depends on the state only through a scalar u_i. Its likelihood is replaced by a Gaussian
"site" exp(-tau u²/2 + nu u) such that, with all other sites in place, the mean and variance of
u_i come out as with the true likelihood (Minka 2001, *UAI*; Rasmussen & Williams 2006, 3.6). All
sites are updated together, so the order of the answers cannot matter. An item's own error is
part of u, the uncertainty of its discrimination is averaged over inside the integral: both are
marginalised, not plugged in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.responses import STEEPEST

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Trapezoid rule on +-5.5 sd: for these smooth integrands it converges faster than Gauss-Hermite.
NODES: Final[Array] = np.linspace(-5.5, 5.5, 31)
WEIGHTS: Final[Array] = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
_POWERS: Final[Array] = WEIGHTS[:, None] * NODES[:, None] ** np.arange(3)
# Three-point Gauss-Hermite for the lognormal discrimination.
A_NODES: Final[Array] = np.array([-np.sqrt(3.0), 0.0, np.sqrt(3.0)])
A_WEIGHTS: Final[Array] = np.array([1 / 6, 2 / 3, 1 / 6])

_MOST_ROUNDS: Final = 200
_SMALLEST_STEP: Final = 0.05
# Beyond these the careful way is taken: damped steps, and a check that all stays proper.
_QUICK_ROUNDS: Final = 25
_LEAST_CAVITY: Final = 1e-3
_TINY: Final = 1e-300


class Moments(NamedTuple):
    """Of u under cavity times likelihood: log of the integral, mean, variance; shape (...)."""

    log_normaliser: Array
    mean: Array
    variance: Array


class Marginals(NamedTuple):
    """Means and variances of u under the present sites, (batch, n); which batches are proper."""

    mean: Array
    variance: Array
    proper: Flags


@dataclass(frozen=True)
class Sites:
    """The result: sites tau, nu; marginals of u; cavities; all (batch, n). converged: (batch,)."""

    tau: Array
    nu: Array
    mean: Array
    variance: Array
    log_scale: Array
    converged: Flags
    rounds: int


class Likelihood:
    """The answers' likelihoods, prepared once for many evaluations: scores and items, (n,) each.

    The discrimination's uncertainty is averaged over.
    """

    def __init__(self, scores: Integers, items: Items) -> None:
        if items.log_a_sd.any():
            spread = np.exp(items.log_a_sd[:, None] * A_NODES)
            self._slopes, self._weights = items.a[:, None] * spread, A_WEIGHTS
        else:
            self._slopes, self._weights = items.a[:, None], np.ones(1)
        right = scores > 0
        self._b = items.b[:, None]
        # exp(-slope (u - b)) for a right answer, exp(slope (u - b)) for a wrong one.
        self._turned = np.where(right, -1.0, 1.0)[:, None, None] * self._slopes[:, :, None]
        self._known = (1 - items.c)[:, None]
        self._floor = np.where(right, items.c, 0.0)[:, None]
        self._graded = np.flatnonzero(items.categories > 2)
        if self._graded.size:
            self._prepare_graded(scores[self._graded], items.take(self._graded))

    def _prepare_graded(self, scores: Integers, items: Items) -> None:
        """Score v weighs exp(slope (v u - sum of its v thresholds)); 0 beside score 0's 1 where the
        item has no such score. Scores stand first, so that a sum over them adds whole arrays."""
        slopes = self._slopes[self._graded]
        steps = np.arange(int(items.categories.max()) - 1)
        far = np.cumsum(items.b[:, None] + items.steps[:, : steps.size], axis=1)
        self._rise = (steps + 1.0)[:, None, None, None] * slopes[:, :, None]
        self._set_off = far.T[:, :, None, None] * slopes[:, :, None]
        self._possible = (steps[:, None] < items.categories - 1)[..., None, None]
        self._all_possible = bool(self._possible.all())
        self._reached = (np.maximum(scores - 1, 0), np.arange(scores.size))
        self._some = (scores > 0)[:, None, None]

    def __call__(self, u: Array) -> Array:
        """P(score_i | u), (n, q) for u of shape (n, q)."""
        x = self._turned * (u - self._b)[:, None, :]
        np.minimum(x, STEEPEST, out=x)
        np.exp(x, out=x)
        x += 1.0
        np.reciprocal(x, out=x)
        result = np.asarray(self._weights @ x)
        result *= self._known
        result += self._floor
        if self._graded.size:
            result[self._graded] = self._of_graded(u[self._graded])
        return result

    def _of_graded(self, u: Array) -> Array:
        """The same for the graded items (Muraki 1992); steps that an item has not do not count."""
        weighs = self._rise * u[:, None, :]
        weighs -= self._set_off
        np.maximum(weighs, -STEEPEST, out=weighs)
        np.minimum(weighs, STEEPEST, out=weighs)
        np.exp(weighs, out=weighs)
        if not self._all_possible:
            weighs *= self._possible
        total = weighs.sum(axis=0)
        total += 1.0
        reached = np.where(self._some, weighs[self._reached], 1.0)
        reached /= total
        return np.asarray(self._weights @ reached)


def likelihood(u: Array, scores: Integers, items: Items) -> Array:
    """P(score_i | u) averaged over the discrimination, shape (n, q) for u of shape (n, q)."""
    return Likelihood(scores, items)(u)


def tilted_moments(mean: Array, variance: Array, answers: Likelihood) -> Moments:
    """Moments of N(mean, variance) times the likelihood of each answer; all of shape (n,)."""
    sd = np.sqrt(variance)
    weighted = answers(mean[:, None] + sd[:, None] * NODES)
    sums = weighted @ _POWERS
    total = np.maximum(sums[:, 0], _TINY)
    first = sums[:, 1] / total
    second = sums[:, 2] / total - first**2
    return Moments(np.log(total), mean + sd * first, variance * np.maximum(second, 1e-6))


def propagate(
    marginals: Callable[[Array, Array], Marginals],
    moments: Callable[[Array, Array], Moments],
    present: Flags,
    tolerance: float = 1e-6,
) -> Sites:
    """Find the sites of a batch of problems.

    marginals(tau, nu): what the sites make of u. moments(mean, variance): of cavities times
    likelihoods. present: (batch, n), False for padding, whose sites stay empty. Steps are damped,
    shortened while they do not shrink, and halved back whenever a covariance would not be
    positive definite, so the result is always proper; `converged` says if it is also a fixed
    point within `tolerance` standard deviations.
    """
    batch = present.shape[0]
    tau, nu = np.zeros(present.shape), np.zeros(present.shape)
    now = marginals(tau, nu)
    step = np.ones(batch)
    before = np.full(batch, np.inf)
    converged: Flags = np.logical_not(present.any(axis=1))
    log_scale = np.zeros(present.shape)
    rounds = 0
    while rounds < _MOST_ROUNDS and not converged.all():
        rounds += 1
        cavity_precision = 1 / now.variance - tau
        usable = present & (cavity_precision > 1e-8 / now.variance)
        cavity_variance = np.where(usable, 1 / np.where(usable, cavity_precision, 1.0), 1.0)
        cavity_mean = np.where(usable, cavity_variance * (now.mean / now.variance - nu), 0.0)
        tilted = moments(cavity_mean, cavity_variance)
        wanted_tau = np.where(usable, 1 / tilted.variance - 1 / cavity_variance, tau)
        wanted_nu = np.where(
            usable, tilted.mean / tilted.variance - cavity_mean / cavity_variance, nu
        )
        factor = np.where(converged, 0.0, step)[:, None]
        move_tau, move_nu = factor * (wanted_tau - tau), factor * (wanted_nu - nu)
        later = marginals(tau + move_tau, nu + move_nu)
        while not later.proper.all():
            shorter = np.where(later.proper, 1.0, 0.5)
            step *= shorter
            move_tau, move_nu = move_tau * shorter[:, None], move_nu * shorter[:, None]
            later = marginals(tau + move_tau, nu + move_nu)
        moved = _distance(now, later, present) / np.maximum(step, _SMALLEST_STEP)
        converged = np.logical_or(converged, moved < tolerance)
        step = np.where(moved > 0.7 * before, np.maximum(step * 0.7, _SMALLEST_STEP), step)
        before = moved
        tau, nu, now = tau + move_tau, nu + move_nu, later
    if rounds:
        log_scale = _log_scale(tilted, cavity_mean, cavity_variance, tau, nu)
    log_scale = np.where(present, log_scale, 0.0)
    return Sites(tau, nu, now.mean, now.variance, log_scale, converged, rounds)


def propagate_one(
    before: Array,
    spread: Array,
    answers: Likelihood,
    tolerance: float,
    start: Array | None = None,
) -> Sites | None:
    """The same for one problem, with less to do in a round; None where it needs `propagate`'s care.

    before: (n,), the prior means of u; spread: (n, n), their covariance. The fixed point is the
    same; so is, therefore, the result within `tolerance`. start: sites to begin with, (2, n), such
    as those of the same answers by another prior.
    """
    eye = np.eye(before.size)
    tau, nu = np.zeros((2, before.size)) if start is None else start
    mean, variance = before, spread.diagonal()
    if start is not None:
        gain = np.asarray(np.linalg.solve(eye + spread * tau, spread), dtype=np.float64)
        mean, variance = before + gain @ (nu - tau * before), gain.diagonal()
        if not (variance > 0).all():
            return None
    for rounds in range(1, _QUICK_ROUNDS + 1):
        precision = 1 / variance
        cavity_precision = precision - tau
        if not (cavity_precision > _LEAST_CAVITY * precision).all():
            return None
        cavity_variance = 1 / cavity_precision
        cavity_mean = cavity_variance * (mean * precision - nu)
        tilted = tilted_moments(cavity_mean, cavity_variance, answers)
        wanted = 1 / tilted.variance
        tau, nu = wanted - cavity_precision, tilted.mean * wanted - cavity_mean * cavity_precision
        # (S^-1 + T)^-1 = (I + S T)^-1 S, whatever the signs of the sites.
        gain = np.asarray(np.linalg.solve(eye + spread * tau, spread), dtype=np.float64)
        later: Array = gain.diagonal()
        if not (later > 0).all():
            return None
        mean_later = before + gain @ (nu - tau * before)
        sd = np.sqrt(later)
        moved = np.abs(mean_later - mean) / sd + np.abs(np.sqrt(variance) / sd - 1)
        mean, variance = mean_later, later
        if moved.max() < tolerance:
            log_scale = _log_scale(tilted, cavity_mean, cavity_variance, tau, nu)
            settled = np.ones(1, dtype=np.bool_)
            parts = (tau[None], nu[None], mean[None], later[None], log_scale[None])
            return Sites(*parts, settled, rounds)
    return None


def positive_definite(matrices: Array) -> Flags:
    """Which of a stack of symmetric matrices (m, n, n) are positive definite, (m,)."""
    try:
        np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.eigvalsh(matrices)[:, 0] > 1e-10, dtype=np.bool_)
    return np.ones(matrices.shape[0], dtype=np.bool_)


def _distance(now: Marginals, later: Marginals, present: Flags) -> Array:
    sd = np.sqrt(later.variance)
    change = np.abs(later.mean - now.mean) / sd + np.abs(np.sqrt(now.variance) / sd - 1)
    return np.asarray(np.where(present, change, 0.0).max(axis=1, initial=0.0), dtype=np.float64)


def _log_scale(tilted: Moments, mean: Array, variance: Array, tau: Array, nu: Array) -> Array:
    """Log of the factor that gives site times cavity the true integral, for the evidence."""
    spread = np.maximum(1 + tau * variance, 1e-12)
    inner = (nu**2 * variance + 2 * nu * mean - tau * mean**2) / spread
    return np.asarray(tilted.log_normaliser + 0.5 * np.log(spread) - 0.5 * inner)
