"""A competence framework as a neutral tree: what every format is read into and written from.

Texts are mappings from a language tag (`zh-Hans`, `en`) to a string. Nothing here knows a file, a
database or a format. What a schema cannot say (codes used twice, a band nobody defined) is checked
by `consistency_problems`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Texts = Mapping[str, str]

RELATIONS = ("exactMatchOf", "isPartOf", "isRelatedTo")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and at which node of the document."""

    node: str
    what: str

    def __str__(self) -> str:
        return f"{self.node}: {self.what}"


class FrameworkError(ValueError):
    """A document cannot be read or written as a framework. `problems` has everything that was
    found, in order.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "; ".join(str(problem) for problem in self.problems[:10])
        more = len(self.problems) - 10
        super().__init__(shown + (f"; and {more} more" if more > 0 else ""))


@dataclass(frozen=True, slots=True)
class Band:
    """A range of proficiency levels under one name."""

    id: str
    name: Texts
    description: Texts
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One proficiency level; `band` is the id of the band it lies in, or None where a framework has
    no bands.
    """

    number: int
    name: Texts
    description: Texts
    band: str | None = None
    id: str | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a person at a band does in one competence."""

    band: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Competence:
    code: str
    name: Texts
    description: Texts
    descriptors: tuple[Descriptor, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: Texts
    description: Texts
    competences: tuple[Competence, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a framework that belongs to one competence and one band; `ai` is the source's
    own label, if any.
    """

    id: str
    competence: str
    band: str
    text: Texts
    ai: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome; `kind` is the source's word (DigComp: Knowledge, Skill, Attitude)."""

    id: str
    competence: str
    band: str
    kind: str
    text: Texts
    ai: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a framework's glossary."""

    term: str
    explanation: Texts


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework. Competences stand in areas, or directly below the framework where it has
    none.
    """

    id: str
    version: str
    title: Texts
    description: Texts
    publisher: Texts
    licence: str | None = None
    areas: tuple[Area, ...] = ()
    competences: tuple[Competence, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    statements: tuple[Statement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    glossary: tuple[Entry, ...] = ()

    def every_competence(self) -> Iterator[Competence]:
        """All competences, those in areas first, in the framework's order."""
        for area in self.areas:
            yield from area.competences
        yield from self.competences

    def competence(self, code: str) -> Competence:
        """The competence with this code. Raises KeyError when there is none."""
        for competence in self.every_competence():
            if competence.code == code:
                return competence
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a crosswalk: the competence `origin` of one framework stands in `relation` to
    `destination` of another.
    """

    origin: str
    relation: str
    destination: str
    remark: Texts = field(default_factory=dict)
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How the competences, and perhaps the levels, of one framework relate to those of another."""

    id: str
    origin: str
    destination: str
    links: tuple[Link, ...]
    level_links: tuple[Link, ...] = ()
    note: Texts = field(default_factory=dict)


def consistency_problems(framework: Framework) -> list[Problem]:
    """What no schema can say: codes used twice, levels and descriptors of bands that are not
    defined.
    """
    problems: list[Problem] = []
    bands = {band.id for band in framework.bands}
    for kind, codes in (
        ("area", [area.code for area in framework.areas]),
        ("competence", [competence.code for competence in framework.every_competence()]),
        ("band", [band.id for band in framework.bands]),
        ("level", [str(level.number) for level in framework.levels]),
    ):
        problems += [Problem(f"{kind} {code}", "is defined twice") for code in _repeated(codes)]
    for competence in framework.every_competence():
        node = f"competence {competence.code}"
        problems += [
            Problem(node, f"has a descriptor of band {descriptor.band!r}, which is not defined")
            for descriptor in competence.descriptors
            if descriptor.band not in bands
        ]
    for level in framework.levels:
        node = f"level {level.number}"
        if level.band is not None and level.band not in bands:
            problems.append(Problem(node, f"lies in band {level.band!r}, which is not defined"))
    for band in framework.bands:
        own = tuple(level.number for level in framework.levels if level.band == band.id)
        if own != band.levels:
            problems.append(Problem(f"band {band.id}", f"lists levels {band.levels}, has {own}"))
    return problems


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    repeated: dict[str, None] = {}
    for code in codes:
        if code in seen:
            repeated[code] = None
        seen.add(code)
    return list(repeated)
