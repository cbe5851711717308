"""How often an item may be used, and the part of a pool that a check draws so that none is worn.

No item is used in a larger share of a kind of check than max(.25, 1.5 × length / pool): each check
draws the part of the pool that it may use, so that nothing has to be counted.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEAST_SHARE: Final = 0.25
SHARE_OF_MEAN: Final = 1.5
# Draws are below the bound itself, since what is counted scatters around it.
WITHIN_BOUND: Final = 0.85
# Smaller pools are used whole.
SMALL_POOL: Final = 24


def bound(length: int, pool: int) -> float | None:
    """The largest share of checks of this length that an item may be used in; None: no bound."""
    if pool < SMALL_POOL:
        return None
    return min(1.0, max(LEAST_SHARE, SHARE_OF_MEAN * length / pool))


def drawn(items: Items, fitting: Flags, length: int, rng: np.random.Generator) -> Flags:
    """The part of the pool that one check of this length may use, (n,).

    fitting: (n,), the items of the pool. A systematic sample, each item with the same probability,
    spread over competences and levels (Madow & Madow 1944, *Annals of Mathematical Statistics* 15);
    the order within is by chance. All items where there is no bound.
    """
    rows = np.flatnonzero(fitting)
    most = bound(length, rows.size)
    if most is None:
        return np.ones(len(items), dtype=np.bool_)
    order = rows[np.lexsort((rng.random(rows.size), items.level[rows], items.competence[rows]))]
    passed = np.floor(rng.random() + WITHIN_BOUND * most * np.arange(rows.size + 1))
    found = np.zeros(len(items), dtype=np.bool_)
    found[order[np.diff(passed) > 0]] = True
    return found
