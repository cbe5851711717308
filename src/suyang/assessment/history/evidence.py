"""Many checks of one person as one posterior over time (`psychometrics.timeline`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.assessment import engine, queries
from suyang.assessment.models import Check
from suyang.foundation import clock
from suyang.items.queries import ERROR, area_of
from suyang.psychometrics.prior import widened
from suyang.psychometrics.timeline import TAU, Occasion, Timeline, timeline

Array = npt.NDArray[np.float64]

METHOD: Final = f"ou/{TAU:g} years, {engine.CURRENT_CORRELATION}, means +.6, 1"
_DAYS: Final = 365.25


@dataclass(frozen=True)
class Evidence:
    """What checks say together. `own`: by check, how many own answers each competence has."""

    codes: tuple[str, ...]
    posterior: Timeline
    days: dict[uuid.UUID, dt.date]
    own: dict[uuid.UUID, Counter[str]]

    def weights(self, codes: Iterable[str]) -> Array:
        """The mean of these competences, each alike."""
        chosen = np.isin(self.codes, list(codes)).astype(np.float64)
        return np.asarray(chosen / chosen.sum(), dtype=np.float64)

    def time(self, check: Check) -> float:
        return years(self.days[check.id])


def years(day: dt.date) -> float:
    """Whole days as years, from any origin: answers of one day are one occasion."""
    return day.toordinal() / _DAYS


def evidence(checks: Iterable[Check]) -> Evidence | None:
    """The finished checks that hold an own answer, together; None when there is none.

    The common level is left open by the prior, as for every mean over competences that is reported.
    """
    finished = {check.id: check for check in checks if check.finished_at is not None}
    log = queries.log_of(finished.values())
    by_check = defaultdict(list)
    met: set[str] = set()
    in_order = sorted(log.answers, key=lambda answer: str(finished[answer.check_id].finished_at))
    for answer in in_order:
        slug = log.arrays.rows[answer.row].slug
        # Where two people turned out to be one, a question may have been answered twice: the first
        # answer counts.
        if answer.counts and slug not in met:
            by_check[answer.check_id].append(answer)
            met.add(slug)
    if not by_check:
        return None
    covered = {code for check_id in by_check for code in finished[check_id].competences}
    codes = tuple(sorted(covered | set(log.arrays.competences), key=_natural))
    areas = sorted({area_of(code) for code in codes}, key=_natural)
    place = {code: number for number, code in enumerate(codes)}
    renumbered = np.array([place[code] for code in log.arrays.competences], dtype=np.int64)
    area = np.array([areas.index(area_of(code)) for code in log.arrays.competences], dtype=np.int64)
    bank = dataclasses.replace(
        log.arrays.items,
        competence=renumbered[log.arrays.items.competence],
        area=area[log.arrays.items.competence],
    )
    days = {
        check_id: clock.local_day(finished[check_id].finished_at or clock.now())
        for check_id in by_check
    }
    occasions = [
        Occasion(
            years(days[check_id]),
            bank.take([one.row for one in given]).with_guessing([one.guessing for one in given]),
            [int(one.score) for one in given],
        )
        for check_id, given in by_check.items()
    ]
    prior = engine.CORRELATIONS[engine.CURRENT_CORRELATION]
    sigma = prior([areas.index(area_of(code)) for code in codes])
    return Evidence(
        codes=codes,
        posterior=timeline(np.zeros(len(codes)), widened(sigma), occasions, error=ERROR),
        days=days,
        own={
            check_id: Counter(log.arrays.rows[one.row].competence for one in given)
            for check_id, given in by_check.items()
        },
    )


def _natural(code: str) -> list[int]:
    return [int(part) for part in code.split(".")]
