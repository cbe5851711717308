"""What a screen reader says of a page, as text, from Chromium's accessibility tree.

    lines(page)       one utterance a line, in reading order, indented by what it stands in
    foreign(said)     what is said in another language than its mark says

An utterance is a role, a name in quotes, states, a value, a description. Plain text has no role.
Names of groups are said when they are entered, so a legend is not repeated; a label that wraps its
field is the field's name and no text of its own. A language stands in square brackets where it is
not the page's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

Node = Mapping[str, Any]

LANDMARKS = {"banner", "navigation", "main", "contentinfo", "complementary", "region", "search"}
HOLDERS = {
    *LANDMARKS,
    "form",
    "group",
    "radiogroup",
    "list",
    "listitem",
    "figure",
    "blockquote",
    "alert",
    "status",
    "log",
    "dialog",
    "article",
    "Details",
    "DescriptionList",
    "deletion",
    "insertion",
}
# Said as one, by their name; what is inside made the name.
ALONE = {
    "link",
    "button",
    "heading",
    "radio",
    "checkbox",
    "textbox",
    "searchbox",
    "spinbutton",
    "combobox",
    "listbox",
    "image",
    "img",
    "progressbar",
    "meter",
    "switch",
    "tab",
}
CALLED = {"img": "image", "DescriptionList": "list of terms", "Details": "group"}
INLINE = {
    "SPAN",
    "STRONG",
    "EM",
    "B",
    "I",
    "CODE",
    "SMALL",
    "BDI",
    "ABBR",
    "LABEL",
    "TIME",
    "#text",
}
STATES = {
    "checked": {"true": "checked", "false": "not checked", "mixed": "partly checked"},
    "pressed": {"true": "pressed", "false": "not pressed"},
    "expanded": {"true": "unfolded", "false": "folded"},
    "invalid": {"true": "invalid"},
    "required": {"true": "required"},
    "disabled": {"true": "disabled"},
    "readonly": {"true": "read only"},
    "focused": {"true": "has the focus"},
}
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MARK = re.compile(r"\[([a-z]+(?:-\w+)?)\]")
LATIN = re.compile(r"[A-Za-z]{2,}(?:[ ’'-]+[A-Za-z]{2,})+")

OWN_WORDS = re.compile(
    MARK.pattern
    + r"|, (?:not |partly )?(?:checked|pressed)|, read only|, has the focus|, said at once \(\w+\)"
    r"|, to choose from|list of terms|, holds|, folded|, unfolded|, invalid|, required|, chosen"
    r"|, \d+ (?:items|rows|columns)|\S+@\S+"
)


@dataclass
class _Dom:
    """What the accessibility tree leaves out: element names, attributes, languages."""

    name: dict[int, str] = field(default_factory=dict)
    attributes: dict[int, dict[str, str]] = field(default_factory=dict)
    language: dict[int, str] = field(default_factory=dict)
    page: str = ""

    def read(self, node: Node, language: str = "") -> None:
        flat = node.get("attributes", [])
        attributes = dict(zip(flat[::2], flat[1::2], strict=True))
        language = attributes.get("lang", language)
        if node["nodeName"] == "HTML":
            self.page = language
        number = node["backendNodeId"]
        self.name[number], self.attributes[number] = node["nodeName"], attributes
        self.language[number] = language
        for child in (*node.get("children", ()), *node.get("pseudoElements", ())):
            self.read(child, language)


def lines(page: Page) -> list[str]:
    """The page as it is heard from its title to its end."""
    session = page.context.new_cdp_session(page)
    dom = _Dom()
    dom.read(session.send("DOM.getDocument", {"depth": -1})["root"])
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return list(_Speaker(nodes, dom).say())


def foreign(said: list[str], language: str) -> list[str]:
    """Utterances in letters of another language than the page's, without a mark that says so."""
    found = []
    for line in said:
        mark = MARK.search(line)
        spoken = mark[1] if mark else language
        if (CJK if spoken.startswith("en") else LATIN).search(OWN_WORDS.sub("", line)):
            found.append(line.strip())
    return found


class _Speaker:
    def __init__(self, nodes: list[Node], dom: _Dom) -> None:
        self.nodes = {node["nodeId"]: node for node in nodes}
        self.root = nodes[0]
        self.dom = dom
        self.sizes: Counter[tuple[str, str]] = Counter()
        for number, name in dom.name.items():
            attributes = dom.attributes[number]
            if name == "INPUT" and attributes.get("type") == "radio":
                self.sizes["radio", attributes.get("name", "")] += 1
        self.met: Counter[str] = Counter()

    def say(self) -> Iterator[str]:
        yield f"page {_quoted(_name(self.root))} [{self.dom.page}]"
        yield from self._children(self.root, 0)

    def _children(self, node: Node, depth: int) -> Iterator[str]:
        """The utterances below a node; runs of plain text become one line each."""
        text: list[tuple[str, str]] = []
        for kind, content, language in self._pieces(node):
            if kind == "text":
                text.append((content, language))
                continue
            yield from self._plain(text, depth)
            if kind == "node":
                yield from self._node(content, depth)
        yield from self._plain(text, depth)

    def _pieces(self, node: Node) -> Iterator[tuple[str, Any, str]]:
        for name in node.get("childIds", ()):
            child = self.nodes.get(name)
            if child is None:
                continue
            role = _role(child)
            if not child.get("ignored") and role == "StaticText":
                yield "text", _name(child), self._language(child)
            elif not child.get("ignored") and role == "ListMarker":
                marker = _name(child).strip()
                if marker.rstrip(".").isdigit():
                    yield "text", f"{marker} ", self._language(child)
            elif not child.get("ignored") and role == "LineBreak":
                yield "break", None, ""
            elif not child.get("ignored") and self._is_said(child, role):
                yield "node", child, ""
            elif role == "Legend" and _name_in(node) == self._text(child):
                continue
            else:
                block = self._element(child) not in INLINE or self._apart(child)
                if block:
                    yield "break", None, ""
                yield from self._within(child, role)
                if block:
                    yield "break", None, ""

    def _apart(self, node: Node) -> bool:
        """Hidden words stand for themselves beside the text."""
        attributes = self.dom.attributes.get(node.get("backendDOMNodeId", -1), {})
        return "visually-hidden" in attributes.get("class", "")

    def _within(self, child: Node, role: str) -> Iterator[tuple[str, Any, str]]:
        pieces = list(self._pieces(child))
        fields = [content for kind, content, _language in pieces if kind == "node"]
        wraps = role == "LabelText" and len(fields) == 1
        name = _squeezed(_name(fields[0])) if wraps else ""
        if wraps and name and name == self._text(child):
            yield "node", fields[0], ""
            return
        yield from pieces

    def _is_said(self, node: Node, role: str) -> bool:
        if role in ("group", "form", "Details", "region") and not _name(node):
            return False  # no screen reader says that something without a name begins
        return (
            role in HOLDERS
            or role in ALONE
            or role in ("table", "DisclosureTriangle", "term", "definition", "caption")
        )

    def _plain(self, text: list[tuple[str, str]], depth: int) -> Iterator[str]:
        """Text that stands in a row; a language of its own is marked where it begins."""
        if not text:
            return
        language = self.dom.page
        whole = ""
        for part, of_part in text:
            if of_part.lower() != language.lower() and part.strip():
                whole += f" [{of_part}] "
                language = of_part
            whole += part
        text.clear()
        if _squeezed(whole):
            yield "  " * depth + _squeezed(whole)

    def _node(self, node: Node, depth: int) -> Iterator[str]:
        role = _role(node)
        if role == "table":
            yield from self._table(node, depth)
            return
        if role in ("term", "definition", "caption"):
            inside = list(self._children(node, 0))
            yield "  " * depth + f"{role}: " + " / ".join(line.strip() for line in inside)
            return
        if role == "DisclosureTriangle":
            yield "  " * depth + self._utterance(node, "fold")
            yield from self._headings(node, depth + 1)
            return
        if role in ALONE:
            yield "  " * depth + self._utterance(node, CALLED.get(role, role))
            return
        inside = list(self._children(node, depth + 1))
        if role == "listitem" and inside:
            inside[0] = "  " * depth + "- " + inside[0].strip()
            yield from inside
        elif inside or _name(node):
            yield "  " * depth + self._utterance(node, CALLED.get(role, role))
            yield from inside

    def _headings(self, node: Node, depth: int) -> Iterator[str]:
        """Headings in what is said as one: they can be jumped to."""
        for name in node.get("childIds", ()):
            child = self.nodes.get(name)
            if child is not None and _role(child) == "heading":
                yield "  " * depth + self._utterance(child, "heading")
            elif child is not None:
                yield from self._headings(child, depth)

    def _table(self, node: Node, depth: int) -> Iterator[str]:
        """Each cell with its column's header, as it is heard when one moves along a row."""
        rows = [row for row in self._below(node) if _role(row) == "row"]
        cells = [[one for one in self._below(row) if _role(one) in _CELLS] for row in rows]
        wide = max((len(row) for row in cells), default=0)
        yield "  " * depth + self._utterance(node, "table", f"{len(rows)} rows, {wide} columns")
        headers: dict[int, str] = {}
        for row in cells:
            said = []
            for column, cell in enumerate(row):
                words = _squeezed(_name(cell)) or self._text(cell)
                if _role(cell) == "columnheader":
                    headers[column] = words
                    said.append(f"column {_quoted(words)}")
                elif _role(cell) == "rowheader":
                    said.append(f"row {_quoted(words)}")
                else:
                    header = f"{headers[column]}: " if column in headers else ""
                    said.append(header + (words or "empty"))
            yield "  " * (depth + 1) + " | ".join(said)

    def _below(self, node: Node) -> Iterator[Node]:
        for name in node.get("childIds", ()):
            child = self.nodes.get(name)
            if child is None:
                continue
            if not child.get("ignored"):
                yield child
            if child.get("ignored") or _role(child) in ("rowgroup", "generic", "none"):
                yield from self._below(child)

    def _utterance(self, node: Node, called: str, more: str = "") -> str:
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        language = self._language(node)
        parts = [called]
        if "level" in properties and called == "heading":
            parts[0] += f" {properties['level']}"
        if language.lower() != self.dom.page.lower():
            parts.append(f"[{language}]")
        name = _squeezed(_name(node))
        if name or called in ALONE:
            parts.append(_quoted(name) if name else "WITHOUT A NAME")
        said = " ".join(parts)
        states = [more] if more else []
        attributes = self.dom.attributes.get(node.get("backendDOMNodeId", -1), {})
        if called == "radio":
            group = attributes.get("name", "")
            self.met[group] += 1
            states.append(f"{self.met[group]} of {self.sizes['radio', group]}")
        for state, words in STATES.items():
            value = str(properties.get(state, "")).lower()
            if value in words and not (state == "focused" and called == "page"):
                states.append(words[value])
        if properties.get("live"):
            states.append(f"said at once ({properties['live']})")
        if called == "list":
            count = sum(_role(child) == "listitem" for child in self._below(node))
            states.append(f"{count} items")
        if called == "combobox":
            states.append(f"chosen {_quoted(_squeezed(_value(node)))}")
            states.append("to choose from: " + " / ".join(self._options(node)))
        elif _value(node) and called in ("textbox", "searchbox", "spinbutton"):
            states.append(f"holds {_quoted(_squeezed(_value(node)))}")
        said += "".join(f", {one}" for one in states)
        description = _squeezed((node.get("description") or {}).get("value") or "")
        return said + (f"; described: {_quoted(description)}" if description else "")

    def _options(self, node: Node) -> Iterator[str]:
        for name in node.get("childIds", ()):
            child = self.nodes.get(name)
            if child is None:
                continue
            if _role(child) == "option":
                yield _squeezed(_name(child))
            else:
                yield from self._options(child)

    def _text(self, node: Node) -> str:
        return _squeezed(
            "".join(
                content if kind == "text" else " " if kind == "break" else ""
                for kind, content, _language in self._pieces(node)
            )
        )

    def _element(self, node: Node) -> str:
        return self.dom.name.get(node.get("backendDOMNodeId", -1), "")

    def _language(self, node: Node) -> str:
        return self.dom.language.get(node.get("backendDOMNodeId", -1), self.dom.page)


_CELLS = {"cell", "gridcell", "columnheader", "rowheader"}


def _role(node: Node) -> str:
    return str((node.get("role") or {}).get("value", ""))


def _name(node: Node) -> str:
    return str((node.get("name") or {}).get("value") or "")


def _name_in(node: Node) -> str:
    return _squeezed(_name(node))


def _value(node: Node) -> str:
    return str((node.get("value") or {}).get("value") or "")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return f"“{text}”"
