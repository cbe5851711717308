"""What a finished check says, as JSON: bands and ranges with their probability, never a mark.

Pure: from a log and its posterior. Texts are kept in all their languages; words for bands, areas
and competences are put in when the page is drawn.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import numpy as np

from suyang.assessment.engine import (
    MOST_BELOW,
    THRESHOLD,
    TOP,
    Entry,
    Log,
    answered_items,
    estimate_of_means,
    groups_weights,
    sigma,
    surprising,
)
from suyang.items.queries import ERROR, Row
from suyang.psychometrics.posterior import Gaussian
from suyang.psychometrics.profile import combine, own_share
from suyang.psychometrics.scale import (
    BANDS,
    LEVELS_PER_BAND,
    band_cuts,
    band_probabilities,
    level_probabilities,
    report_adjacent_levels,
    report_level,
)
from suyang.psychometrics.scale import report as band_report

# Answers of the person's own below which nothing is said, whatever the prior believes.
ENOUGH_OVERALL: Final = 5
ENOUGH_OF_PART: Final = 2
STEPS: Final = 3
# One level alone is named with this probability, where all answers are to calibrated items.
ONE_LEVEL: Final = 0.7
# Levels above this one are not told apart by a check: they need work samples.
TOP_LEVEL: Final = LEVELS_PER_BAND * (BANDS.index(TOP) + 1)
_INTERVAL: Final = 1.2816  # standard normal, 80 % between minus and plus


def make(log: Log, person: Gaussian) -> dict[str, Any]:
    """The report of a check whose log is complete; `person` is its posterior.

    `overall`, and each of `areas` and `competences` by code: mean, sd and the 80 % interval low to
    high in units of the scale; probabilities of the four bands; the bands lowest to highest that
    may be said, with their probability; `own`, the person's own answers behind it; `enough`, false
    where nothing may be said. Competences, where they are shown, have `borrowed`, the share of what
    is known that comes from answers to other competences; `levels`, one or two adjacent ones with
    their probability, or null; `surprising`, whether their answers do not fit the others.
    `surprising` lists those, the most surprising first. `sentence`: texts of what the person can do
    and what to try next. `steps`: competence and band of three next steps. `assistance`: helped
    answers, by kind.
    """
    by_area = _by_area(log)
    common = estimate_of_means(log)
    competences = _say_all(
        person, log, {code: [code] for code in log.competences}, ENOUGH_OF_PART, "competence"
    )
    # The longest part of an end, so only where competences are shown.
    odd = surprising(log) if "competences" in log.rules["report"] else []
    if "competences" in log.rules["report"]:
        borrowed = _borrowed(log, person)
        for code, said in competences.items():
            said["borrowed"] = borrowed[code]
            said["levels"] = _levels(log, code, said)
            said["surprising"] = code in odd
    areas = _say_all(common, log, by_area, ENOUGH_OF_PART, "area")
    return {
        "scale": "provisional",
        "top": TOP,
        "threshold": THRESHOLD,
        "shown": log.rules["report"],
        "answered": len(log.entries),
        "counted": len(log.counted),
        "dont_know": sum(entry.dont_know for entry in log.entries),
        "assistance": dict(Counter(e.assistance for e in log.entries if e.assistance)),
        "overall": _say_all(common, log, {"": list(log.competences)}, ENOUGH_OVERALL, "overall")[
            ""
        ],
        "areas": areas,
        "competences": competences,
        "surprising": odd,
        "sentence": _sentence(log),
        "steps": _steps(log, person, areas if len(areas) >= STEPS else competences),
    }


def position(theta: float) -> float:
    """Where theta stands on a scale 0 … number of reported bands, of which each is 1 wide."""
    cuts = band_cuts(TOP)
    return float(np.clip((theta - cuts[0]) / band_width() + 1, 0, cuts.size + 1))


def band_width() -> float:
    """How wide a band is in units of the scale; all inner ones are alike."""
    cuts = band_cuts(TOP)
    return float(cuts[1] - cuts[0])


def bands() -> tuple[str, ...]:
    """The bands that are told apart; the last means "or above"."""
    return BANDS[: band_cuts(TOP).size + 1]


def _by_area(log: Log) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in log.competences:
        found.setdefault(code.split(".")[0], []).append(code)
    return found


def _own(log: Log) -> Counter[str]:
    """How many answers that count were given to each competence."""
    return Counter(log.arrays.rows[entry.row].competence for entry in log.counted)


def _say_all(
    person: Gaussian, log: Log, parts: dict[str, list[str]], needed: int, kind: str
) -> dict[str, dict[str, Any]]:
    """What may be said of the mean over the competences of each part, by the part's name."""
    combinations = groups_weights(log, tuple(tuple(codes) for codes in parts.values()))
    found = combine(person, combinations)
    own = _own(log)
    return {
        name: _say(mean, sd, sum(own[code] for code in codes), needed, kind)
        for (name, codes), mean, sd in zip(
            parts.items(), found.mean.tolist(), found.sd.tolist(), strict=True
        )
    }


def _say(mean: float, sd: float, own: int, needed: int, kind: str) -> dict[str, Any]:
    chances = band_probabilities(mean, sd)
    said = band_report(chances, THRESHOLD, TOP, most_below=MOST_BELOW[kind])
    return {
        "mean": round(mean, 4),
        "sd": round(sd, 4),
        "low": round(mean - _INTERVAL * sd, 4),
        "high": round(mean + _INTERVAL * sd, 4),
        "probabilities": [round(chance, 4) for chance in chances.tolist()],
        "lowest": said.lowest,
        "highest": said.highest,
        "probability": round(said.probability, 4),
        "own": own,
        "enough": said.enough and own >= needed,
    }


def _borrowed(log: Log, person: Gaussian) -> dict[str, float]:
    """By competence: how much of the gain in precision comes from answers to the others, 0 to 1."""
    items, scores = answered_items(log)
    zeros = np.zeros(len(log.arrays.competences))
    shares = own_share(zeros, sigma(log), items, scores, whole=person, error=ERROR)
    own = dict(zip(log.arrays.competences, shares, strict=True))
    return {code: round(1 - float(own[code]), 3) for code in log.competences}


def _levels(log: Log, code: str, said: dict[str, Any]) -> dict[str, Any] | None:
    """The level, or the two adjacent ones, that may be named, with their probability."""
    if said["own"] < ENOUGH_OF_PART:
        return None
    chances = level_probabilities(said["mean"], said["sd"])
    answered = [e.row for e in log.counted if log.arrays.rows[e.row].competence == code]
    calibrated = not log.arrays.items.shared[answered].any()
    one = report_level(chances, ONE_LEVEL) if calibrated else None
    two = report_adjacent_levels(chances, THRESHOLD, most_below=MOST_BELOW["competence"])
    lowest, highest = (one, one) if one else two or (0, 0)
    if not 1 <= lowest <= highest <= TOP_LEVEL:
        return None
    probability = float(chances[lowest - 1 : highest].sum())
    return {"lowest": lowest, "highest": highest, "probability": round(probability, 4)}


def _sentence(log: Log) -> dict[str, Any]:
    """What the person can do, by the hardest item solved, and what to try next."""
    # A sealed item says nothing of what it is about.
    said = [entry for entry in log.entries if log.arrays.rows[entry.row].shows]
    solved = [entry for entry in log.counted if log.solved(entry)]
    unsolved = [entry for entry in said if entry not in solved]
    solved = [entry for entry in solved if log.arrays.rows[entry.row].shows]
    can = max(solved, key=lambda entry: _difficulty(log, entry.row), default=None)
    return {
        "can": dict(log.arrays.rows[can.row].shows) if can else None,
        "next": _shows(_next(log, can, unsolved)),
    }


def _next(log: Log, can: Entry | None, unsolved: list[Entry]) -> Row | None:
    """The easiest that was not solved; with all solved, the easiest one level up."""
    if unsolved:
        easiest = min(unsolved, key=lambda entry: _difficulty(log, entry.row))
        return log.arrays.rows[easiest.row]
    met = log.seen | {row.slug for row in log.rows}
    reached = log.arrays.rows[can.row].level if can else 0
    further = [
        (row.level, _difficulty(log, number), row.slug, number)
        for number, row in enumerate(log.arrays.rows)
        if row.level > reached
        and row.shows
        and row.slug not in met
        and row.competence in log.competences
        and (row.elder or not log.rules["elder_only"])
    ]
    return log.arrays.rows[min(further)[3]] if further else None


def _steps(log: Log, person: Gaussian, parts: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    """Where a next step pays most: the weakest competence of each of the weakest parts.

    The band is the lowest that the part's report leaves open, so that nobody is sent too high.
    """
    own = _own(log)
    means = dict(zip(log.arrays.competences, person.theta_mean, strict=True))
    weakest = sorted(parts, key=lambda code: (parts[code]["own"] == 0, parts[code]["mean"], code))
    steps = []
    for part in weakest[:STEPS]:
        inside = [c for c in log.competences if part in (c, c.split(".")[0])]
        asked = [c for c in inside if own[c]] or inside
        said = parts[part]
        steps.append(
            {
                "competence": min(asked, key=lambda code: (means[code], code)),
                "band": said["lowest"] if said["enough"] else BANDS[0],
            }
        )
    return steps


def _difficulty(log: Log, row: int) -> float:
    return float(log.arrays.items.b[row])


def _shows(row: Row | None) -> dict[str, str] | None:
    return dict(row.shows) if row else None
