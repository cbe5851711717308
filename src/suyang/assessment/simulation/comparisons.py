"""Figures of single parts: spikes, honest people, and how often items are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from suyang.assessment.simulation.measures import Figure, average
from suyang.assessment.simulation.sitting import Sitting
from suyang.items.queries import Arrays

Array = npt.NDArray[np.float64]

# No item may be met in more checks than this, or so many times its even share of the pool …
MOST_MET: Final = 0.25
MOST_EVEN: Final = 1.5
# … where the pool has at least so many items.
SMALLEST_POOL: Final = 24


def spike(found: Sequence[Sitting], size: float) -> dict[str, Figure]:
    """The share of a true spike that comes back: estimate of the competence less the others' mean.

    before, after: without and with a follow-up, of those to whom one was offered; without: of all,
    when nobody takes one; with: of all, when all to whom it is offered do.
    """
    spikes = [one.spike for one in found if one.spike is not None]
    before = np.array([[one.before] for one in spikes]) / size
    after = np.array([[one.after] for one in spikes]) / size
    offered = np.array([[one.offered] for one in spikes], dtype=np.bool_)
    everyone = np.ones_like(offered)
    return {
        "offered": average(offered, everyone),
        "without": average(before, everyone),
        "with": average(np.where(offered, after, before), everyone),
        "before": average(before, offered),
        "after": average(after, offered),
    }


def honest(
    honest: Sequence[Sitting], guessing: Sequence[Sitting], statements: slice
) -> dict[str, Figure]:
    """Bias of people who say "I don't know", and what it would be with full guessing.

    bias: with the guessing lowered as the engine does; bias_full: had it not been lowered; ratio:
    of the two. lowered, full: the same against what is said of these people when they guess, who
    are not free of bias themselves; only statements that are made of both.
    """
    pairs = [
        (one.told.mean, one.with_full_c, one.told.truth, other.told.mean, other.told.truth)
        for one, other in zip(honest, guessing, strict=True)
        if one.told is not None and other.told is not None and one.with_full_c is not None
    ]
    if not pairs:
        nothing = {"value": None, "error": None, "n": 0}
        return dict.fromkeys(("bias", "bias_full", "ratio", "lowered", "full"), nothing)
    lowered, full, truth, guessed, true_of_guessed = (
        np.stack(column)[:, statements] for column in zip(*pairs, strict=True)
    )
    made = ~np.isnan(truth)
    # A follow-up of the same person may be about another competence when they guess.
    both = made & ~np.isnan(true_of_guessed)
    return {
        "bias": average(lowered - truth, made),
        "bias_full": average(full - truth, made),
        "ratio": _ratio(lowered - truth, full - truth, made),
        "lowered": average(lowered - guessed, both),
        "full": average(full - guessed, both),
    }


def _ratio(some: Array, whole: Array, made: npt.NDArray[np.bool_]) -> Figure:
    """The ratio of two averages; its error is that of some - ratio x whole, in units of whole."""
    share, of = average(some, made), average(whole, made)
    if not of["value"]:
        return {"value": None, "error": None, "n": of["n"]}
    value = share["value"] / of["value"]
    rest = average(some - value * whole, made)
    error = abs(rest["error"] / of["value"])
    return {"value": round(value, 4), "error": round(error, 4), "n": of["n"]}


def exposure(found: Sequence[Sitting], arrays: Arrays, rules: dict[str, Any]) -> dict[str, Any]:
    """How many checks met an item: the most used, its bound, the unused, and by competence.

    Of a check of one competence, each competence's items are a pool, met by the checks about it.
    """
    taken = [one for one in found if one.rows]
    used = np.zeros(len(arrays.rows))
    for one in taken:
        used[list(one.rows)] += 1
    open_ = _pool(arrays, rules)
    items = arrays.items
    length = float(used.sum() / max(len(taken), 1))
    by_competence = []
    for number, code in enumerate(arrays.competences):
        inside = open_ & (items.competence == number)
        checks = len(taken)
        if rules["competences"] == "one":
            checks = sum(bool((items.competence[list(one.rows)] == number).any()) for one in taken)
        by_competence.append(_of_pool(code, used[inside] / max(checks, 1)))
    if rules["competences"] == "one":
        pool = {"most": max(row["most"] for row in by_competence)}
        size = max(row["pool"] for row in by_competence)
    else:
        pool, size = _of_pool("all", used[open_] / max(len(taken), 1)), int(open_.sum())
    bound = max(MOST_MET, MOST_EVEN * length / size) if size >= SMALLEST_POOL else None
    return {
        "pool": int(open_.sum()),
        "length": round(length, 2),
        "most": pool["most"],
        "bound": None if bound is None else round(bound, 4),
        "unused": round(float((used[open_] == 0).mean()), 4),
        "most_used": [
            {"item": arrays.rows[row].slug, "share": round(float(used[row]) / len(taken), 4)}
            for row in np.argsort(-used, kind="stable")[:5]
        ],
        "by_competence": by_competence,
    }


def _of_pool(code: str, shares: Array) -> dict[str, Any]:
    return {
        "competence": code,
        "pool": shares.size,
        "most": round(float(shares.max(initial=0.0)), 4),
        "even": round(float(shares.mean()), 4) if shares.size else 0.0,
        "unused": int((shares == 0).sum()),
    }


def _pool(arrays: Arrays, rules: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """The items that the blueprint may use at all."""
    columns, levels = arrays.columns, arrays.items.level + 1
    return np.asarray(
        np.isin(columns.pool, rules["pools"])
        & (levels >= rules["levels"]["min"])
        & (levels <= rules["levels"]["max"])
        & ~columns.local
        & (columns.elder | (not rules["elder_only"]))
    )
