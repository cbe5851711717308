"""The engine of a check: from its log to the posterior, the next item, or the end.

Pure functions of a `Log`, so that a retry, a second tab or a rebuilt state comes to the same.
Only what would be worked out anew is kept between calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from suyang.assessment import eligibility
from suyang.assessment.log import Entry as Entry
from suyang.assessment.log import Log as Log
from suyang.assessment.models import Check
from suyang.items.queries import ERROR, KEPT_BANKS, Arrays, area_of
from suyang.psychometrics import scale
from suyang.psychometrics.items import Items
from suyang.psychometrics.posterior import Gaussian, posterior
from suyang.psychometrics.prior import weak_correlation, widened
from suyang.psychometrics.profile import combine, surprise
from suyang.psychometrics.responses import guessing_for
from suyang.psychometrics.selection import Owed, paying
from suyang.psychometrics.tracking import Followed, Prepared, quick_reduction

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# By name, so that a check can pin the one it was begun with.
CORRELATIONS = {"weak-1": weak_correlation}
CURRENT_CORRELATION = "weak-1"
# What may be said (DESIGN 9): a band or two levels with this probability; the top band of a check;
# and bands below the one that is named hold no more than so much, so that nobody is told too much
# (docs/decisions/0007-overall-band-does-not-flatter.md).
THRESHOLD = 0.8
TOP = "advanced"
MOST_BELOW = {"overall": 0.1, "area": 0.05, "competence": 0.06}
# Answers on a competence that are less likely than this at either end, given all the others, call
# for a follow-up there. The ends differ because two or three questions, aimed so that they are
# solved more often than not, cannot take mid-p to .9: all solved, it is .8 to .87. At .8 good
# answers are noticed about as often as bad ones (docs/methods/simulation.md).
SURPRISING = (0.1, 0.8)
# The filter's standard deviations are at most some percent off (docs/methods/measurement.md).
FAR_OFF = 1.15


def next_step(log: Log) -> int | Check.End:
    """The row of the next item, or why the check ends here."""
    answered = len(log.entries)
    if answered >= log.rules["length"]["max"]:
        return Check.End.LENGTH
    owed = _owed(log)
    if answered >= log.rules["length"]["min"] and not owed.any and _precise(log):
        return Check.End.PRECISION
    allowed = eligibility.allowed(log)
    if not allowed.any():
        return Check.End.EXHAUSTED
    usable = eligibility.narrow(allowed, eligibility.drawn(log))
    if log.rules["order"] == "easy-first":
        usable = eligibility.easy_first(log, usable, owed)
    items = log.arrays.items
    needed = paying(items, owed, log.rules["length"]["max"] - answered)
    # Minimums come before the draw, and the draw before an end without items.
    usable = eligibility.first_of(usable & needed, allowed & needed, usable)
    now = aim(log)
    reduction = quick_reduction(
        now.person, _prepared(log.arrays), weights(log), now.guessing(log.arrays)
    )
    rows = np.flatnonzero(usable)
    return int(rows[reduction.take(rows).argmax()])


def estimate(log: Log) -> Gaussian:
    """The posterior of the person's competences given the answers that count."""
    return _estimate(log.arrays, log.correlation, (*log.before, *log.entries))


@lru_cache(maxsize=256)
def _estimate(arrays: Arrays, correlation: str, entries: tuple[Entry, ...]) -> Gaussian:
    """Kept, since what stops a check is also reported."""
    counted = [entry for entry in entries if entry.counts]
    items = arrays.items.take([entry.row for entry in counted])
    own = items.with_guessing(person_guessing(entries, items.c))
    scores = [int(entry.score) for entry in counted]
    zero = np.zeros(len(arrays.competences))
    found = posterior(zero, _sigma(correlation, arrays.areas), own, scores, error=ERROR)
    _kept(found.mean), _kept(found.cov)
    return found


def estimate_of_means(log: Log) -> Gaussian:
    """The same with the common level left open by the prior: for means over competences, which
    the weak correlation alone would draw up for beginners."""
    items, scores = answered_items(log)
    near = estimate(log)
    return posterior(_zeros(log), widened(sigma(log)), items, scores, error=ERROR, near=near)


def answered_items(log: Log) -> tuple[Items, list[int]]:
    """The items whose answers count, with this person's guessing, and their scores."""
    rows = [entry.row for entry in log.counted]
    return _own_guessing(log, log.arrays.items.take(rows)), [int(e.score) for e in log.counted]


def sigma(log: Log) -> Array:
    """The prior covariance that the check pins."""
    return _sigma(log.correlation, log.arrays.areas)


def weights(log: Log) -> Array:
    """How much the check cares about each competence of the bank, (K,), sum 1.

    A competence's own weight, or its share of its area's; 1 where the blueprint names neither.
    """
    return _weights(tuple(log.rules["weights"].items()), log.arrays.competences, log.competences)


@lru_cache(maxsize=64)
def _sigma(correlation: str, areas: tuple[int, ...]) -> Array:
    return _kept(CORRELATIONS[correlation](areas))


@lru_cache(maxsize=64)
def _weights(
    given: tuple[tuple[str, float], ...], known: tuple[str, ...], covers: tuple[str, ...]
) -> Array:
    wanted = dict(given)
    covered = Counter(code.split(".")[0] for code in covers)
    found = np.zeros(len(known))
    for number, code in enumerate(known):
        area = code.split(".")[0]
        if code in covers:
            found[number] = wanted.get(code) or wanted.get(area, covered[area]) / covered[area]
    return _kept(np.asarray(found / found.sum(), dtype=np.float64))


def _kept(array: Array) -> Array:
    """The array, shared between calls and so not to be written."""
    array.setflags(write=False)
    return array


def groups_weights(log: Log, groups: tuple[tuple[str, ...], ...]) -> Array:
    """The weights of the mean of each of these groups of covered competences, (m, K)."""
    given = tuple(log.rules["weights"].items())
    return _groups_weights(given, log.arrays.competences, log.competences, groups)


@lru_cache(maxsize=256)
def _groups_weights(
    given: tuple[tuple[str, float], ...],
    known: tuple[str, ...],
    covers: tuple[str, ...],
    groups: tuple[tuple[str, ...], ...],
) -> Array:
    rows = _weights(given, known, covers) * np.stack([np.isin(known, one) for one in groups])
    return _kept(np.asarray(rows / rows.sum(axis=1, keepdims=True), dtype=np.float64))


def group_weights(log: Log, members: Sequence[str]) -> Array:
    """The weights of the mean of some of the covered competences, (K,), sum 1."""
    chosen = weights(log) * np.isin(log.arrays.competences, list(members))
    return np.asarray(chosen / chosen.sum(), dtype=np.float64)


def person_guessing(entries: Sequence[Entry], c: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The guessing assumed of somebody with these answers: less, the more they admit."""
    own = [entry for entry in entries if entry.counts]
    dont_know = sum(entry.dont_know for entry in own)
    wrong = sum(not entry.dont_know and entry.score == 0 for entry in own)
    return guessing_for(dont_know, len(own), c, wrong=wrong)


def _own_guessing(log: Log, items: Items) -> Items:
    return items.with_guessing(person_guessing((*log.before, *log.entries), items.c))


class Aim(NamedTuple):
    """Somebody as the answers that count so far have them, and what these say of guessing."""

    person: Followed
    dont_know: int = 0
    wrong: int = 0

    def guessing(self, arrays: Arrays) -> Array:
        """What `person_guessing` says, for all items of the bank."""
        return _guessing(arrays, self.dont_know, self.wrong)

    def after(self, arrays: Arrays, entry: Entry) -> Aim:
        if not entry.counts:
            return self
        guessing = float(self.guessing(arrays)[entry.row])
        return Aim(
            self.person.after(_prepared(arrays), entry.row, int(entry.score), guessing),
            self.dont_know + entry.dont_know,
            self.wrong + (not entry.dont_know and entry.score == 0),
        )


def aim(log: Log) -> Aim:
    """Where the person stands, from where they start, not from the middle: there items are aimed.

    The estimate that is reported never knows the start.
    """
    theta = float(log.rules["start"]["theta"]) if log.start is None else log.start
    return _followed(log.arrays, log.correlation, theta, (*log.before, *log.entries))


@lru_cache(maxsize=2048)
def _followed(arrays: Arrays, correlation: str, theta: float, entries: tuple[Entry, ...]) -> Aim:
    """By the answers in their order. Kept, since the next answer goes on from here; what is not
    kept is worked out anew and comes to the same."""
    if not entries:
        start = np.full(len(arrays.competences), theta)
        return Aim(_prepared(arrays).nobody(start, _sigma(correlation, arrays.areas)))
    return _followed(arrays, correlation, theta, entries[:-1]).after(arrays, entries[-1])


@lru_cache(maxsize=KEPT_BANKS)
def _prepared(arrays: Arrays) -> Prepared:
    return Prepared.of(arrays.items, len(arrays.competences), ERROR)


@lru_cache(maxsize=512)
def _guessing(arrays: Arrays, dont_know: int, wrong: int) -> Array:
    # How many were answered says nothing beyond how many were not solved.
    return _kept(guessing_for(dont_know, dont_know + wrong, arrays.items.c, wrong=wrong))


def _precise(log: Log) -> bool:
    """Whether what the blueprint wants to know is known as well as it asks."""
    if log.rules["stop"].get("settled"):
        return _settled(log)
    wanted = log.rules["stop"]["sd"]
    if wanted is None:
        return False
    of = log.rules["stop"]["of"]
    if of == "overall":
        rows = [weights(log)]
    elif of == "each-area":
        areas = sorted({code.split(".")[0] for code in log.competences})
        rows = [
            group_weights(log, [c for c in log.competences if c.split(".")[0] == area])
            for area in areas
        ]
    else:
        rows = [group_weights(log, [code]) for code in log.competences]
    wished = np.stack(rows)
    # The filter that chooses knows nearly as well; where it is far off, nobody need look closer.
    followed = aim(log).person.theta_cov
    if (np.einsum("mk,kj,mj->m", wished, followed, wished) > (FAR_OFF * wanted) ** 2).any():
        return False
    return bool((combine(estimate(log), wished).sd <= wanted).all())


def _settled(log: Log) -> bool:
    """Whether each covered competence can be told as one band or as two adjacent levels."""
    person = estimate(log)
    for code in log.competences:
        found = combine(person, group_weights(log, [code]))
        mean, sd = float(found.mean[0]), float(found.sd[0])
        band = scale.report(
            scale.band_probabilities(mean, sd), THRESHOLD, TOP, most_below=MOST_BELOW["competence"]
        )
        levels = scale.report_adjacent_levels(
            scale.level_probabilities(mean, sd), THRESHOLD, most_below=MOST_BELOW["competence"]
        )
        if not band.single and levels is None:
            return False
    return True


def _owed(log: Log) -> Owed:
    """The minimums that are not met yet, for the competences and areas that are covered."""
    least = log.rules["minimums"]
    competences, areas = _covered(log.arrays, log.competences)
    had = eligibility.given(log)
    return Owed.of(
        (least.get("per_competence", 0) - had.competences) * competences,
        (least.get("per_area", 0) - had.areas) * areas,
    )


@lru_cache(maxsize=64)
def _covered(arrays: Arrays, competences: tuple[str, ...]) -> tuple[Flags, Flags]:
    """Which of the bank's competences a check covers, (K,), and which areas, (A,)."""
    return (
        np.isin(arrays.competences, competences),
        np.isin(arrays.area_codes, [area_of(code) for code in competences]),
    )


def _zeros(log: Log) -> Array:
    return np.zeros(len(log.arrays.competences))


def surprising(log: Log) -> list[str]:
    """The covered competences whose answers do not fit the others, the most surprising first.

    Each of them is worth a follow-up: `psychometrics.profile.surprise` lies outside of SURPRISING.
    """
    items, scores = answered_items(log)
    covered = [log.arrays.competences.index(code) for code in log.competences]
    found = surprise(_zeros(log), sigma(log), items, scores, competences=covered, error=ERROR)
    low, high = SURPRISING
    by_code = dict(zip(log.arrays.competences, found, strict=True))
    doubtful = [code for code in log.competences if not low <= by_code[code] <= high]
    # Each end by its own measure: else good answers would always come after bad ones.
    return sorted(
        doubtful,
        key=lambda code: (min(by_code[code] / low, (1 - by_code[code]) / (1 - high)), code),
    )
