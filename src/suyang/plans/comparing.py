"""Two editions side by side: which sentences were added, removed or changed, in words.

Tasks are the same where their slug is; aspects and goals likewise, so that a new number or place
is said as such and the text is compared all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from suyang.foundation.texts import plain

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# A full stop ends a sentence only before a space or the end: 3.2 is a number.
_BETWEEN = re.compile(r"(?<=[。！？；!?;\n])|(?<=\.)(?=\s|$)")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*%?|\s+|.", re.DOTALL)
# Below this share in common, two sentences are another one, not a changed one.
_ALIKE = 0.5


@dataclass(frozen=True)
class Sentence:
    """A sentence: what became of it, and for a changed one its pieces (what, text) in order."""

    what: str
    text: str
    before: str = ""
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """One field of a part: its name, and its sentences."""

    name: str
    sentences: tuple[Sentence, ...]

    @property
    def what(self) -> str:
        return CHANGED if any(one.what != SAME for one in self.sentences) else SAME


@dataclass(frozen=True)
class Part:
    """The head, a goal, an aspect or a task: what became of it as a whole, and its lines."""

    kind: str
    what: str
    number: str
    title: str
    number_before: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def renumbered(self) -> bool:
        return bool(self.number_before) and self.number_before != self.number


@dataclass
class Comparison:
    parts: list[Part] = field(default_factory=list)

    @property
    def changed(self) -> list[Part]:
        return [part for part in self.parts if part.what != SAME or part.renumbered]

    def count(self, what: str, kind: str = "task") -> int:
        return sum(part.what == what and part.kind == kind for part in self.parts)

    @property
    def added(self) -> int:
        return self.count(ADDED)

    @property
    def removed(self) -> int:
        return self.count(REMOVED)

    @property
    def altered(self) -> int:
        return self.count(CHANGED)


def compare(
    before: dict[str, Any],
    after: dict[str, Any],
    language: str,
    names: Mapping[str, str] | None = None,
) -> Comparison:
    """What stands differently in `after`, both whole texts of editions, in one language.

    `names`: of indicators and of tasks above, by their slugs, which are all that a text holds."""
    names = names or {}
    found = Comparison()
    head = _lines(_head(before, language), _head(after, language))
    title = plain(after["title"], language)
    what = CHANGED if any(line.what != SAME for line in head) else SAME
    found.parts.append(Part("head", what, "", title, lines=head))
    found.parts += _matched(
        "goal", _goals(before, language), _goals(after, language), numbered=False
    )
    found.parts += _matched("aspect", _aspects(before, language), _aspects(after, language))
    found.parts += _matched("task", _tasks(before, language, names), _tasks(after, language, names))
    return found


def sentences(before: str, after: str) -> tuple[Sentence, ...]:
    """Both texts sentence by sentence, in the order of the newer one."""
    old, new = split(before), split(after)
    found: list[Sentence] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            found += [Sentence(SAME, one) for one in new[j1:j2]]
        else:
            found += _between(old[i1:i2], new[j1:j2])
    return tuple(found)


def split(text: str) -> list[str]:
    """A text's sentences, each with its mark at the end; line ends separate, too."""
    return [one.strip() for one in _BETWEEN.split(text) if one.strip()]


def pieces(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What was taken out of a sentence and put in, word by word (Chinese: sign by sign)."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(new[j1:j2])))
            continue
        if i2 > i1:
            found.append((REMOVED, "".join(old[i1:i2])))
        if j2 > j1:
            found.append((ADDED, "".join(new[j1:j2])))
    return tuple(found)


def _between(old: Sequence[str], new: Sequence[str]) -> list[Sentence]:
    """Pair what is alike in order; the rest is removed or added."""
    found: list[Sentence] = []
    taken = 0
    for one in new:
        best, place = _ALIKE, None
        for number in range(taken, len(old)):
            alike = SequenceMatcher(None, old[number], one, autojunk=False).ratio()
            if alike > best:
                best, place = alike, number
        if place is None:
            found.append(Sentence(ADDED, one))
            continue
        found += [Sentence(REMOVED, gone) for gone in old[taken:place]]
        found.append(Sentence(CHANGED, one, old[place], pieces(old[place], one)))
        taken = place + 1
    return found + [Sentence(REMOVED, gone) for gone in old[taken:]]


@dataclass(frozen=True)
class _Thing:
    number: str
    title: str
    values: dict[str, str]
    place: str = ""


def _matched(
    kind: str, before: dict[str, _Thing], after: dict[str, _Thing], numbered: bool = True
) -> list[Part]:
    found: list[Part] = []
    for key, new in after.items():
        old = before.get(key)
        if old is None:
            found.append(Part(kind, ADDED, new.number, new.title, lines=_lines({}, new.values)))
            continue
        # The heading of its aspect is no part of a task: that it stands elsewhere is.
        same = {"aspect"} if old.place == new.place else set()
        lines = _lines(_without(old.values, same), _without(new.values, same))
        what = CHANGED if any(line.what != SAME for line in lines) else SAME
        number = old.number if numbered else ""
        found.append(Part(kind, what, new.number, new.title, number, lines))
    for key, old in before.items():
        if key not in after:
            lines = _lines(old.values, {})
            found.append(Part(kind, REMOVED, old.number, old.title, lines=lines))
    return found


def _without(values: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}


def _lines(before: dict[str, str], after: dict[str, str]) -> tuple[Line, ...]:
    names = list(dict.fromkeys([*after, *before]))
    lines = (Line(name, sentences(before.get(name, ""), after.get(name, ""))) for name in names)
    return tuple(line for line in lines if line.sentences)


def _head(text: dict[str, Any], language: str) -> dict[str, str]:
    return {
        "title": plain(text["title"], language),
        "year": str(text["year"]),
        "intro": plain(text.get("intro"), language),
    }


def _goals(text: dict[str, Any], language: str) -> dict[str, _Thing]:
    return {
        goal["slug"]: _Thing("", "", {"text": plain(goal["text"], language)})
        for goal in text["goals"]
    }


def _aspects(text: dict[str, Any], language: str) -> dict[str, _Thing]:
    found = {}
    for one in text["aspects"]:
        title = plain(one["title"], language)
        lead = one.get("lead")
        values = {
            "title": title,
            "text": plain(one.get("text"), language),
            "lead": plain(lead["name"], language) if lead else "",
        }
        found[str(one["id"])] = _Thing(one["number"], title, values)
    return found


def _tasks(text: dict[str, Any], language: str, names: Mapping[str, str]) -> dict[str, _Thing]:
    found = {}
    for aspect in text["aspects"]:
        for one in aspect["tasks"]:
            title = plain(one["title"], language)
            lead = one.get("lead")
            milestones = (
                f"{stone['due']} {plain(stone['title'], language)}" for stone in one["milestones"]
            )
            values = {
                "title": title,
                "text": plain(one.get("text"), language),
                "lead": plain(lead["name"], language) if lead else "",
                "joint": "、".join(plain(body["name"], language) for body in one["joint"]),
                "milestones": "\n".join(milestones),
                "indicators": "\n".join(names.get(slug, slug) for slug in one["indicators"]),
                "serves": "\n".join(names.get(slug, slug) for slug in one["serves"]),
                "aspect": plain(aspect["title"], language),
            }
            number = one["number"]
            if number.startswith("（"):
                number = f"{aspect['number']}{number}"
            found[one["slug"]] = _Thing(number, title, values, str(aspect["id"]))
    return found
