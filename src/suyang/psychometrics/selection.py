"""Which items keep a check's minimums within reach.

Content minimums by competence and by area (Kingsbury & Zara 1989, *Applied Measurement in
Education* 2); what an item is worth beside them says `tracking`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from suyang.psychometrics.items import Items

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Owed:
    """Items still owed to the blueprint: counts by competence (K,) and by area (A,).

    An item pays what its competence and its area are owed at once.
    """

    competence: Integers
    area: Integers

    @classmethod
    def of(cls, competence: npt.ArrayLike, area: npt.ArrayLike) -> "Owed":
        """From sequences; negative counts (more than owed was given) become 0."""
        return cls(
            np.maximum(np.asarray(competence, dtype=np.int64), 0),
            np.maximum(np.asarray(area, dtype=np.int64), 0),
        )

    @property
    def any(self) -> bool:
        """True while something is owed."""
        return bool(self.competence.any() or self.area.any())


def paying(candidates: Items, owed: Owed, remaining: int) -> Flags:
    """Which items keep all minimums within reach, (n,); all of them while there is slack.

    Slots needed = owed by competence, plus what areas are owed beyond their competences.
    """
    # At most so many; most often that settles it.
    if int(owed.competence.sum() + owed.area.sum()) < remaining:
        return np.ones(len(candidates), dtype=np.bool_)
    by_competence = owed.competence[candidates.competence] > 0
    area_of = np.full(owed.competence.size, -1)
    area_of[candidates.competence] = candidates.area
    known = area_of >= 0
    covered = np.bincount(
        area_of[known], weights=owed.competence[known], minlength=owed.area.size
    ).astype(np.int64)
    beyond = np.maximum(owed.area - covered, 0)
    if int(owed.competence.sum() + beyond.sum()) < remaining:
        return np.ones(len(candidates), dtype=np.bool_)
    return np.asarray(by_competence | (beyond[candidates.area] > 0), dtype=np.bool_)
