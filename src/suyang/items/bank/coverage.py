"""What a bank has of everything, held against what a full one needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SEALED = "certification"
# All other kinds are simulated: a scene and what is done in it.
WITHOUT_SCENE = ("single", "multiple", "entry", "ordering", "matching")
COMPETENCES, LEVELS = 21, range(1, 7)
ITEMS, ITEMS_OF_COMPETENCE, PRACTICE_OF_COMPETENCE = 210, 10, 2
DOING, DOING_IN_SCENES = 84, 45


@dataclass(frozen=True)
class Need:
    """One minimum of a full bank, and what there is."""

    what: str
    found: int
    least: int

    @property
    def met(self) -> bool:
        return self.found >= self.least


@dataclass(frozen=True)
class Competence:
    """The items of one competence: all, by pool, by half of those in checks, by level."""

    code: str
    items: int
    pools: Mapping[str, int]
    halves: Mapping[str, int]
    levels: Mapping[int, int]
    cells: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Coverage:
    """cells of a competence: "level/pool/half" and how many items are in it."""

    items: int
    published: int
    pools: Mapping[str, int]
    formats: Mapping[str, int]
    levels: Mapping[int, int]
    shares: Mapping[str, float]
    competences: tuple[Competence, ...]
    needs: tuple[Need, ...]


def coverage(bodies: Sequence[Mapping[str, Any]]) -> Coverage:
    published = [body for body in bodies if body["pool"] != SEALED]
    competences = tuple(
        _competence(code, [body for body in bodies if body["competence"] == code])
        for code in sorted({body["competence"] for body in bodies})
    )
    return Coverage(
        items=len(bodies),
        published=len(published),
        pools=_counted(bodies, "pool"),
        formats=_counted(bodies, "format"),
        levels=_counted(bodies, "level"),
        shares={name: count / max(len(bodies), 1) for name, count in _marked(bodies).items()},
        competences=competences,
        needs=tuple(_needs(published)),
    )


def is_simulated(body: Mapping[str, Any]) -> bool:
    return body["format"] not in WITHOUT_SCENE


def is_entered(body: Mapping[str, Any]) -> bool:
    """Something must be typed, in a task or without one."""
    return any(control["kind"] == "entry" for control in body["controls"])


def _marked(bodies: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {
        "simulated": sum(map(is_simulated, bodies)),
        "entered": sum(map(is_entered, bodies)),
        "simulated or entered": sum(is_simulated(one) or is_entered(one) for one in bodies),
        "artificial intelligence": sum(body.get("ai", False) for body in bodies),
        "elder entry": sum(body.get("elder", False) for body in bodies),
        "partial credit": sum("credit" in body for body in bodies),
        "local facts": sum("local" in body for body in bodies),
    }


def _competence(code: str, bodies: Sequence[Mapping[str, Any]]) -> Competence:
    return Competence(
        code=code,
        items=len(bodies),
        pools=_counted(bodies, "pool"),
        halves=_counted([body for body in bodies if body["pool"] == "monitoring"], "half"),
        levels=_counted(bodies, "level"),
        cells=dict(
            sorted(Counter(f"{one['level']}/{one['pool']}/{one['half']}" for one in bodies).items())
        ),
    )


def _needs(bodies: Sequence[Mapping[str, Any]]) -> Iterator[Need]:
    by_competence = Counter(body["competence"] for body in bodies)
    practice = Counter(body["competence"] for body in bodies if body["pool"] == "practice")
    marked, levels = _marked(bodies), Counter(body["level"] for body in bodies)
    fewest = min(by_competence.values(), default=0)
    yield Need("published items", len(bodies), ITEMS)
    yield Need("competences with items", len(by_competence), COMPETENCES)
    yield Need("items of the competence that has fewest", fewest, ITEMS_OF_COMPETENCE)
    yield Need(
        "practice items of the competence that has fewest",
        min((practice[code] for code in by_competence), default=0),
        PRACTICE_OF_COMPETENCE,
    )
    yield Need(
        "levels with items, of 1 to 6", sum(level in levels for level in LEVELS), len(LEVELS)
    )
    yield Need("simulated tasks or entered answers", marked["simulated or entered"], DOING)
    yield Need("simulated tasks", marked["simulated"], DOING_IN_SCENES)


def _counted(bodies: Sequence[Mapping[str, Any]], name: str) -> dict[Any, int]:
    return dict(sorted(Counter(body[name] for body in bodies).items()))
