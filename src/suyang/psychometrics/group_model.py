"""The joint posterior of a group's people, mean, change and item errors; see `groups`.

The unknowns are a common part g (mean and change of each competence, shared errors, each item's
own error) and each person's own deviations. Given g people are independent, so a round of moment
matching costs one small matrix per person and one of the size of g.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError, loadings
from suyang.psychometrics.propagation import (
    Likelihood,
    Marginals,
    Moments,
    positive_definite,
    propagate,
    tilted_moments,
)

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Prior sd of the group's mean before and mean change: common to all competences, and of each.
MEAN_SD: Final = 1.5
MEAN_PROFILE_SD: Final = 0.3
CHANGE_SD: Final = 1.0
CHANGE_PROFILE_SD: Final = 0.2
_TOLERANCE: Final = 1e-4
_JITTER: Final = 1e-9


@dataclass(frozen=True)
class GroupAnswers:
    """R answers of N people: all of shape (R,).

    person: 0..N-1; after: False in the check before, True in the one after; item: row of the
    bank; score: 0..categories-1; guessing: the c assumed for that person's answer.
    """

    person: Integers
    after: Flags
    item: Integers
    score: Integers
    guessing: Array

    @classmethod
    def of(
        cls,
        bank: Items,
        person: npt.ArrayLike,
        after: npt.ArrayLike,
        item: npt.ArrayLike,
        score: npt.ArrayLike,
        guessing: npt.ArrayLike | None = None,
    ) -> "GroupAnswers":
        """From sequences; the bank's c when no guessing is given.

        Raises ValueError when lengths differ, an item or score does not fit the bank, a person
        has answers in only one of the checks, or met an item twice.
        """
        rows = np.asarray(item, dtype=np.int64)
        if rows.size and not 0 <= rows.min() <= rows.max() < len(bank):
            raise ValueError("item outside the bank")
        answers = cls(
            np.asarray(person, dtype=np.int64),
            np.asarray(after, dtype=np.bool_),
            rows,
            np.asarray(score, dtype=np.int64),
            np.asarray(bank.c[rows] if guessing is None else guessing, dtype=np.float64),
        )
        sizes = {answers.person.shape, answers.after.shape, rows.shape, answers.score.shape}
        if sizes != {answers.guessing.shape} or rows.ndim != 1 or not rows.size:
            raise ValueError(f"answers must be non-empty arrays of one length, not {sizes}")
        if (answers.score < 0).any() or (answers.score >= bank.categories[rows]).any():
            raise ValueError("a score is outside 0..categories-1")
        n = int(answers.person.max()) + 1
        for check in (False, True):
            if np.unique(answers.person[answers.after == check]).size != n:
                raise ValueError("every person needs answers before and after")
        if np.unique(answers.person * len(bank) + rows).size != rows.size:
            raise ValueError("before and after must use disjoint items")
        return answers

    @property
    def people(self) -> int:
        """N."""
        return int(self.person.max()) + 1


class Layout(NamedTuple):
    """Answers by person, padded: (N, n) and what they load on in common, (N, n, G)."""

    items: Items
    score: Integers
    present: Flags
    after: Array
    competence: Integers
    common: Array
    common_cov: Array
    sigma: Array


class Fit(NamedTuple):
    """The joint posterior: common part N(mean, cov); per person q, W and the kernel's scales."""

    mean: Array
    cov: Array
    q: Array
    w: Array
    spread: float
    change_sd: float
    evidence: float
    converged: bool


def arrange(answers: GroupAnswers, bank: Items, sigma: Array, error: ItemError) -> Layout:
    """The answers sorted by person, and the prior of the common part g: m, d, errors, items.

    sigma: (K, K). G = 2 K + error.size + number of items used; items' own errors in units of
    their sd.
    """
    k = sigma.shape[0]
    counts = np.bincount(answers.person)
    order = np.argsort(answers.person, kind="stable")
    present = np.arange(counts.max()) < counts[:, None]
    row = np.zeros(present.shape, dtype=np.int64)
    row[present] = order
    used, which = np.unique(answers.item, return_inverse=True)
    items = bank.take(answers.item[row].ravel())
    items = items.with_guessing(answers.guessing[row].ravel())
    after = np.where(present, answers.after[row], False).astype(np.float64)
    h = loadings(items, k, error).reshape(*present.shape, -1)
    own = -np.eye(used.size)[which[row]] * bank.own_sd[used]
    common = np.concatenate([h[..., :k], h[..., :k] * after[..., None], h[..., k:], own], axis=2)
    common_cov = np.zeros((common.shape[2], common.shape[2]))
    common_cov[:k, :k] = MEAN_SD**2 + MEAN_PROFILE_SD**2 * np.eye(k)
    common_cov[k : 2 * k, k : 2 * k] = CHANGE_SD**2 + CHANGE_PROFILE_SD**2 * np.eye(k)
    rest = np.arange(2 * k, common.shape[2])
    common_cov[rest, rest] = np.append(np.maximum(error.variances, _JITTER), np.ones(used.size))
    return Layout(
        items,
        answers.score[row],
        present,
        after,
        items.competence.reshape(present.shape),
        common * present[..., None],
        common_cov,
        sigma,
    )


def fit(layout: Layout, spread: float, change_sd: float) -> Fit:
    """Moment matching for one spread s, with its log evidence (up to a constant in s)."""
    shape = layout.present.shape
    k = layout.competence
    tied = layout.after[:, :, None] * layout.after[:, None, :]
    kernel = layout.sigma[k[:, :, None], k[:, None, :]] * (spread**2 + change_sd**2 * tied)
    kernel *= layout.present[:, :, None] * layout.present[:, None, :]
    eye = np.eye(shape[1])
    kernel += eye * np.where(layout.present, _JITTER, 1.0)[:, None, :]
    root = np.linalg.cholesky(kernel)
    across = np.swapaxes(root, 1, 2)
    h = layout.common
    flat = h.reshape(-1, h.shape[2])
    precision = np.linalg.inv(layout.common_cov)

    def solve(tau: Array, nu: Array) -> tuple[Array, Array, Array, Array, Array]:
        inner = eye + across @ (tau[..., None] * root)
        gain = np.asarray(root @ np.linalg.inv(inner) @ across, dtype=np.float64)
        w = eye * tau[:, None, :] - tau[..., None] * gain * tau[:, None, :]
        q = nu - tau * (gain @ nu[..., None])[..., 0]
        common_precision = precision + flat.T @ (w @ h).reshape(flat.shape)
        return inner, gain, w, q, (common_precision + common_precision.T) / 2

    def marginals(tau: Array, nu: Array) -> Marginals:
        tau, nu = tau.reshape(shape), nu.reshape(shape)
        inner, gain, w, q, common_precision = solve(tau, nu)
        proper = positive_definite(inner).all() and positive_definite(common_precision[None])[0]
        if not proper:
            one = np.ones((1, tau.size))
            return Marginals(one, one, np.zeros(1, dtype=np.bool_))
        cov = np.asarray(np.linalg.inv(common_precision), dtype=np.float64)
        mean = cov @ (flat.T @ q.ravel())
        seen = h @ mean
        local = (kernel @ (q - (w @ seen[..., None])[..., 0])[..., None])[..., 0]
        reach = (h - kernel @ (w @ h)).reshape(flat.shape)
        variance = np.einsum("nii->ni", gain).ravel() + np.sum(reach @ cov * reach, axis=1)
        return Marginals((seen + local).reshape(1, -1), variance[None], np.ones(1, dtype=np.bool_))

    answers = Likelihood(layout.score.ravel(), layout.items)

    def moments(mean: Array, variance: Array) -> Moments:
        found = tilted_moments(mean[0], variance[0], answers)
        return Moments(*(part[None] for part in found))

    sites = propagate(marginals, moments, layout.present.reshape(1, -1), _TOLERANCE)
    nu = sites.nu.reshape(shape)
    inner, gain, w, q, common_precision = solve(sites.tau.reshape(shape), nu)
    cov = np.asarray(np.linalg.inv(common_precision), dtype=np.float64)
    information = flat.T @ q.ravel()
    evidence = float(
        sites.log_scale.sum()
        - 0.5 * np.linalg.slogdet(inner)[1].sum()
        - 0.5 * np.linalg.slogdet(common_precision)[1]
        + 0.5 * np.einsum("ni,nij,nj->", nu, gain, nu)
        + 0.5 * information @ cov @ information
    )
    return Fit(cov @ information, cov, q, w, spread, change_sd, evidence, bool(sites.converged[0]))


def draw(layout: Layout, found: Fit, weights: Array, size: int, rng: np.random.Generator) -> Array:
    """Plausible values of the combination before and after, shape (size, N, 2)."""
    k = weights.size
    toward = (layout.sigma @ weights)[layout.competence] * layout.present
    s2, c2 = found.spread**2, found.change_sd**2
    reach = np.stack([s2 * toward, (s2 + c2 * layout.after) * toward], axis=1)
    own = weights @ layout.sigma @ weights * np.array([[s2, s2], [s2, s2 + c2]])
    cov = own - reach @ found.w @ np.swapaxes(reach, 1, 2)
    root = np.linalg.cholesky(cov + _JITTER * np.eye(2))
    fixed = (reach @ found.q[..., None])[..., 0]
    slope = -(reach @ found.w @ layout.common)
    slope[:, :, :k] += weights
    slope[:, 1, k : 2 * k] += weights
    scale = np.linalg.cholesky(found.cov)
    common = found.mean + rng.standard_normal((size, found.mean.size)) @ scale.T
    noise = rng.standard_normal((size, fixed.shape[0], 2))
    people = fixed + (common @ slope.reshape(-1, slope.shape[2]).T).reshape(noise.shape)
    return np.asarray(people + np.einsum("nij,dnj->dni", root, noise), dtype=np.float64)
