"""The texts of an item's body, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suyang.foundation.texts import LANGUAGES, Text

Here = tuple[str | int, ...]


def texts(node: Any, here: Here = ()) -> Iterator[tuple[Here, Text]]:
    """Every text below a node that stands there in both languages."""
    if isinstance(node, Mapping):
        if all(language in node for language in LANGUAGES):
            yield here, node
            return
        for name, inner in node.items():
            yield from texts(inner, (*here, name))
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from texts(inner, (*here, number))


def asked(body: Mapping[str, Any]) -> Iterator[tuple[Here, Text]]:
    """The question and all that can be chosen; neither the scene nor the reasons."""
    yield ("stem",), body["stem"]
    for number, control in enumerate(body["controls"]):
        here: Here = ("controls", number)
        if "label" in control:
            yield (*here, "label"), control["label"]
        for part in ("options", "rows"):
            for place, one in enumerate(control.get(part, ())):
                yield (*here, part, place, "text"), one["text"]
