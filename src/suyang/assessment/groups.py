"""A group's shares per band before and after, from its members' checks, as plain JSON.

The statistics are psychometrics.groups'. Large groups are estimated in portions: shares are
averaged by size and the portions' errors added as if wholly dependent, which is never too small,
because all portions share the error of the same items.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.assessment import queries
from suyang.assessment.engine import CORRELATIONS, CURRENT_CORRELATION
from suyang.assessment.models import Check
from suyang.items.queries import ERROR
from suyang.psychometrics.group_model import GroupAnswers
from suyang.psychometrics.groups import Estimate, GroupChange, group_change

METHOD = "plausible values, hierarchical normal, 1"
PORTION = 150
SEED = 20260101

Array = npt.NDArray[np.float64]
Pair = tuple[Check, Check]


def band_shares(pairs: Sequence[Pair], competences: Sequence[str]) -> dict[str, Any]:
    """Expected shares of these participants by band, before and after, and the paired change.

    `pairs` are one person's finished checks before and after; `competences` are weighted alike.
    Pairs in which one check has no answer of the person's own are left out. Returns {"n", "bands",
    "before", "after", "change", "at_least_intermediate": {"before", "after", "change"},
    "mean_change"}, each number as {"value", "low", "high"} with a 95 % interval that holds
    people's and items' uncertainty; {} when no pair is left.
    """
    portions = [pairs[start : start + PORTION] for start in range(0, len(pairs), PORTION)]
    changes = [found for portion in portions if (found := _change(portion, competences))]
    if not changes:
        return {}
    sizes = np.array([change.n for change in changes], dtype=np.float64)
    before = _merged([change.share_before for change in changes], sizes)
    after = _merged([change.share_after for change in changes], sizes)
    change = _merged([change.share_change for change in changes], sizes)
    return {
        "n": int(sizes.sum()),
        "bands": list(changes[0].bands),
        "before": before,
        "after": after,
        "change": change,
        # All bands but the lowest: one minus its share, so its interval turned over.
        "at_least_intermediate": {
            "before": _rest(before[0]),
            "after": _rest(after[0]),
            "change": _negative(change[0]),
        },
        "mean_change": _merged([change.mean_change for change in changes], sizes)[0],
    }


def _change(pairs: Sequence[Pair], competences: Sequence[str]) -> GroupChange | None:
    place = {
        check.id: (person, occasion == 1)
        for person, pair in enumerate(pairs)
        for occasion, check in enumerate(pair)
    }
    log = queries.log_of(check for pair in pairs for check in pair)
    own = [answer for answer in log.answers if answer.counts]
    seen = {place[answer.check_id] for answer in own}
    both = [p for p in range(len(pairs)) if (p, False) in seen and (p, True) in seen]
    number = {person: at for at, person in enumerate(both)}
    own = [answer for answer in own if place[answer.check_id][0] in number]
    if not own:
        return None
    answers = GroupAnswers.of(
        log.arrays.items,
        [number[place[answer.check_id][0]] for answer in own],
        [place[answer.check_id][1] for answer in own],
        [answer.row for answer in own],
        [int(answer.score) for answer in own],
        [answer.guessing for answer in own],
    )
    weights = np.array([float(code in competences) for code in log.arrays.competences])
    prior = CORRELATIONS[CURRENT_CORRELATION](log.arrays.areas)
    return group_change(answers, log.arrays.items, prior, weights, seed=SEED, error=ERROR)


def _merged(estimates: Sequence[Estimate], sizes: Array) -> list[dict[str, float]]:
    weights = sizes / sizes.sum()

    def joined(name: str) -> Array:
        stacked = np.stack([np.atleast_1d(getattr(estimate, name)) for estimate in estimates])
        return np.asarray(weights @ stacked)

    columns = zip(joined("mean"), joined("low"), joined("high"), strict=True)
    return [
        {"value": round(float(v), 4), "low": round(float(low), 4), "high": round(float(high), 4)}
        for v, low, high in columns
    ]


def _rest(share: dict[str, float]) -> dict[str, float]:
    return {
        "value": round(1 - share["value"], 4),
        "low": round(1 - share["high"], 4),
        "high": round(1 - share["low"], 4),
    }


def _negative(change: dict[str, float]) -> dict[str, float]:
    return {"value": -change["value"], "low": -change["high"], "high": -change["low"]}
