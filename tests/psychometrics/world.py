"""A small world in which the truth is known: 21 competences, expert items, people who answer."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.group_model import GroupAnswers
from suyang.psychometrics.items import Items, expert_items
from suyang.psychometrics.prior import ItemError, weak_correlation
from suyang.psychometrics.responses import probability

Array = npt.NDArray[np.float64]

AREAS = [0] * 3 + [1] * 6 + [2] * 4 + [3] * 4 + [4] * 4
K = len(AREAS)
SIGMA = weak_correlation(AREAS)
NO_ERROR = ItemError(level=0, area=0, format=0, own=0)
EQUAL = np.ones(K) / K


def bank(rng: np.random.Generator, n: int, levels: tuple[int, int] = (1, 6)) -> Items:
    """n expert items spread evenly over the competences."""
    competence = rng.permutation(np.resize(np.arange(K), n))
    return expert_items(
        competence,
        [AREAS[k] for k in competence],
        rng.integers(levels[0], levels[1] + 1, n),
        rng.integers(0, 5, n),
        rng.choice([0, 3, 4], n),
    )


def exact(
    b: npt.ArrayLike, c: npt.ArrayLike = 0.0, a: npt.ArrayLike = 1.2, **more: object
) -> Items:
    """Items of competence 0 (or as told) whose parameters are known without error."""
    size = np.atleast_1d(b).size
    fields = {"competence": [0] * size, "area": 0, "level": 0, "format": 0, "own_sd": 0}
    return Items.of(**{**fields, "log_a_sd": 0, "shared": 0, "a": a, "b": b, "c": c, **more})


def true_parameters(
    items: Items, rng: np.random.Generator, shared: Array | None = None
) -> tuple[Array, Array]:
    """True a and b of items drawn from what is assumed of expert parameters."""
    error = ItemError()
    if shared is None:
        shared = rng.standard_normal(error.size) * np.sqrt(error.variances)
    b = items.b + shared[items.level] + shared[error.levels + items.area]
    b = b + shared[error.levels + error.areas + items.format]
    b = b + items.own_sd * rng.standard_normal(len(items))
    return items.a * np.exp(items.log_a_sd * rng.standard_normal(len(items))), b


@dataclass(frozen=True)
class Course:
    """A group's answers, and where each of its people truly stood before and after (overall)."""

    bank: Items
    answers: GroupAnswers
    before: Array
    after: Array


def course(
    seed: int,
    *,
    people: int = 40,
    per_check: int = 12,
    mean: float = -1.0,
    spread: float = 0.8,
    change: float = 0.3,
    change_sd: float = 0.4,
    design: str = "random",
) -> Course:
    """design: "random" items for each check, "halves" swapped by person, or "fixed" halves."""
    rng = np.random.default_rng(seed)
    n = 2 * per_check
    items = bank(rng, n, (1, 4))
    a, b = true_parameters(items, rng)
    root = np.linalg.cholesky(SIGMA)
    before = mean + spread * rng.standard_normal((people, K)) @ root.T
    after = before + change + change_sd * rng.standard_normal((people, K)) @ root.T
    order = np.tile(np.arange(n), (people, 1))
    if design == "random":
        order = rng.permuted(order, axis=1)
    elif design == "halves":
        swapped = rng.random(people) < 0.5
        order[swapped] = np.roll(order[swapped], per_check, axis=1)
    late = np.arange(n) >= per_check
    theta = np.where(
        late,
        np.take_along_axis(after, items.competence[order], axis=1),
        np.take_along_axis(before, items.competence[order], axis=1),
    )
    right = rng.random(order.shape) < probability(theta, a[order], b[order], items.c[order])
    person = np.repeat(np.arange(people), n)
    answers = GroupAnswers.of(
        items, person, np.tile(late, people), order.ravel(), right.ravel().astype(int)
    )
    return Course(items, answers, before @ EQUAL, after @ EQUAL)
