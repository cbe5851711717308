"""All figures of a simulation, and the targets that some of them are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from suyang.assessment.simulation import comparisons, measures
from suyang.assessment.simulation.measures import Figure, Stack
from suyang.assessment.simulation.plan import Part
from suyang.assessment.simulation.sitting import Sitting, World

COVERS: Final = {"80": (0.77, 0.83), "95": (0.93, 0.97)}
COVERS_ELSEWHERE: Final = 0.90
ELSEWHERE: Final = (0.3, 0.85)
FLATTERED: Final = 0.10
COMES_BACK: Final = 0.5
HONEST_COST: Final = 0.5
# … where full guessing would bias at least so much; a check with hardly a question that can be
# guessed has nothing to halve.
WORTH_HALVING: Final = 0.02
# A target is missed when the figure lies outside by more than so many Monte Carlo errors.
SLACK: Final = 2.0

Verdict = Literal["met", "uncertain", "missed"]


@dataclass(frozen=True)
class Target:
    """A figure that has to lie from `low` to `high`; one of them may be None."""

    name: str
    figure: Figure
    low: float | None
    high: float | None

    @property
    def verdict(self) -> Verdict:
        """met; uncertain: outside by less than the Monte Carlo error explains; missed."""
        if self.figure["value"] is None:
            return "uncertain"
        beyond = max(
            (self.low - self.figure["value"]) if self.low is not None else -1.0,
            (self.figure["value"] - self.high) if self.high is not None else -1.0,
        )
        if beyond <= 0:
            return "met"
        return "uncertain" if beyond <= SLACK * self.figure["error"] else "missed"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            **self.figure,
            "low": self.low,
            "high": self.high,
            "verdict": self.verdict,
        }


def groups(world: World) -> dict[str, slice]:
    """Which columns of `sitting.Told` are what: only the competence where a check covers one."""
    areas = len(world.arrays.area_codes)
    competences = {"competences": slice(1 + areas, None)}
    if world.rules["competences"] == "one":
        return competences
    return {"overall": slice(0, 1), "areas": slice(1, 1 + areas), **competences}


def summarise(
    world: World, parts: Sequence[Part], found: Mapping[str, Sequence[Sitting]]
) -> dict[str, Any]:
    """Figures by part, seeds pooled; of the first part by seed too; and all targets.

    Each figure is {value, error, n}: its Monte Carlo error, and of how many statements.
    """
    figures = {part.name: _part(world, part, found) for part in parts}
    return {
        "items_in_bank": len(world.arrays.rows),
        "parts": figures,
        "by_seed": _by_seed(world, parts[0], found[parts[0].name]),
        "exposure": comparisons.exposure(found["prior"], world.arrays, world.rules),
        "targets": [one.as_json() for one in targets(world, parts, figures, found)],
    }


def targets(
    world: World,
    parts: Sequence[Part],
    figures: Mapping[str, Any],
    found: Mapping[str, Sequence[Sitting]],
) -> list[Target]:
    """What DESIGN and the issue promise of these figures, as far as these parts show it."""
    said = groups(world)
    wanted = _of_coverage(figures, said) + _of_correlations(parts, figures, said)
    for place, group in _where_beginners_are(world, said):
        if place in figures:
            name = f"{place}.{group}.too_high_at_levels_1_2"
            figure = figures[place]["groups"][group]["bands"]["above_at_1_2"]
            wanted.append(Target(name, figure, None, FLATTERED))
    for part in parts:
        name = part.name
        if part.spike:
            figure = figures[name]["spike"]["after"]
            wanted.append(Target(f"{name}.after_follow_up", figure, COMES_BACK, None))
        if part.honesty:
            of = figures[name]["honest"][next(iter(said))]
            if abs(of["bias_full"]["value"] or 0.0) >= WORTH_HALVING:
                share = Target(f"{name}.share_of_full_c", of["ratio"], -HONEST_COST, HONEST_COST)
                wanted.append(share)
    met = comparisons.exposure(found["prior"], world.arrays, world.rules)
    if met["bound"] is not None:
        checks = len(found["prior"])
        error = float(np.sqrt(met["most"] * (1 - met["most"]) / checks))
        figure = {"value": met["most"], "error": round(error, 4), "n": checks}
        wanted.append(Target("exposure.most_used", figure, None, met["bound"]))
    return wanted


def _where_beginners_are(world: World, said: Mapping[str, slice]) -> list[tuple[str, str]]:
    """For what the check shows, the part that has enough people at levels 1-2.

    Of people drawn from the prior an eighth are there in one competence, but few on average.
    """
    shown = [one for one in said if one in world.rules["report"]]
    return [("even" if one == "overall" else "prior", one) for one in shown]


def _of_coverage(figures: Mapping[str, Any], said: Mapping[str, slice]) -> list[Target]:
    """People from the prior of single competences, and from the prior of reported means."""
    wanted = [("prior", group, "coverage_by_prior") for group in said]
    if "means" in figures:
        wanted += [("means", group, "coverage") for group in said if group != "competences"]
    return [
        Target(f"{part}.{group}.{kind}_{width}", figures[part]["groups"][group][kind][width], *ends)
        for part, group, kind in wanted
        for width, ends in COVERS.items()
    ]


def _of_correlations(
    parts: Sequence[Part], figures: Mapping[str, Any], said: Mapping[str, slice]
) -> list[Target]:
    return [
        Target(
            f"{part.name}.{group}.coverage_95",
            figures[part.name]["groups"][group]["coverage"]["95"],
            COVERS_ELSEWHERE,
            None,
        )
        for part in parts
        if part.correlation is not None and ELSEWHERE[0] <= part.correlation <= ELSEWHERE[1]
        for group in said
    ]


def _part(world: World, part: Part, found: Mapping[str, Sequence[Sitting]]) -> dict[str, Any]:
    sittings = found[part.name]
    figures = {
        "people": len(sittings),
        "sittings": measures.sittings(sittings, _minutes_an_item(world)),
        "groups": {
            name: _group(Stack.of(sittings, columns), curve=part.group in ("prior", "even"))
            for name, columns in groups(world).items()
        },
    }
    if part.spike:
        figures["spike"] = comparisons.spike(sittings, part.spike)
    if part.honesty:
        figures["honest"] = {
            name: comparisons.honest(sittings, _same_people(sittings, found["prior"]), columns)
            for name, columns in groups(world).items()
        }
    return figures


def _group(stack: Stack, curve: bool) -> dict[str, Any]:
    figures: dict[str, Any] = {
        **measures.accuracy(stack),
        "coverage": measures.coverage(stack),
        "coverage_by_prior": measures.coverage(stack, by_prior=True),
        "bands": measures.told_bands(stack),
    }
    if curve:
        figures["curve"] = measures.curve(stack)
        figures["confusion"] = measures.confusion(stack)
    return figures


def _same_people(some: Sequence[Sitting], all_: Sequence[Sitting]) -> list[Sitting]:
    """Of each seed the first so many: the same numbers, and so the same people."""
    found: list[Sitting] = []
    for seed in dict.fromkeys(one.seed for one in some):
        count = sum(one.seed == seed for one in some)
        found += [one for one in all_ if one.seed == seed][:count]
    return found


def _by_seed(world: World, part: Part, sittings: Sequence[Sitting]) -> list[dict[str, Any]]:
    found = []
    for seed in dict.fromkeys(one.seed for one in sittings):
        chosen = [one for one in sittings if one.seed == seed]
        of_seed: dict[str, Any] = {"seed": seed, "part": part.name, "groups": {}}
        for name, columns in groups(world).items():
            stack = Stack.of(chosen, columns)
            of_seed["groups"][name] = {
                **measures.accuracy(stack),
                "coverage_by_prior": measures.coverage(stack, by_prior=True),
            }
        found.append(of_seed)
    return found


def _minutes_an_item(world: World) -> float:
    """The blueprint's minutes over its usual length, half-way between shortest and longest."""
    length = world.rules["length"]
    return float(world.rules["minutes"] / ((length["min"] + length["max"]) / 2))
