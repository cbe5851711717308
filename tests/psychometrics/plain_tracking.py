"""`suyang.psychometrics.tracking` written plainly: whole matrices, nothing prepared, nothing quick.

The state is that of `posterior`, (mean, cov); of the shared errors only the formats' are followed.
"""

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError, extend, loadings
from suyang.psychometrics.propagation import NODES, WEIGHTS, likelihood
from suyang.psychometrics.responses import category_probabilities, logistic

Array = npt.NDArray[np.float64]
State = tuple[Array, Array]

_FIVE, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def nobody(mean: Array, sigma: Array, error: ItemError) -> State:
    """Before the first answer."""
    return extend(mean, sigma, error)


def after(state: State, item: Items, score: int, error: ItemError) -> State:
    """By the moments of u under normal times likelihood."""
    mean, cov = state
    h = _reads(item, mean, error)[0]
    at, variance = h @ mean, h @ cov @ h + _own(item, error)[0]
    u = at + np.sqrt(variance) * NODES
    weight = WEIGHTS * likelihood(u[None, :], np.array([score]), item)[0]
    weight /= weight.sum()
    moved = weight @ u - at
    left = weight @ (u - at) ** 2 - moved**2
    gain = cov @ h / variance
    return mean + gain * moved, cov - (variance - left) * np.outer(gain, gain)


def reduction(state: State, items: Items, weights: Array, error: ItemError) -> Array:
    """Var over answers of E[u | answer], over Var(u)², times sum_k w_k Cov(theta_k, u)²."""
    mean, cov = state
    h = _reads(items, mean, error)
    at = h @ mean
    reach = h @ cov
    variance = np.diag(reach @ h.T) + _own(items, error)
    value = reach[:, : weights.size] ** 2 @ (weights / weights.sum())
    found = [
        (_graded if items.categories[i] > 2 else _right_or_wrong)(items, i, at[i], variance[i])
        for i in range(len(items))
    ]
    return np.array(found) / variance**2 * value


def _right_or_wrong(items: Items, i: int, at: float, variance: float) -> float:
    slope, c = items.a[i] / 1.702, items.c[i]
    tilt = np.sqrt(1 + slope**2 * variance)
    z = slope * (at - items.b[i]) / tilt
    right = c + (1 - c) * float(logistic(1.702 * z))
    moment = (1 - c) * variance * slope * np.exp(-(z**2) / 2) / tilt / np.sqrt(2 * np.pi)
    return float(moment**2 / (right * (1 - right)))


def _graded(items: Items, i: int, at: float, variance: float) -> float:
    u = np.sqrt(variance) * _FIVE
    steps = items.steps[i, : items.categories[i] - 1]
    chances = category_probabilities(at + u, items.a[i], items.b[i], steps)
    return float(((_WEIGHTS * u) @ chances) ** 2 @ (1 / (_WEIGHTS @ chances)))


def _reads(items: Items, mean: Array, error: ItemError) -> Array:
    h = loadings(items, mean.size - error.size, error)
    formats = mean.size - error.formats
    h[:, mean.size - error.size : formats] = 0
    return h


def _own(items: Items, error: ItemError) -> Array:
    return np.asarray(items.own_sd**2 + items.shared * (error.level + error.area))
