"""All that the result page shows, for every kind of check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suyang.assessment import nextsteps
from suyang.assessment.history.change import change
from suyang.assessment.models import Check, Response
from suyang.assessment.results import follow, parts, pictures
from suyang.assessment.results.parts import Area, Competence
from suyang.assessment.results.wording import Names
from suyang.foundation import charts

Assistance = Response.Assistance


@dataclass(frozen=True)
class Drawn:
    """An area with the picture of its competences."""

    area: Area
    chart: charts.Chart


def page(check: Check) -> dict[str, Any]:
    """The context of the page; which parts it has, the check's blueprint says."""
    body, kept = check.blueprint.body, check.result.report
    names = Names(body["framework"])
    return profile(check, names) | {
        "body": body,
        "sentence": kept["sentence"] if "sentence" in body["report"] else None,
        "steps": nextsteps.steps(body["framework"], kept["steps"]),
        "helped": _helped(kept["assistance"]),
        "change": change(check),
        "offers": follow.offers(check, names),
        "later": follow.later(check, names),
    }


def profile(check: Check, names: Names, *, competences: bool = True) -> dict[str, Any]:
    """What a result says of the person, without anything to do: also for whoever it is shared with.

    profile: whether it has areas and their competences. competences: False leaves these out.
    """
    reported = check.blueprint.body["report"]
    by_area = "areas" in reported
    both = by_area and "competences" in reported and competences
    overall = parts.overall(check.result.report, names) if "overall" in reported else None
    areas = parts.areas(check, names) if by_area else []
    alone: list[Competence] = []
    if not by_area and "competences" in reported:
        alone = parts.competences(check, names)
    chart = None
    if areas:
        rows = [overall, *areas] if overall else areas
        chart = pictures.areas(check, rows, names)
    elif alone:
        chart = pictures.competences(check, alone, names)
    return {
        "check": check,
        "report": check.result.report,
        "profile": by_area and "competences" in reported,
        "overall": overall,
        "tally": parts.tally([one for area in areas for one in area.competences]) if both else "",
        "areas": areas,
        "drawn": [Drawn(area, pictures.of_area(area, names)) for area in areas] if both else [],
        "competences": alone,
        "levels": "levels" in reported,
        "chart": chart,
    }


def _helped(assistance: dict[str, int]) -> dict[str, int]:
    """How many answers were read to the person, and how many were not the person's own."""
    read = assistance.get(Assistance.READ, 0)
    return {"read": read, "not_own": sum(assistance.values()) - read}
