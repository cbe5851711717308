"""One person through a check, by the same functions that serve a real one, and what it said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.assessment import engine, report
from suyang.assessment.models import Check
from suyang.assessment.simulation import people, truth
from suyang.assessment.simulation.people import SimulatedPerson
from suyang.assessment.simulation.plan import FIRST, FOLLOW_UP, Part
from suyang.items.queries import ERROR, Arrays
from suyang.psychometrics.posterior import Gaussian, posterior
from suyang.psychometrics.prior import widened
from suyang.psychometrics.profile import combine

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class World:
    """The bank and the blueprints' bodies: of the check, of the one before it where it continues
    one, and of the follow-up."""

    arrays: Arrays
    rules: dict[str, Any]
    first: dict[str, Any]
    follow_up: dict[str, Any]

    @classmethod
    def of(cls, arrays: Arrays, blueprints: Mapping[str, dict[str, Any]], check: str) -> World:
        """From the bodies of blueprints by name. Raises KeyError when one is missing."""
        rules = blueprints[check]
        first = blueprints[FIRST] if rules.get("continues") else rules
        return cls(arrays, rules, first, blueprints[FOLLOW_UP])


@dataclass(frozen=True)
class Told:
    """What was said of P parts: overall, then areas, then competences; NaN where not covered.

    mean, sd: as reported; by_prior: mean and sd by the unwidened Sigma, (P, 2). lowest, highest:
    bands from 0; enough: false where nothing was said.
    """

    truth: Array
    mean: Array
    sd: Array
    by_prior: Array
    lowest: Integers
    highest: Integers
    enough: Flags


@dataclass(frozen=True)
class Spike:
    """How much of a spike came back: estimate of the competence minus mean of the others.

    offered: whether its answers were surprising. after: with the follow-up, NaN without.
    """

    before: float
    offered: bool
    after: float


@dataclass(frozen=True)
class Sitting:
    """A finished check. told: None where a follow-up was asked for and nothing was surprising.

    rows: items used; with_full_c: reported means had guessing not been lowered, (P,), of people
    who say "I don't know"; surprising: how many competences were.
    """

    seed: int
    rows: tuple[int, ...]
    ended_by: str
    seconds: float
    dont_know: int
    told: Told | None
    with_full_c: Array | None = None
    spike: Spike | None = None
    surprising: int = 0


def sit(world: World, part: Part, seed: int, number: int) -> Sitting:
    """The check of one person; the same arguments give the same, but for the CPU seconds."""
    rules = world.first
    log = begun(world.arrays, rules, people.subject(world.arrays, number))
    person = people.draw(world.arrays, rules, part, engine.weights(log), seed, number)
    log = replace(log, seed=person.seed, start=person.start)
    log, ended_by, seconds = take(log, person)
    surprising: list[str] = []
    if world.rules is world.follow_up:
        surprising = engine.surprising(log)
        if not surprising:
            return Sitting(seed, (), "", 0.0, 0, None)
        log, ended_by, seconds = take(following(world, log, surprising[0], person.seed), person)
    begin = time.process_time()
    estimate = engine.estimate(log)
    said = report.make(log, estimate)
    seconds += time.process_time() - begin
    return Sitting(
        seed=seed,
        rows=tuple(entry.row for entry in log.entries),
        ended_by=ended_by,
        seconds=seconds,
        dont_know=sum(entry.dont_know for entry in log.entries),
        told=told(log, estimate, said, person.theta),
        with_full_c=_with_full_c(log) if part.honesty else None,
        spike=_spike(world, log, estimate, person) if part.spike else None,
        surprising=len(surprising),
    )


def begun(arrays: Arrays, rules: dict[str, Any], competence: int) -> engine.Log:
    """The empty log of a check as `actions.start` pins it, before anybody sits down to it."""
    wanted = rules["competences"]
    if wanted == "one":
        wanted = [arrays.competences[competence]]
    return engine.Log(
        rules=_unadorned(rules),
        arrays=arrays,
        competences=tuple(c for c in arrays.competences if wanted == "all" or c in wanted),
        half="",
        correlation=engine.CURRENT_CORRELATION,
        seed=0,
        seen=frozenset(),
        entries=(),
    )


def following(world: World, log: engine.Log, competence: str, seed: int) -> engine.Log:
    """The empty log of a follow-up on one competence of a finished check."""
    return replace(
        log,
        rules=_unadorned(world.follow_up),
        competences=(competence,),
        seed=seed + 1,
        seen=log.seen | {row.slug for row in log.rows},
        entries=(),
        start=float(world.follow_up["start"]["theta"]),
        before=(*log.before, *log.entries),
    )


def _unadorned(rules: dict[str, Any]) -> dict[str, Any]:
    """The blueprint without what a page adds to bands (what is borrowed, what surprises): that
    takes longer than all the rest, and is not measured here."""
    return {**rules, "report": []}


def take(log: engine.Log, person: SimulatedPerson) -> tuple[engine.Log, str, float]:
    """Answer until the engine ends it: the log, why it ended, CPU seconds in the engine."""
    items, seconds = log.arrays.items, 0.0
    while True:
        begin = time.process_time()
        step = engine.next_step(log)
        seconds += time.process_time() - begin
        if isinstance(step, Check.End):
            return log, str(step.value), seconds
        theta = float(person.theta[items.competence[step]])
        score, dont_know = truth.answer(person.truth, items, step, theta, person.honesty)
        log = log.with_answer(engine.Entry(step, float(score), dont_know, ""))


def combinations(log: engine.Log) -> Array:
    """The weights of overall, each area and each competence, (P, K); NaN where not covered."""
    codes, areas = log.arrays.competences, log.arrays.area_codes
    rows = np.full((1 + len(areas) + len(codes), len(codes)), np.nan)
    rows[0] = engine.weights(log)
    for number, area in enumerate(areas):
        inside = [code for code in log.competences if code.split(".")[0] == area]
        if inside:
            rows[1 + number] = engine.group_weights(log, inside)
    for number, code in enumerate(codes):
        if code in log.competences:
            rows[1 + len(areas) + number] = np.eye(len(codes))[number]
    return rows


def told(log: engine.Log, estimate: Gaussian, said: dict[str, Any], theta: Array) -> Told:
    """The report as arrays, beside the truth."""
    rows = combinations(log)
    covered = ~np.isnan(rows[:, 0])
    bands = list(report.bands())
    parts = [
        said["overall"],
        *(said["areas"].get(area) for area in log.arrays.area_codes),
        *(said["competences"].get(code) for code in log.arrays.competences),
    ]
    by_prior = np.full((len(rows), 2), np.nan)
    found = combine(estimate, rows[covered])
    by_prior[covered] = np.stack([found.mean, found.sd], axis=1)
    return Told(
        truth=rows @ theta,
        mean=np.array([part["mean"] if part else np.nan for part in parts]),
        sd=np.array([part["sd"] if part else np.nan for part in parts]),
        by_prior=by_prior,
        lowest=np.array([bands.index(part["lowest"]) if part else 0 for part in parts]),
        highest=np.array([bands.index(part["highest"]) if part else 0 for part in parts]),
        enough=np.array([bool(part and part["enough"]) for part in parts]),
    )


def _with_full_c(log: engine.Log) -> Array:
    """Means as reported, had the guessing not been lowered by "I don't know"."""
    counted = log.counted
    items = log.arrays.items.take([entry.row for entry in counted])
    scores = [int(entry.score) for entry in counted]
    zero, rows = np.zeros(len(log.arrays.competences)), combinations(log)
    single = posterior(zero, engine.sigma(log), items, scores, error=ERROR)
    common = posterior(zero, widened(engine.sigma(log)), items, scores, error=ERROR)
    means = 1 + len(log.arrays.area_codes)
    return np.concatenate([rows[:means] @ common.theta_mean, rows[means:] @ single.theta_mean])


def _spike(world: World, log: engine.Log, estimate: Gaussian, person: SimulatedPerson) -> Spike:
    code = log.arrays.competences[person.competence]
    before = _contrast(estimate, person.competence)
    if code not in engine.surprising(log):
        return Spike(before, False, np.nan)
    further, _ended_by, _seconds = take(following(world, log, code, person.seed), person)
    return Spike(before, True, _contrast(engine.estimate(further), person.competence))


def _contrast(estimate: Gaussian, competence: int) -> float:
    others = np.delete(estimate.theta_mean, competence)
    return float(estimate.theta_mean[competence] - others.mean())
