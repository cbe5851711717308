"""catsim of the Python Package Index (Douglas De Rizzo Meneghetti, BSD licence), version 0.21.

The components of its guide: maximum information, maximum likelihood by bounded search (Dodd's rule
while all answers are alike), stop by the standard error 1 / sqrt(information), start at 0. Its
`Simulator` draws answers by itself, so its components are called here in its order with the common
draws.
"""

from __future__ import annotations

import numpy as np

from benchmarks.adaptive.bank import LONGEST, PRECISION, World
from benchmarks.adaptive.sittings import Sitting, Sittings, one_by_one


def missing() -> str:
    """Why it cannot be measured; empty when it can."""
    try:
        import catsim.simulation  # noqa: F401
    except ImportError as error:
        return str(error)
    return ""


def sessions(world: World, *, randomesque: int = 0, seed: int = 0) -> Sittings:
    """A person at a time, with the common draws."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector, RandomesqueSelector
    from catsim.stopping import MinErrorStopper

    n = world.a.size
    bank = ItemBank(np.column_stack([world.a, world.b, np.zeros(n), np.ones(n)]))
    selector = RandomesqueSelector(randomesque) if randomesque else MaxInfoSelector()
    estimator, stopper = NumericalSearchEstimator(), MinErrorStopper(PRECISION, max_items=LONGEST)
    rng = np.random.default_rng(seed)

    def sit(person: int) -> Sitting:
        path: list[int] = []
        right: list[bool] = []
        theta = 0.0
        while not stopper.stop(administered_items=bank.get_items(path), theta=theta):
            item = selector.select(
                item_bank=bank, administered_items=path, est_theta=theta, rng=rng
            )
            path.append(int(item))
            right.append(world.right(person, path[-1]))
            theta = estimator.estimate(
                item_bank=bank, administered_items=path, response_vector=right, est_theta=theta
            )
        return path, float(theta)

    return one_by_one(len(world.theta), sit)
