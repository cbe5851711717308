"""The parts of a CASE package: identifiers, links, associations, definitions.

Identifiers are UUIDv5 of what a thing is (framework, language, kind, code), not of where it is
served or when: the same framework has the same identifiers in every installation and every version.
URIs add the given base to them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from suyang.interchange.framework import Framework, Problem, Texts, consistency_problems

VERSION = "1.1"
PATH = "ims/case/v1p1"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:suyang:case")

Json = dict[str, Any]

# Title, hierarchy code, description. One definition serves all languages, as its identifier does.
ITEM_TYPES: Mapping[str, tuple[str, str, str]] = {
    "area": ("Competence area", "1", "A group of related competences."),
    "competence": ("Competence", "2", "Something that a person is able to do."),
    "outcome": ("Learning outcome", "6", "What somebody knows, can do or values in one band."),
    "descriptor": ("Level descriptor", "3", "What a person in a band does in one competence."),
    "band": ("Proficiency band", "4", "A range of proficiency levels."),
    "level": ("Proficiency level", "5", "One step on the scale of proficiency."),
}
LICENCES: Mapping[str, tuple[str, str]] = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/legalcode",
    ),
}


def identifier(framework: str, language: str, kind: str, code: str = "") -> str:
    """The UUIDv5 of one part: kind is document, area, competence, descriptor (code/band), band,
    level, … .
    """
    return str(uuid.uuid5(NAMESPACE, "/".join((framework, language, kind, code))))


class Parts:
    """Makes the parts of one framework's package in one language. `root` is the service's root
    without the last stroke, `time` the moment of the last change as CASE writes it. What is wrong
    is collected in `problems`.
    """

    def __init__(self, framework: Framework, root: str, time: str, language: str) -> None:
        self.framework = framework
        self.root = root
        self.time = time
        self.language = language
        self.problems: list[Problem] = consistency_problems(framework)
        self.associations: list[Json] = []

    def _associate(
        self,
        relation: str,
        origin: Json,
        target: Json,
        *,
        sequence: int | None = None,
        group: Json | None = None,
        notes: str | None = None,
    ) -> None:
        code = f"{origin['identifier']}/{relation}/{target['identifier']}"
        association = {
            **self._part("association", "CFAssociations", code),
            "associationType": relation,
            "originNodeURI": {**origin, "targetType": "CASE"},
            "destinationNodeURI": {**target, "targetType": "CASE"},
        }
        if sequence is not None:
            association["sequenceNumber"] = sequence
        if group is not None:
            association["CFAssociationGroupingURI"] = group
        if notes:
            association["notes"] = notes
        self.associations.append(association)

    def _item_type(self, kind: str) -> Json:
        title, order, description = ITEM_TYPES[kind]
        return {
            **self._part("type", "CFItemTypes", kind, shared=True),
            "title": title,
            "description": description,
            "hierarchyCode": order,
            "typeCode": kind,
        }

    def _licence(self, spdx: str) -> Json:
        title, text = LICENCES.get(spdx, (spdx, f"https://spdx.org/licenses/{spdx}.html"))
        part = self._part("licence", "CFLicenses", spdx, shared=True)
        return {**part, "title": title, "licenseText": text}

    def _licence_link(self, spdx: str) -> Json:
        licence = self._licence(spdx)
        return {key: licence[key] for key in ("title", "identifier", "uri")}

    def _type_link(self, kind: str) -> Json:
        part = self._part("type", "CFItemTypes", kind, shared=True)
        return {"title": ITEM_TYPES[kind][0], "identifier": part["identifier"], "uri": part["uri"]}

    def _link(
        self,
        kind: str,
        code: str,
        title: str,
        *,
        language: str | None = None,
        framework: str | None = None,
    ) -> Json:
        own = framework or self.framework.id
        part = identifier(own, language or self.language, kind, code)
        collection = "CFDocuments" if kind == "document" else "CFItems"
        return {"title": title, "identifier": part, "uri": self._uri(collection, part)}

    def _part(self, kind: str, collection: str, code: str = "", *, shared: bool = False) -> Json:
        """What every CASE object begins with. Shared definitions are the same for all frameworks
        and languages.
        """
        scope = ("", "") if shared else (self.framework.id, self.language)
        own = identifier(*scope, kind, code)
        return {
            "identifier": own,
            "uri": self._uri(collection, own),
            "lastChangeDateTime": self.time,
        }

    def _uri(self, collection: str, own: str) -> str:
        return f"{self.root}/{PATH}/{collection}/{own}"

    def _text(self, node: str, texts: Texts) -> str:
        text = texts.get(self.language, "")
        if not text.strip():
            problem = Problem(node, f"has no text in {self.language}")
            if problem not in self.problems:
                self.problems.append(problem)
        return text
