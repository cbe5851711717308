"""Results before and after in words; a change is told only with how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from suyang.assessment.models import Check, Result
from suyang.assessment.results import Names, words
from suyang.learning import permissions
from suyang.learning.models import Enrolment, Group, GroupCheck
from suyang.organisations.permissions import Actor

Occasion = GroupCheck.Occasion
# Said as more or less only when chance alone would show it in fewer than one case in twenty.
SURE = 0.975


@dataclass(frozen=True)
class Told:
    """One check in words: overall, and by competence."""

    check: Check
    overall: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """From before to after. `direction` is "more", "less" or "open" while it cannot be told;
    `chance` in 100 is the probability that the person can do more after than before."""

    direction: str
    chance: int


@dataclass(frozen=True)
class Results:
    enrolment: Enrolment
    before: Told | None
    after: Told | None
    change: Change | None

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Competence, before, after."""
        first = dict(self.before.parts) if self.before else {}
        second = dict(self.after.parts) if self.after else {}
        return [(name, first.get(name, ""), second.get(name, "")) for name in {**first, **second}]


def results(enrolment: Enrolment) -> Results:
    """What the person's finished checks show. The caller asks whether the reader may see it."""
    found = {
        link.occasion: (link.check_taken, _report(link.check_taken))
        for link in enrolment.group_checks.select_related("check_taken__blueprint")
    }
    names = Names(enrolment.group.programme.body["framework"])
    before, after = found.get(Occasion.BEFORE), found.get(Occasion.AFTER)
    return Results(
        enrolment=enrolment,
        before=_told(before, names),
        after=_told(after, names),
        change=_change(before[1] if before else None, after[1] if after else None),
    )


def shared_results(actor: Actor, group: Group) -> list[Results]:
    """Results of those who let this trainer see them; for anybody else the list is empty."""
    joined = group.enrolments.select_related("person", "group__programme")
    return [results(one) for one in joined if permissions.may_see_result(actor, one)]


def _report(check: Check) -> dict[str, Any] | None:
    result = Result.objects.filter(check_taken=check).first()
    return result.report if result else None


def _told(found: tuple[Check, dict[str, Any] | None] | None, names: Names) -> Told | None:
    report = found[1] if found else None
    if found is None or report is None:
        return None
    return Told(
        check=found[0],
        overall=words(report["overall"], names),
        parts=[
            (names.of(code), words(said, names)) for code, said in report["competences"].items()
        ],
    )


def _change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change | None:
    """From the two posteriors, taken as independent.

    A person's before and after belong together, so their difference is surer than this: what is
    said errs on the side of saying less.
    """
    if not before or not after:
        return None
    first, second = before["overall"], after["overall"]
    if not first["enough"] or not second["enough"]:
        return None
    sd = math.hypot(first["sd"], second["sd"])
    chance = NormalDist().cdf((second["mean"] - first["mean"]) / sd)
    direction = "more" if chance >= SURE else "less" if chance <= 1 - SURE else "open"
    return Change(direction, min(max(round(100 * chance), 1), 99))
