"""DigComp 3.0's official data supplement (JSON-LD) as a neutral framework.

`read` takes the file's bytes, its text or the parsed object. Nothing is guessed and nothing is
dropped in silence: a node of an unknown type, a reference that leads nowhere, or a code that
contradicts its parent is a problem, and all problems are reported together. Numbers of areas,
competences and sentences are not fixed, so that a corrected edition reads too.

The sentences stay their publisher's: read them, compare with them, keep them out of this project's
own files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from suyang.interchange.framework import (
    Area,
    Band,
    Competence,
    Entry,
    Framework,
    FrameworkError,
    Level,
    Outcome,
    Problem,
    Statement,
    Texts,
)

LANGUAGE = "en"
TYPES = (
    "CompetenceArea",
    "Competence",
    "ProficiencyLevel",
    "CompetenceStatement",
    "LearningOutcome",
    "Glossary",
)
KINDS = ("Knowledge", "Skill", "Attitude")
AI_LABELS = ("AI-Explicit", "AI-Implicit", "AI not Implicit or Explicit")

Node = Mapping[str, Any]


def read(source: bytes | str | Mapping[str, Any]) -> Framework:
    """The framework in DigComp's JSON-LD. Raises FrameworkError with every problem found, each with
    its node's @id.
    """
    return _Reader(_graph(source)).framework()


def band_id(name: str) -> str:
    """The id of a band from its published name: "Highly advanced" is highly_advanced."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _graph(source: bytes | str | Mapping[str, Any]) -> list[Any]:
    document: Any = source
    if isinstance(source, bytes | str):
        try:
            document = json.loads(source)
        except (ValueError, RecursionError) as error:
            raise FrameworkError([Problem("document", f"is not JSON: {error}")]) from error
    if not isinstance(document, Mapping):
        raise FrameworkError([Problem("document", f"is {_kind(document)}, not an object")])
    graph = document.get("@graph")
    if not isinstance(graph, list):
        what = "has no @graph" if graph is None else f"has {_kind(graph)} as @graph, not a list"
        raise FrameworkError([Problem("document", what)])
    return graph


class _Reader:
    """Sorts the nodes by type, then builds the tree and collects problems on the way."""

    def __init__(self, graph: list[Any]) -> None:
        self.problems: list[Problem] = []
        self.nodes: dict[str, dict[str, Node]] = {kind: {} for kind in TYPES}
        for index, node in enumerate(graph):
            self._sort(index, node)

    def framework(self) -> Framework:
        bands, levels = self._bands_and_levels()
        areas = self._areas()
        statements = self._statements(bands)
        outcomes = self._outcomes(bands)
        glossary = tuple(
            Entry(term=code, explanation=self._texts(node_id, node, "explanation"))
            for node_id, code, node in self._each("Glossary")
        )
        for kind in ("CompetenceArea", "Competence", "ProficiencyLevel"):
            if not self.nodes[kind]:
                self._wrong("document", f"has no node of type {kind}")
        if self.problems:
            raise FrameworkError(self.problems)
        return Framework(
            id="digcomp-3",
            version="3.0",
            title=_english("DigComp 3.0: the Digital Competence Framework for Citizens"),
            description=_english("Read from the official data supplement."),
            publisher=_english("European Commission, Joint Research Centre"),
            areas=areas,
            bands=tuple(bands.values()),
            levels=levels,
            statements=statements,
            outcomes=outcomes,
            glossary=glossary,
        )

    def _sort(self, index: int, node: Any) -> None:
        place = f"@graph[{index}]"
        if not isinstance(node, Mapping):
            self._wrong(place, f"is {_kind(node)}, not an object")
            return
        node_id, kind = node.get("@id"), node.get("@type")
        if not isinstance(node_id, str) or not node_id.strip():
            self._wrong(place, "has no @id")
        elif not isinstance(kind, str) or kind not in TYPES:
            self._wrong(node_id, f"has the unknown @type {kind!r}")
        elif not node_id.startswith(kind + "/") or node_id == kind + "/":
            self._wrong(node_id, f"is a {kind}, so its @id must be {kind}/ and a code")
        elif node_id in self.nodes[kind]:
            self._wrong(node_id, "occurs twice")
        else:
            self.nodes[kind][node_id] = node

    def _bands_and_levels(self) -> tuple[dict[str, Band], tuple[Level, ...]]:
        levels: list[Level] = []
        bands: dict[str, Band] = {}
        taken: dict[int, str] = {}
        for node_id, _, node in self._each("ProficiencyLevel"):
            name = self._text(node_id, node, "four_levels_name")
            about_band = self._texts(node_id, node, "four_levels_description")
            about_level = self._texts(node_id, node, "eight_levels_description")
            number = node.get("eight_levels_mapping")
            if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 8:
                self._wrong(node_id, f"eight_levels_mapping is {number!r}, not a number 1 to 8")
                continue
            if number in taken:
                self._wrong(node_id, f"is level {number}, as {taken[number]} is")
                continue
            taken[number] = node_id
            if name is None:
                continue
            levels.append(
                Level(
                    number=number,
                    name=_english(f"Level {number}"),
                    description=about_level,
                    band=band_id(name),
                    remarks=self._remarks(node_id, node),
                )
            )
            known = bands.get(band_id(name))
            if known is not None and known.description != about_band:
                self._wrong(node_id, f"describes the band {name!r} otherwise than another level")
            numbers = (*known.levels, number) if known else (number,)
            bands[band_id(name)] = Band(
                band_id(name), _english(name), about_band, tuple(sorted(numbers))
            )
        if taken and sorted(taken) != list(range(1, len(taken) + 1)):
            self._wrong("document", f"has levels {sorted(taken)}, which leave a gap")
        levels.sort(key=lambda level: level.number)
        ordered = sorted(bands.values(), key=lambda band: band.levels)
        return {band.id: band for band in ordered}, tuple(levels)

    def _remarks(self, node_id: str, node: Node) -> Mapping[str, str]:
        six = self._text(node_id, node, "six_levels_mapping")
        applies = self._text(node_id, node, "applies_to")
        return {"six_levels_mapping": six or "", "applies_to": applies or ""}

    def _areas(self) -> tuple[Area, ...]:
        children: dict[str, list[Competence]] = {
            node_id: [] for node_id in self.nodes["CompetenceArea"]
        }
        for node_id, code, node in self._each("Competence"):
            competence = Competence(
                code=code,
                name=self._texts(node_id, node, "name"),
                description=self._texts(node_id, node, "description"),
            )
            area = self._reference(node_id, node, "competence_area_id", "CompetenceArea")
            if area is None:
                continue
            if code.partition(".")[0] != area.partition("/")[2]:
                self._wrong(node_id, f"is numbered {code} but lies in {area}")
            children[area].append(competence)
        areas = [
            Area(
                code=code,
                name=self._texts(node_id, node, "name"),
                description=self._texts(node_id, node, "description"),
                competences=tuple(sorted(children[node_id], key=lambda child: _order(child.code))),
            )
            for node_id, code, node in self._each("CompetenceArea")
        ]
        for built in areas:
            if not built.competences:
                self._wrong(f"CompetenceArea/{built.code}", "has no competence")
        return tuple(sorted(areas, key=lambda built: _order(built.code)))

    def _statements(self, bands: Mapping[str, Band]) -> tuple[Statement, ...]:
        found = []
        for node_id, code, node in self._each("CompetenceStatement"):
            competence, band, ai = self._belonging(node_id, code, node, bands)
            text = self._texts(node_id, node, "description")
            found.append(Statement(id=code, competence=competence, band=band, text=text, ai=ai))
        return tuple(found)

    def _outcomes(self, bands: Mapping[str, Band]) -> tuple[Outcome, ...]:
        found = []
        for node_id, code, node in self._each("LearningOutcome"):
            competence, band, ai = self._belonging(node_id, code, node, bands)
            kind = node.get("type")
            if kind not in KINDS:
                self._wrong(node_id, f"type is {kind!r}, not one of {', '.join(KINDS)}")
            text = self._texts(node_id, node, "description")
            found.append(
                Outcome(id=code, competence=competence, band=band, kind=str(kind), text=text, ai=ai)
            )
        return tuple(found)

    def _belonging(
        self, node_id: str, code: str, node: Node, bands: Mapping[str, Band]
    ) -> tuple[str, str, str]:
        """The competence's code, the band's id and the AI label of a sentence; empty strings where
        they are wrong.
        """
        competence = self._reference(node_id, node, "competence_id", "Competence")
        area = self._reference(node_id, node, "competence_area_id", "CompetenceArea")
        own = competence.partition("/")[2] if competence else ""
        if competence and area:
            true_area = self.nodes["Competence"][competence].get("competence_area_id")
            if true_area != area:
                self._wrong(node_id, f"names {area}, but its {competence} lies in {true_area}")
        numbered = re.fullmatch(r"[A-Z]+(\d+\.\d+)\.\d+", code)
        if numbered is None:
            self._wrong(node_id, "has a code that is not letters, competence and number")
        elif own and numbered[1] != own:
            self._wrong(node_id, f"is numbered under {numbered[1]} but belongs to {competence}")
        reference = self._text(node_id, node, "four_levels_proficiency_name") or ""
        band = band_id(reference.removeprefix("ProficiencyLevel/"))
        if reference and (not reference.startswith("ProficiencyLevel/") or band not in bands):
            self._wrong(node_id, f"four_levels_proficiency_name {reference!r} is no known band")
        ai = node.get("ai_label")
        if ai not in AI_LABELS:
            self._wrong(node_id, f"ai_label is {ai!r}, not one of {', '.join(AI_LABELS)}")
        return own, band, str(ai)

    def _each(self, kind: str) -> Iterator[tuple[str, str, Node]]:
        for node_id, node in self.nodes[kind].items():
            yield node_id, node_id.partition("/")[2], node

    def _reference(self, node_id: str, node: Node, key: str, kind: str) -> str | None:
        target = self._text(node_id, node, key)
        if target is None:
            return None
        if target not in self.nodes[kind]:
            self._wrong(node_id, f"{key} names {target}, which is not in the document")
            return None
        return target

    def _texts(self, node_id: str, node: Node, key: str) -> Texts:
        return _english(self._text(node_id, node, key) or "")

    def _text(self, node_id: str, node: Node, key: str) -> str | None:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong(node_id, f"has no {key}" if value is None else f"{key} is {_kind(value)}")
        return None

    def _wrong(self, node: str, what: str) -> None:
        self.problems.append(Problem(node, what))


def _english(text: str) -> Texts:
    return MappingProxyType({LANGUAGE: text})


def _order(code: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in code.split("."))


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "a text" if value.strip() else "an empty text"
    names = {"NoneType": "nothing", "list": "a list", "dict": "an object", "bool": "a truth value"}
    return names.get(type(value).__name__, f"of type {type(value).__name__}")
