"""Frameworks and crosswalks in the form of the files of `content/frameworks/`.

`framework_from_content` and `crosswalks_from_content` take the parsed YAML, which has been checked
against its JSON Schema before; `framework_to_content` writes the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from suyang.interchange.framework import (
    Area,
    Band,
    Competence,
    Crosswalk,
    Descriptor,
    Entry,
    Framework,
    FrameworkError,
    Level,
    Link,
    Outcome,
    Statement,
    Texts,
    consistency_problems,
)


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
