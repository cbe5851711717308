"""Several occasions of one person on one axis of time.

Between occasions competences move as an Ornstein-Uhlenbeck process (Uhlenbeck & Ornstein 1930,
*Physical Review* 36; Oravecz, Tuerlinckx & Vandekerckhove 2011, *Psychological Methods* 16):

    Cov(theta(s), theta(t)) = exp(-|s - t| / TAU) Sigma

so that at every time the prior is N(mean, Sigma), that of one check alone, and what is known fades
with distance in time. Errors of difficulty shared by level, area and format are the same on all
occasions and so cancel in a change where the occasions use alike items. All answers are taken in
at once: the state is (theta at each occasion, shared errors), its prior covariance
R (x) Sigma, and moment matching is that of `posterior`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.profile import Combination

Array = npt.NDArray[np.float64]

# Years in which the correlation of a competence with itself falls to 1/e. A judgement until people
# have been followed: after one year .85, a change of sd .55; after one month .99, sd .17.
TAU: Final = 6.0


@dataclass(frozen=True)
class Occasion:
    """Answers given at one time (years, from any origin): the items and their scores, (n,)."""

    time: float
    items: Items
    scores: Sequence[int]


@dataclass(frozen=True)
class Timeline:
    """The joint posterior of a person's competences at the distinct times of their occasions.

    times: (T,), ascending; mean: (T, K); cov: (T, K, T, K). prior_mean (K,) and prior_cov (K, K)
    hold at every time. converged: as in `Gaussian`.
    """

    times: Array
    mean: Array
    cov: Array
    prior_mean: Array
    prior_cov: Array
    tau: float
    converged: bool

    def at(self, times: npt.ArrayLike, weights: npt.ArrayLike) -> Combination:
        """Posterior mean and sd of w'theta at any times, (S,) each; weights: (K,).

        Away from occasions the sd grows towards that of the prior.
        """
        mean, cov = self._joint(np.asarray(times, dtype=np.float64), _weights(weights, self))
        return Combination(mean, np.sqrt(np.maximum(np.diag(cov), 0)))

    def change(self, start: float, end: float, weights: npt.ArrayLike) -> Combination:
        """Posterior mean and sd of w'theta(end) - w'theta(start), (m,) each; weights: (m, K)."""
        rows = [_weights(row, self) for row in np.atleast_2d(np.asarray(weights))]
        found = [self._joint(np.array([start, end]), row) for row in rows]
        step = np.array([-1.0, 1.0])
        variance = [max(float(step @ cov @ step), 0.0) for _mean, cov in found]
        return Combination(np.array([step @ mean for mean, _cov in found]), np.sqrt(variance))

    def _joint(self, at: Array, w: Array) -> tuple[Array, Array]:
        """Mean (S,) and covariance (S, S) of w'theta at these times.

        With a prior R (x) Sigma, w'theta elsewhere depends on theta at the occasions only through
        w'theta there, by the same coefficients for every w.
        """
        known = correlation(self.times, self.times, self.tau)
        across = correlation(at, self.times, self.tau)
        reach = np.linalg.solve(known, across.T).T
        own = np.einsum("k,skul,l->su", w, self.cov, w)
        rest = correlation(at, at, self.tau) - reach @ across.T
        base = float(w @ self.prior_mean)
        mean = base + reach @ (self.mean @ w - base)
        return mean, reach @ own @ reach.T + rest * float(w @ self.prior_cov @ w)


def timeline(
    prior_mean: npt.ArrayLike,
    prior_cov: npt.ArrayLike,
    occasions: Sequence[Occasion],
    *,
    tau: float = TAU,
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
) -> Timeline:
    """The posterior of all occasions' competences given all their answers.

    prior_mean: (K,); prior_cov: (K, K), of any one time. Occasions at the same time share their
    competences; no item may be answered twice, since its own error would be counted as two.
    Raises ValueError without occasions, for tau <= 0, times that are not finite, and like
    `posterior`.
    """
    if not occasions:
        raise ValueError("a timeline needs an occasion")
    if not tau > 0:
        raise ValueError(f"tau must be positive, not {tau}")
    given = np.array([occasion.time for occasion in occasions], dtype=np.float64)
    if not np.isfinite(given).all():
        raise ValueError("times must be finite")
    times, which = np.unique(given, return_inverse=True)
    sigma = np.asarray(prior_cov, dtype=np.float64)
    start = np.asarray(prior_mean, dtype=np.float64)
    k, n = sigma.shape[0], times.size
    if any(len(one.items) and one.items.competence.max() >= k for one in occasions):
        raise ValueError(f"a competence index does not fit into {k}")
    found = posterior(
        np.tile(start, n),
        np.kron(correlation(times, times, tau), sigma),
        _all_items(occasions, which, k),
        [score for occasion in occasions for score in occasion.scores],
        error=error,
    )
    return Timeline(
        times=times,
        mean=found.theta_mean.reshape(n, k),
        cov=found.theta_cov.reshape(n, k, n, k),
        prior_mean=start,
        prior_cov=sigma,
        tau=tau,
        converged=found.converged,
    )


def correlation(times: Array, others: Array, tau: float = TAU) -> Array:
    """exp(-|s - t| / tau) of times (S,) and others (T,), in years: (S, T)."""
    return np.asarray(np.exp(-np.abs(times[:, None] - others[None, :]) / tau), dtype=np.float64)


def _all_items(occasions: Sequence[Occasion], which: npt.NDArray[np.intp], k: int) -> Items:
    """The items of all occasions; competence j at time t is competence t K + j of the whole."""
    parts = [occasion.items for occasion in occasions]
    place = np.repeat(which, [len(part) for part in parts]) * k

    def column(name: str) -> Array:
        return np.concatenate([np.asarray(getattr(part, name)) for part in parts])

    names = ("area", "level", "format", "a", "b", "c", "own_sd", "log_a_sd", "shared", "categories")
    width = max(part.steps.shape[1] for part in parts)
    steps = [np.pad(part.steps, ((0, 0), (0, width - part.steps.shape[1]))) for part in parts]
    return Items.of(
        competence=column("competence") + place,
        **{name: column(name) for name in names},
        steps=np.concatenate(steps),
    )


def _weights(weights: npt.ArrayLike, of: Timeline) -> Array:
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != of.prior_mean.shape:
        raise ValueError(f"{w.shape} weights for {of.prior_mean.size} competences")
    return w
