"""A competence framework as a neutral tree: what every format is read into and written from.

Texts are mappings from a language tag (`zh-Hans`, `en`) to a string. Nothing here knows a file, a
database or a format. `framework_from_content` and `crosswalks_from_content` take the parsed YAML of
`content/frameworks/`, which has been checked against its JSON Schema before; what a schema cannot
say (codes used twice, a band nobody defined) is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

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


def framework_from_content(document: Mapping[str, Any]) -> Framework:
    """The neutral tree of one file of `content/frameworks/`.

    Raises FrameworkError when a code is used twice, or a level or text names a band that the file
    does not define.
    """
    areas = tuple(
        Area(
            code=area["code"],
            name=_texts(area["name"]),
            description=_texts(area["description"]),
            competences=_competences(area["competences"]),
        )
        for area in document.get("areas", ())
    )
    framework = Framework(
        id=document["id"],
        version=str(document["version"]),
        title=_texts(document["title"]),
        description=_texts(document["description"]),
        publisher=_texts(document["publisher"]),
        licence=document.get("licence"),
        areas=areas,
        competences=_competences(document.get("competences", ())),
        bands=tuple(
            Band(
                id=band["id"],
                name=_texts(band["name"]),
                description=_texts(band["description"]),
                levels=tuple(band["levels"]),
            )
            for band in document.get("bands", ())
        ),
        levels=tuple(
            Level(
                number=level["level"],
                name=_texts(level["name"]),
                description=_texts(level["description"]),
                band=level.get("band"),
                id=level.get("id"),
            )
            for level in document.get("levels", ())
        ),
        statements=tuple(
            Statement(s["id"], s["competence"], s["band"], _texts(s["text"]), s.get("ai"))
            for s in document.get("statements", ())
        ),
        outcomes=tuple(
            Outcome(o["id"], o["competence"], o["band"], o["kind"], _texts(o["text"]), o.get("ai"))
            for o in document.get("outcomes", ())
        ),
        glossary=tuple(
            Entry(e["term"], _texts(e["explanation"])) for e in document.get("glossary", ())
        ),
    )
    if problems := consistency_problems(framework):
        raise FrameworkError(problems)
    return framework


def crosswalks_from_content(document: Mapping[str, Any]) -> tuple[Crosswalk, ...]:
    """The crosswalks of the parsed `content/frameworks/crosswalks.yaml`, in the file's order."""
    return tuple(
        Crosswalk(
            id=crosswalk["id"],
            origin=crosswalk["origin"],
            destination=crosswalk["destination"],
            links=_links(crosswalk["relations"]),
            level_links=_links(crosswalk.get("levels", {}).get("relations", ())),
            note=_texts(crosswalk.get("note", {})),
        )
        for crosswalk in document["crosswalks"]
    )


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


def _competences(parts: Iterable[Mapping[str, Any]]) -> tuple[Competence, ...]:
    return tuple(
        Competence(
            code=part["code"],
            name=_texts(part["name"]),
            description=_texts(part["description"]),
            descriptors=tuple(
                Descriptor(band=band, text=_texts(text))
                for band, text in part.get("descriptors", {}).items()
            ),
        )
        for part in parts
    )


def _links(parts: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(
        Link(
            origin=part["from"],
            relation=part["relation"],
            destination=part["to"],
            remark=_texts(part.get("remark", {})),
            judgement=bool(part.get("judgement", False)),
        )
        for part in parts
    )


def _texts(texts: Mapping[str, str]) -> Texts:
    return MappingProxyType(dict(texts))


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    repeated: dict[str, None] = {}
    for code in codes:
        if code in seen:
            repeated[code] = None
        seen.add(code)
    return list(repeated)


def framework_to_content(framework: Framework) -> dict[str, Any]:
    """The framework in the form of a file of `content/frameworks/`, with what a standard's own
    format has beyond it (statements, outcomes, glossary) kept beside.
    """

    def competence(part: Competence) -> dict[str, Any]:
        return {
            "code": part.code,
            "name": dict(part.name),
            "description": dict(part.description),
            "descriptors": {d.band: dict(d.text) for d in part.descriptors},
        }

    return {
        "id": framework.id,
        "version": framework.version,
        "title": dict(framework.title),
        "description": dict(framework.description),
        "publisher": dict(framework.publisher),
        "licence": framework.licence or "",
        "areas": [
            {
                "code": area.code,
                "name": dict(area.name),
                "description": dict(area.description),
                "competences": [competence(part) for part in area.competences],
            }
            for area in framework.areas
        ],
        "competences": [competence(part) for part in framework.competences],
        "bands": [
            {
                "id": band.id,
                "name": dict(band.name),
                "description": dict(band.description),
                "levels": list(band.levels),
            }
            for band in framework.bands
        ],
        "levels": [
            {
                "level": level.number,
                "name": dict(level.name),
                "description": dict(level.description),
                **({"band": level.band} if level.band else {}),
                **({"id": level.id} if level.id else {}),
            }
            for level in framework.levels
        ],
        "statements": [
            {
                "id": s.id,
                "competence": s.competence,
                "band": s.band,
                "text": dict(s.text),
                "ai": s.ai,
            }
            for s in framework.statements
        ],
        "outcomes": [
            {
                "id": o.id,
                "competence": o.competence,
                "band": o.band,
                "kind": o.kind,
                "text": dict(o.text),
                "ai": o.ai,
            }
            for o in framework.outcomes
        ],
        "glossary": [
            {"term": e.term, "explanation": dict(e.explanation)} for e in framework.glossary
        ],
    }
