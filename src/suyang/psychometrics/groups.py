"""A group before and after: what changed, for these participants and not for a population.

All participants, both checks and all items are one hierarchical normal model:

    before_p = m + e_p,           e_p ~ N(0, s² Sigma)
    after_p  = m + d + e_p + f_p, f_p ~ N(0, change_sd² Sigma)
    predictor of an answer = theta of its competence - shared errors - the item's own error

The group's mean m and mean change d are estimated under weak priors, so beginners are not drawn
to the population's mean; the group's spread s is averaged over a grid by its evidence. Every
item's error is one unknown common to all who answered it, so it does not average away with the
number of people, and cancels when halves of the item set are randomised over before and after.
The joint posterior is found by moment matching; plausible values drawn from it (Mislevy 1991,
*Psychometrika* 56) give each draw's shares, and their quantiles the intervals.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.group_model import GroupAnswers, arrange, draw, fit
from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError, check_covariance
from suyang.psychometrics.scale import BANDS, band_cuts

Array = npt.NDArray[np.float64]

SPREADS: Final = (0.4, 0.6, 0.8, 1.0, 1.25)


@dataclass(frozen=True)
class Estimate:
    """Posterior mean, sd and 95 % interval of one or several numbers, all of one shape."""

    mean: Array
    sd: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class GroupChange:
    """For these n participants: shares of them by band (bands,) and means on the scale (scalars).

    bands: names, the last means "or above" when bands were merged. `change` is after minus
    before, paired. spread: posterior mean of the group's spread s. converged: all of the fit.
    """

    n: int
    bands: tuple[str, ...]
    share_before: Estimate
    share_after: Estimate
    share_change: Estimate
    mean_before: Estimate
    mean_after: Estimate
    mean_change: Estimate
    spread: float
    converged: bool


def group_change(
    answers: GroupAnswers,
    bank: Items,
    prior_cov: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    seed: int,
    change_sd: float = 0.4,
    draws: int = 1000,
    top: str = "advanced",
    error: ItemError = ItemError(),  # noqa: B008 (frozen)
) -> GroupChange:
    """Shares per band and mean of sum_k w_k theta_k, before, after and their change.

    prior_cov: Sigma, (K, K). weights: (K,), scaled to sum 1. change_sd: the stated sd by which
    people's changes differ from the group's, in units of Sigma; it sets how far a person's before
    and after are tied: correlation s / sqrt(s² + change_sd²). Deterministic given the seed.
    Raises ValueError for an improper Sigma, wrong weights or change_sd <= 0.
    """
    sigma = np.asarray(prior_cov, dtype=np.float64)
    check_covariance(sigma)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (sigma.shape[0],) or (w < 0).any() or not w.sum() > 0:
        raise ValueError(f"weights must be {sigma.shape[0]} non-negative numbers, not all 0")
    if not change_sd > 0 or draws < 2:
        raise ValueError("change_sd must be positive, draws at least 2")
    w = w / w.sum()
    layout = arrange(answers, bank, sigma, error)
    fits = [fit(layout, spread, change_sd) for spread in SPREADS]
    evidence = np.array([found.evidence for found in fits])
    chances = np.exp(evidence - evidence.max())
    chances /= chances.sum()
    rng = np.random.default_rng(seed)
    sizes = rng.multinomial(draws, chances)
    drawn = np.concatenate(
        [draw(layout, found, w, int(size), rng) for found, size in zip(fits, sizes, strict=True)]
    )
    cuts = band_cuts(top)
    band = np.searchsorted(cuts, drawn, side="right")
    shares = np.stack([(band == b).mean(axis=1) for b in range(cuts.size + 1)], axis=1)
    means = drawn.mean(axis=1)
    return GroupChange(
        n=answers.people,
        bands=BANDS[: cuts.size + 1],
        share_before=_estimate(shares[..., 0]),
        share_after=_estimate(shares[..., 1]),
        share_change=_estimate(shares[..., 1] - shares[..., 0]),
        mean_before=_estimate(means[..., 0]),
        mean_after=_estimate(means[..., 1]),
        mean_change=_estimate(means[..., 1] - means[..., 0]),
        spread=float(chances @ np.array(SPREADS)),
        converged=all(found.converged for found in fits),
    )


def _estimate(draws: Array) -> Estimate:
    low, high = np.quantile(draws, (0.025, 0.975), axis=0)
    return Estimate(
        np.asarray(draws.mean(axis=0)),
        np.asarray(draws.std(axis=0, ddof=1)),
        np.asarray(low),
        np.asarray(high),
    )
