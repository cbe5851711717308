"""A neutral framework as a CFPackage of 1EdTech CASE 1.1 (Competencies and Academic Standards
Exchange, 24 January 2025).

A CASE package speaks one language, so `package` is called once per language; with `translation_of`
every item also points to its counterpart in that other language. What becomes what:

- the framework: CFDocument; areas, competences, level descriptors, bands and levels: CFItems,
  each with its CFItemType
- the tree: isChildOf; a descriptor's band: hasSkillLevel; a crosswalk: its own relation, in an
  association grouping

`case_parts` makes identifiers, links and associations. In a package CASE leaves CFPackageURI and
CFDocumentURI out of its parts, and so does this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from suyang.interchange.case_parts import ITEM_TYPES, VERSION, Json, Parts
from suyang.interchange.framework import (
    RELATIONS,
    Competence,
    Crosswalk,
    Framework,
    FrameworkError,
    Link,
    Outcome,
    Problem,
    Texts,
)


def package(
    framework: Framework,
    *,
    base_url: str,
    last_change: datetime,
    language: str = "en",
    translation_of: str | None = None,
    crosswalks: Sequence[tuple[Crosswalk, Framework]] = (),
    valid_from: date | None = None,
) -> Json:
    """The CFPackage of a framework in one language, ready for `json.dumps`.

    `base_url` is the service's root (https://…, no query); `last_change` must know its time zone
    and is written in UTC. `crosswalks` pairs each crosswalk that starts at this framework with the
    framework at which it ends. Raises FrameworkError when the framework or a crosswalk contradicts
    itself or lacks a text in the language, and ValueError when the base, the time or
    `translation_of` is unusable.
    """
    writer = _Writer(framework, _root(base_url), _time(last_change), language)
    result = writer.package(translation_of, crosswalks, valid_from)
    if writer.problems:
        raise FrameworkError(writer.problems)
    return result


class _Writer(Parts):
    def __init__(self, framework: Framework, root: str, time: str, language: str) -> None:
        super().__init__(framework, root, time, language)
        self.items: list[Json] = []
        self.groupings: list[Json] = []
        self.used_types: dict[str, None] = {}
        self.sequence: dict[str, int] = {}

    def package(
        self,
        translation_of: str | None,
        crosswalks: Sequence[tuple[Crosswalk, Framework]],
        valid_from: date | None,
    ) -> Json:
        if translation_of == self.language:
            raise ValueError(f"a package in {self.language} cannot translate itself")
        document = self._document(valid_from)
        self._tree()
        if translation_of is not None:
            self._translations(translation_of)
        for crosswalk, destination in crosswalks:
            self._crosswalk(crosswalk, destination)
        definitions: Json = {"CFItemTypes": [self._item_type(kind) for kind in self.used_types]}
        if self.framework.licence is not None:
            definitions["CFLicenses"] = [self._licence(self.framework.licence)]
        if self.groupings:
            definitions["CFAssociationGroupings"] = self.groupings
        return {
            "CFDocument": document,
            "CFItems": self.items,
            "CFAssociations": self.associations,
            "CFDefinitions": definitions,
        }

    def _document(self, valid_from: date | None) -> Json:
        framework = self.framework
        node = f"framework {framework.id}"
        document = {
            **self._part("document", "CFDocuments"),
            "caseVersion": VERSION,
            "frameworkType": "Competency framework",
            "creator": self._text(node, framework.publisher),
            "publisher": self._text(node, framework.publisher),
            "title": self._text(node, framework.title),
            "description": self._text(node, framework.description),
            "language": self.language,
            "version": framework.version,
        }
        if framework.licence is not None:
            document["licenseURI"] = self._licence_link(framework.licence)
        if valid_from is not None:
            document["statusStartDate"] = valid_from.isoformat()
        return document

    def _tree(self) -> None:
        framework = self.framework
        top = self._link("document", "", self._text("title", framework.title))
        for area in framework.areas:
            node = f"area {area.code}"
            link = self._item("area", area.code, node, area.name, area.description, top)
            for competence in area.competences:
                self._competence(competence, link)
        for competence in framework.competences:
            self._competence(competence, top)
        bands: dict[str, Json] = {}
        for band in framework.bands:
            node = f"band {band.id}"
            bands[band.id] = self._item("band", band.id, node, band.name, band.description, top)
        for level in framework.levels:
            code = str(level.number)
            parent = bands.get(level.band or "", top)
            self._item("level", code, f"level {code}", level.name, level.description, parent)

    def _competence(self, competence: Competence, parent: Json) -> None:
        node = f"competence {competence.code}"
        code = competence.code
        link = self._item("competence", code, node, competence.name, competence.description, parent)
        names = {band.id: band.name for band in self.framework.bands}
        for descriptor in competence.descriptors:
            if descriptor.band not in names:
                continue
            own = f"{code}/{descriptor.band}"
            node = f"descriptor {own}"
            name = names[descriptor.band]
            origin = self._item("descriptor", own, node, name, descriptor.text, link)
            band = self._link("band", descriptor.band, self._text(node, name))
            self._associate("hasSkillLevel", origin, band)
        for outcome in self.framework.outcomes:
            if outcome.competence == code:
                self._outcome(outcome, link, names)

    def _outcome(self, outcome: Outcome, parent: Json, names: Mapping[str, Texts]) -> None:
        """A learning outcome below its competence; its kind (knowledge, skill, …) is its name."""
        node = f"outcome {outcome.id}"
        kind = {self.language: outcome.kind}
        origin = self._item("outcome", outcome.id, node, kind, outcome.text, parent)
        if outcome.band in names:
            band = self._link("band", outcome.band, self._text(node, names[outcome.band]))
            self._associate("hasSkillLevel", origin, band)

    def _item(
        self, kind: str, code: str, node: str, name: Texts, text: Texts, parent: Json
    ) -> Json:
        """Adds an item and its place in the tree; returns the link to it.

        fullStatement is the text that says what is meant, abbreviatedStatement the short name.
        """
        self.used_types[kind] = None
        short = self._text(node, name)
        item = {
            **self._part(kind, "CFItems", code),
            "fullStatement": self._text(node, text),
            "abbreviatedStatement": short,
            "humanCodingScheme": code.replace("/", " "),
            "listEnumeration": str(self._next(parent["identifier"])),
            "CFItemType": ITEM_TYPES[kind][0],
            "CFItemTypeURI": self._type_link(kind),
            "language": self.language,
        }
        if self.framework.licence is not None:
            item["licenseURI"] = self._licence_link(self.framework.licence)
        self.items.append(item)
        title = short if kind in ("band", "level") else f"{code.partition('/')[0]} {short}"
        link = self._link(kind, code, title)
        self._associate("isChildOf", link, parent, sequence=int(item["listEnumeration"]))
        return link

    def _translations(self, other: str) -> None:
        framework = self.framework
        for area in framework.areas:
            self._translation("area", area.code, area.name, other)
        for competence in framework.every_competence():
            self._translation("competence", competence.code, competence.name, other)
            for descriptor in competence.descriptors:
                own = f"{competence.code}/{descriptor.band}"
                self._translation("descriptor", own, descriptor.text, other)
        for band in framework.bands:
            self._translation("band", band.id, band.name, other)
        for level in framework.levels:
            self._translation("level", str(level.number), level.name, other)

    def _translation(self, kind: str, code: str, texts: Texts, other: str) -> None:
        node = f"{kind} {code}"
        if other not in texts:
            self.problems.append(Problem(node, f"has no text in {other}"))
            return
        origin = self._link(kind, code, self._text(node, texts))
        target = self._link(kind, code, texts[other], language=other)
        self._associate("isTranslationOf", origin, target)

    def _crosswalk(self, crosswalk: Crosswalk, destination: Framework) -> None:
        node = f"crosswalk {crosswalk.id}"
        if (crosswalk.origin, crosswalk.destination) != (self.framework.id, destination.id):
            ends = f"{crosswalk.origin} to {crosswalk.destination}"
            given = f"{self.framework.id} and {destination.id}"
            self.problems.append(Problem(node, f"leads from {ends}, but was given {given}"))
            return
        grouping = {
            **self._part("grouping", "CFAssociationGroupings", crosswalk.id),
            "title": crosswalk.id,
        }
        if self.language in crosswalk.note:
            grouping["description"] = crosswalk.note[self.language]
        self.groupings.append(grouping)
        group = {key: grouping[key] for key in ("title", "identifier", "uri")}
        mine = {part.code: part.name for part in self.framework.every_competence()}
        theirs = {part.code: part.name for part in destination.every_competence()}
        self._relations(node, "competence", crosswalk.links, mine, theirs, destination, group)
        my_bands = {band.id: band.name for band in self.framework.bands}
        their_levels = {level.id or str(level.number): level for level in destination.levels}
        their_names = {key: level.name for key, level in their_levels.items()}
        numbered = {key: str(level.number) for key, level in their_levels.items()}
        self._relations(
            node, "band", crosswalk.level_links, my_bands, their_names, destination, group, numbered
        )

    def _relations(
        self,
        node: str,
        kind: str,
        links: Iterable[Link],
        mine: Mapping[str, Texts],
        theirs: Mapping[str, Texts],
        destination: Framework,
        group: Json,
        levels: Mapping[str, str] | None = None,
    ) -> None:
        """One association per link. `levels` (key to number) is given where the ends are levels."""
        for link in links:
            here = f"{node}, {link.origin} to {link.destination}"
            wrong = [
                what
                for what, is_wrong in (
                    (f"{link.origin} is not in {self.framework.id}", link.origin not in mine),
                    (
                        f"{link.destination} is not in {destination.id}",
                        link.destination not in theirs,
                    ),
                    (f"unknown relation {link.relation!r}", link.relation not in RELATIONS),
                )
                if is_wrong
            ]
            if wrong:
                self.problems += [Problem(here, what) for what in wrong]
                continue
            far_kind, far_code = kind, link.destination
            if levels is not None:
                far_kind, far_code = "level", levels[link.destination]
            origin = self._link(kind, link.origin, self._text(here, mine[link.origin]))
            title = self._text(here, theirs[link.destination])
            target = self._link(far_kind, far_code, title, framework=destination.id)
            self._associate(
                link.relation, origin, target, group=group, notes=link.remark.get(self.language)
            )

    def _next(self, parent: str) -> int:
        self.sequence[parent] = self.sequence.get(parent, 0) + 1
        return self.sequence[parent]


def _root(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"the base {base_url!r} is not an absolute http(s) address without query")
    return base_url.rstrip("/")


def _time(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("the time of the last change has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
