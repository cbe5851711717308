"""What is assumed before the first answer: how competences hang together, how wrong an item is.

The state that answers inform is z = (theta, shared errors of difficulty by level, by area, by
format). An item's predictor is theta_k minus the shared errors of its level, area and format,
minus its own error; all but the last are parts of z, so what is not known about the items is
carried into what is said about the person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ItemError:
    """The variance of an expert difficulty (sd .5, variance .25), split; and the table sizes.

    level, area, format: variance shared by all items of one level, area, format; own: the item's
    own (`Items.own_sd` holds its root for each item). levels, areas, formats: how many of each
    the state has room for; they need only be the same in all calls about one person.
    """

    level: float = 0.05
    area: float = 0.03
    format: float = 0.05
    own: float = 0.12
    levels: int = 8
    areas: int = 8
    formats: int = 12

    def __post_init__(self) -> None:
        """Raise ValueError for a negative variance or size."""
        if min(self.level, self.area, self.format, self.own) < 0:
            raise ValueError("variances must be 0 or more")
        if min(self.levels, self.areas, self.formats) < 0:
            raise ValueError("sizes must be 0 or more")

    @property
    def size(self) -> int:
        """Number of shared errors in the state."""
        return self.levels + self.areas + self.formats

    @property
    def variances(self) -> Array:
        """Prior variances of the shared errors, shape (size,): levels, areas, formats."""
        return np.repeat(
            np.array([self.level, self.area, self.format], dtype=np.float64),
            (self.levels, self.areas, self.formats),
        )


def weak_correlation(areas: Sequence[int], within: float = 0.5, across: float = 0.3) -> Array:
    """Sigma before it is estimated: 1, `within` an area, `across` areas; shape (K, K).

    areas: the area of each of K competences. Deliberately weak: DESIGN.md, decision 8.
    Raises ValueError when the matrix is not positive definite.
    """
    area = np.asarray(areas)
    sigma = np.where(area[:, None] == area[None, :], within, across).astype(np.float64)
    np.fill_diagonal(sigma, 1.0)
    check_covariance(sigma)
    return sigma


def widened(sigma: Array, common: float = 0.6) -> Array:
    """Sigma with more variance common to all competences: sigma + common, shape (K, K).

    Weak correlation says that a person's mean over many competences hardly varies (sd .58 for 21)
    and so draws beginners up. For reporting such a mean, this prior leaves its level open; for
    single competences the unchanged Sigma stays right. Raises ValueError for common < 0.
    """
    if common < 0:
        raise ValueError("common must be 0 or more")
    wider = np.asarray(sigma + common, dtype=np.float64)
    check_covariance(wider)
    return wider


def check_covariance(covariance: Array) -> None:
    """Raise ValueError unless the matrix is square, symmetric and positive definite."""
    if covariance.ndim != 2 or covariance.shape[0] != covariance.shape[1]:
        raise ValueError(f"a covariance is square, not {covariance.shape}")
    if not np.abs(covariance - covariance.T).max(initial=0.0) <= 1e-10:
        raise ValueError("a covariance is symmetric")
    try:
        np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError as error:
        raise ValueError("the covariance is not positive definite") from error


def extend(prior_mean: Array, prior_cov: Array, error: ItemError) -> tuple[Array, Array]:
    """Mean (d,) and covariance (d, d) of z, d = K + error.size, from those of theta.

    Also takes means for many people, shape (..., K).
    """
    k = prior_cov.shape[0]
    mean = np.zeros((*prior_mean.shape[:-1], k + error.size))
    mean[..., :k] = prior_mean
    cov = np.zeros((k + error.size, k + error.size))
    cov[:k, :k] = prior_cov
    shared = np.arange(k, k + error.size)
    cov[shared, shared] = error.variances
    return mean, cov


def places(items: Items, competences: int, error: ItemError) -> Integers:
    """Where the items' predictors read the state: competence, level, area, format; (4, n).

    A predictor is z at the first, less `items.shared` times z at each of the others, less the
    item's own error. Raises ValueError when an index does not fit.
    """
    sizes = (competences, error.levels, error.areas, error.formats)
    names = ("competence", "level", "area", "format")
    found = np.empty((len(names), len(items)), dtype=np.int64)
    start = 0
    for at, (name, size) in enumerate(zip(names, sizes, strict=True)):
        index = getattr(items, name)
        if index.size and index.max() >= size:
            raise ValueError(f"{name} index {index.max()} does not fit into {size}")
        found[at] = start + index
        start += size
    return found


def loadings(items: Items, competences: int, error: ItemError) -> Array:
    """H, shape (n, K + error.size): the item's predictor is (H z)_i minus its own error.

    Raises ValueError when an index does not fit.
    """
    own, *others = places(items, competences, error)
    h = np.zeros((len(items), competences + error.size))
    rows = np.arange(len(items))
    h[rows, own] = 1.0
    for other in others:
        h[rows, other] = -items.shared
    return h
