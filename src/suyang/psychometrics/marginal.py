"""Marginal likelihood: how probable answers are when the ability is integrated out.

What calibration maximises (Bock & Aitkin 1981, *Psychometrika* 46).
"""

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items
from suyang.psychometrics.propagation import likelihood

Array = npt.NDArray[np.float64]


def marginal_log_likelihood(
    items: Items,
    scores: npt.ArrayLike,
    frequency: npt.ArrayLike | None = None,
    *,
    nodes: int = 81,
    widest: float = 6.0,
) -> float:
    """Sum over patterns of frequency times log of the integral of P(pattern | theta) phi(theta).

    items: n items of one competence, theta ~ N(0, 1), with the parameters as they stand (`own_sd`
    is not used). scores: (m, n) patterns; frequency: (m,), 1 each when None. Trapezoid rule with
    `nodes` points on +-`widest`. Raises ValueError for wrong shapes.
    """
    given = np.asarray(scores, dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != len(items):
        raise ValueError(f"scores must be (patterns, {len(items)}), not {given.shape}")
    counts = np.ones(len(given)) if frequency is None else np.asarray(frequency, np.float64)
    theta = np.linspace(-widest, widest, nodes)
    density = np.exp(-(theta**2) / 2)
    density /= density.sum()
    at = np.broadcast_to(theta, (len(items), nodes))
    tables = [
        np.log(likelihood(at, np.full(len(items), k), items))
        for k in range(int(items.categories.max()))
    ]
    by_score = np.stack(tables)
    total = by_score[given, np.arange(len(items))].sum(axis=1)
    return float(counts @ np.log(np.exp(total) @ density))
