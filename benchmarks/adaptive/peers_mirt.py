"""mirt of the Python Package Index (Cameron Lyons, MIT licence), version 1.2.0.

Maximum Fisher information, EAP over 21 nodes under N(0, 1), stop by standard error: its defaults.
Its `CATEngine.run_simulation` takes a function that answers, so those people get the common
draws. Its batch in Rust draws answers by itself: there only the people and the bank are common.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.adaptive.bank import LONGEST, PRECISION, World
from benchmarks.adaptive.sittings import Sitting, Sittings, gathered, one_by_one, timed


def missing() -> str:
    """Why it cannot be measured; empty when it can."""
    try:
        import mirt.cat  # noqa: F401
    except ImportError as error:
        return str(error)
    return ""


def sessions(world: World, *, randomesque: int = 0, seed: int = 0) -> Sittings:
    """A person at a time, with the common draws."""
    engine = _engine(world, randomesque, seed)

    def sit(person: int) -> Sitting:
        result = engine.run_simulation(
            float(world.theta[person]), lambda item, _theta: int(world.right(person, item))
        )
        return result.items_administered, result.theta

    return one_by_one(len(world.theta), sit)


def sessions_within(world: World, usable: npt.NDArray[np.bool_]) -> Sittings:
    """The same, each person from a part of the bank. usable: (people, n)."""

    def sit(person: int) -> Sitting:
        rows = np.flatnonzero(usable[person])
        part = World(world.a[rows], world.b[rows], world.theta, world.draws[:, rows])
        result = _engine(part, 0, 0).run_simulation(
            float(world.theta[person]), lambda item, _theta: int(part.right(person, item))
        )
        return rows[result.items_administered].tolist(), result.theta

    return one_by_one(len(world.theta), sit)


def in_rust(world: World, *, seed: int = 0) -> Sittings:
    """Everybody at once. Only for the plain engine."""
    engine = _engine(world, 0, seed)

    def sit() -> tuple[np.ndarray, np.ndarray]:
        results = engine.run_batch_simulation(world.theta)
        return gathered([(result.items_administered, result.theta) for result in results])

    engine.run_batch_simulation(world.theta[:2])
    return timed(sit)


def _engine(world: World, randomesque: int, seed: int) -> Any:
    from mirt.cat import CATEngine
    from mirt.cat.exposure import Randomesque
    from mirt.models import TwoParameterLogistic

    model = TwoParameterLogistic(n_items=world.a.size)
    model.set_parameters(discrimination=world.a, difficulty=world.b)
    # It scores only with models that were estimated; here the parameters are known.
    model._is_fitted = True
    return CATEngine(
        model,
        se_threshold=PRECISION,
        max_items=LONGEST,
        exposure_control=Randomesque(randomesque, seed=seed) if randomesque else None,
        seed=seed,
    )
