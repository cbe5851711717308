"""Suyang beside its peers: `python -m benchmarks.adaptive`, in an environment that has them.

Prints JSON; `python -m benchmarks --only adaptive` prints the table.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from benchmarks.adaptive import compare, peers_catsim, peers_mirt, pix, suyang_engine
from benchmarks.adaptive.bank import World
from benchmarks.adaptive.sittings import Sittings

SEED: Final = 20260101
# As mirt's default and Kingsbury & Zara's original: evenly among so many best.
RANDOMESQUE: Final = 5
EXPOSURE_CAP: Final = 0.25

# Peer, then ours: what controls exposure beside what does, what does not beside what does not.
PAIRS: Final = (
    ("mirt, a person at a time", "Suyang, as a check runs, no draw"),
    ("mirt, a person at a time", "Suyang, batch"),
    ("mirt, batch in Rust *", "Suyang, batch"),
    ("catsim", "Suyang, as a check runs, no draw"),
    ("catsim", "Suyang, batch"),
    ("Pix, its estimate alone", "Suyang, as a check runs, no draw"),
    ("Pix, its estimate alone", "Suyang, batch"),
    ("mirt, within the same draws", "Suyang, as a check runs"),
    ("mirt, randomesque 5", "Suyang, as a check runs"),
    ("mirt, randomesque 5", "Suyang, batch, randomesque 5"),
    ("Pix, certification", "Suyang, as a check runs"),
    ("Pix, certification", "Suyang, batch, randomesque 5"),
    # How near the batch comes to the engine of a check.
    ("Suyang, batch", "Suyang, as a check runs, no draw"),
)


def main() -> None:
    arguments = _arguments()
    world = World.of(arguments.seed, arguments.people)
    few = world.first(min(arguments.one_by_one, arguments.people))
    sat: dict[str, Sittings] = {}
    not_measured: dict[str, str] = {}
    for name, run in _ours(world, few).items():
        sat[name] = run()
    for package, missing, runs in (
        ("mirt", peers_mirt.missing, _mirt(world, few)),
        ("catsim", peers_catsim.missing, {"catsim": lambda: peers_catsim.sessions(few)}),
        ("Pix", lambda: "", _pix(world)),
    ):
        why = missing()
        if why:
            not_measured[package] = why
        else:
            sat |= {name: run() for name, run in runs.items()}
    print(json.dumps(_found(world, sat, not_measured, arguments.seed), indent=2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adaptive", description=__doc__)
    parser.add_argument("--people", type=int, default=5000, help="for engines with a batch")
    parser.add_argument("--one-by-one", type=int, default=400, help="for engines without")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


Runs = dict[str, Callable[[], Sittings]]


def _ours(world: World, few: World) -> Runs:
    person, batch = suyang_engine.a_person_at_a_time, suyang_engine.many_at_once
    drawn = (RANDOMESQUE,)
    return {
        "Suyang, as a check runs": lambda: person(few, suyang_engine.draws(few)),
        "Suyang, as a check runs, no draw": lambda: person(few),
        "Suyang, batch": lambda: batch(world),
        "Suyang, batch, randomesque 5": lambda: batch(world, randomesque=drawn),
        "Suyang, batch, … and exposure to .25": lambda: batch(
            world, randomesque=drawn, exposure_cap=EXPOSURE_CAP
        ),
    }


def _mirt(world: World, few: World) -> Runs:
    return {
        "mirt, a person at a time": lambda: peers_mirt.sessions(few),
        "mirt, randomesque 5": lambda: peers_mirt.sessions(few, randomesque=RANDOMESQUE),
        "mirt, within the same draws": lambda: peers_mirt.sessions_within(
            few, suyang_engine.draws(few)
        ),
        "mirt, batch in Rust *": lambda: peers_mirt.in_rust(world),
    }


def _pix(world: World) -> Runs:
    return {
        "Pix, its estimate alone": lambda: pix.estimate_alone(world),
        "Pix, certification": lambda: pix.certification(world),
    }


def _found(
    world: World, sat: dict[str, Sittings], not_measured: dict[str, str], seed: int
) -> dict[str, Any]:
    pairs = [(peer, ours) for peer, ours in PAIRS if peer in sat and ours in sat]
    return {
        "seed": seed,
        "versions": {name: _version(name) for name in ("numpy", "mirt", "catsim")},
        "engines": {name: compare.figures(world, one) for name, one in sat.items()},
        "beside": [
            {"peer": peer, "ours": ours, **compare.beside(world, sat[ours], sat[peer])}
            for peer, ours in pairs
        ],
        "not_measured": not_measured,
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
