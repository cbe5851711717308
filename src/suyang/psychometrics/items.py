"""The items' parameters, as arrays of equal length: one row an item."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.scale import EXPERT_DISCRIMINATION, expert_difficulty

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

OWN_SD: Final = math.sqrt(0.12)
LOG_DISCRIMINATION_SD: Final = 0.3


@dataclass(frozen=True)
class Items:
    """n items; every field is an array of shape (n,), `steps` (n, m).

    Indices count from 0: `competence` in the framework, `area` of that competence, `level` (level
    1 is index 0) and `format`. `a` > 0, `b` and 0 <= `c` < 1 are the expected parameters; `own_sd`
    is the standard deviation of what is the item's own in b's error, `log_a_sd` that of log a;
    `shared` is 1 where the errors shared by level, area and format apply (expert parameters) and
    0 where they do not (calibrated ones). `categories` is 2 for right/wrong; a graded item
    (partial credit, c = 0) scores 0..categories-1 and its step v lies at b + steps[v-1].
    """

    competence: Integers
    area: Integers
    level: Integers
    format: Integers
    a: Array
    b: Array
    c: Array
    own_sd: Array
    log_a_sd: Array
    shared: Array
    categories: Integers
    steps: Array

    @classmethod
    def of(
        cls,
        *,
        competence: npt.ArrayLike,
        area: npt.ArrayLike,
        level: npt.ArrayLike,
        format: npt.ArrayLike,
        a: npt.ArrayLike,
        b: npt.ArrayLike,
        c: npt.ArrayLike = 0.0,
        own_sd: npt.ArrayLike = OWN_SD,
        log_a_sd: npt.ArrayLike = LOG_DISCRIMINATION_SD,
        shared: npt.ArrayLike = 1.0,
        categories: npt.ArrayLike = 2,
        steps: npt.ArrayLike = 0.0,
    ) -> Self:
        """Items from sequences or scalars, broadcast to the length of `competence`.

        Raises ValueError when a parameter is impossible or an array has another length.
        """
        size = np.atleast_1d(np.asarray(competence)).size

        def numbers(values: npt.ArrayLike) -> Array:
            return np.broadcast_to(np.asarray(values, dtype=np.float64), (size,)).copy()

        def indices(values: npt.ArrayLike) -> Integers:
            return np.broadcast_to(np.asarray(values, dtype=np.int64), (size,)).copy()

        given = np.asarray(steps, dtype=np.float64)
        width = given.shape[1] if given.ndim == 2 else 1
        items = cls(
            competence=indices(competence),
            area=indices(area),
            level=indices(level),
            format=indices(format),
            a=numbers(a),
            b=numbers(b),
            c=numbers(c),
            own_sd=numbers(own_sd),
            log_a_sd=numbers(log_a_sd),
            shared=numbers(shared),
            categories=indices(categories),
            steps=np.broadcast_to(given, (size, width)).copy(),
        )
        _check(items)
        return items

    def __len__(self) -> int:
        return int(self.a.size)

    def take(self, rows: npt.ArrayLike) -> Self:
        """The items at these rows (indices or a boolean mask), in that order."""
        wanted = np.asarray(rows)
        if wanted.size == 0:
            wanted = wanted.astype(np.int64)
        fields = {f.name: getattr(self, f.name)[wanted] for f in dataclasses.fields(self)}
        return type(self)(**fields)

    def with_guessing(self, c: npt.ArrayLike) -> Self:
        """The same items with the guessing assumed for one person, see `guessing_for`."""
        lowered = np.broadcast_to(np.asarray(c, dtype=np.float64), self.c.shape).copy()
        # Only c is new, so only c is checked: this stands on the path of every answer.
        _require((lowered >= 0) & (lowered < 1), "c must be in [0, 1)")
        _require((self.categories == 2) | (lowered == 0), "a graded item has no guessing")
        return dataclasses.replace(self, c=lowered)


def expert_items(
    competence: Sequence[int],
    area: Sequence[int],
    level: Sequence[int],
    format: Sequence[int],
    options: Sequence[int],
) -> Items:
    """Items with expert parameters, before anything is calibrated.

    competence, area, format: indices from 0; level: the intended level 1-8; options: number of
    options of a single choice, 0 for entries and tasks. All of shape (n,). a = 1.2 (sd of log a
    .3), c = 1/options or 0, b by `expert_difficulty`, own error sqrt(.12), shared error applies.
    """
    guessing = [1 / n if n else 0.0 for n in options]
    return Items.of(
        competence=competence,
        area=area,
        level=np.asarray(level, dtype=np.int64) - 1,
        format=format,
        a=EXPERT_DISCRIMINATION,
        b=[expert_difficulty(at, c) for at, c in zip(level, guessing, strict=True)],
        c=guessing,
    )


def _check(items: Items) -> None:
    for name in ("competence", "area", "level", "format"):
        _require(getattr(items, name) >= 0, f"{name} must be an index from 0")
    _require(np.isfinite(items.a) & (items.a > 0), "a must be positive")
    _require(np.isfinite(items.b), "b must be finite")
    _require((items.c >= 0) & (items.c < 1), "c must be in [0, 1)")
    _require(np.isfinite(items.own_sd) & (items.own_sd >= 0), "own_sd must be 0 or more")
    _require(np.isfinite(items.log_a_sd) & (items.log_a_sd >= 0), "log_a_sd must be 0 or more")
    _require((items.shared >= 0) & (items.shared <= 1), "shared must be in [0, 1]")
    _require(items.categories >= 2, "categories must be 2 or more")
    _require(items.categories - 1 <= items.steps.shape[1], "a graded item needs all its steps")
    _require((items.categories == 2) | (items.c == 0), "a graded item has no guessing")
    _require(np.isfinite(items.steps), "steps must be finite")
    _require((items.categories > 2) | (items.steps[:, 0] == 0), "a right/wrong item has step 0")


def _require(holds: npt.ArrayLike, message: str) -> None:
    if not np.asarray(holds).all():
        raise ValueError(message)
