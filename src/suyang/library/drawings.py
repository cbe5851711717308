"""Drawings of lessons: what an SVG may hold to stand in a page that allows no script and no style.

A drawing is put into the page itself, so that its lines take the text's colour. What is not on the
lists below is refused, with the reason: links, scripts, styles, ids that two drawings could share.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
MAX_BYTES = 20_000
# fmt: off
ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "title", "desc",
})
ATTRIBUTES = frozenset({
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "d", "points", "transform", "fill", "fill-opacity", "fill-rule", "opacity", "stroke",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-opacity",
    "font-size", "font-weight", "text-anchor", "dx", "dy",
})
# fmt: on


def problems(source: str) -> Iterator[str]:
    """Every reason for which a drawing would be refused."""
    if len(source.encode()) > MAX_BYTES:
        yield f"is larger than {MAX_BYTES // 1000} kB; draw it simpler"
        return
    if "<!DOCTYPE" in source or "<!ENTITY" in source or "<?" in source.removeprefix("<?xml"):
        yield "must hold no DOCTYPE, entity or processing instruction"
        return
    try:
        root = ElementTree.fromstring(source)  # noqa: S314 - no entities, see above
    except ElementTree.ParseError as error:
        yield f"is not well-formed XML: {error}"
        return
    if root.tag != f"{SVG}svg":
        yield "must begin with an <svg> element of the SVG namespace"
    elif "viewBox" not in root.attrib:
        yield "needs a viewBox, so that it scales"
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        if name not in ELEMENTS:
            yield f"the element <{name}> is not allowed"
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES:
                yield f"the attribute {attribute!r} of <{name}> is not allowed"
            elif "url(" in value or "javascript:" in value.lower():
                yield f"the attribute {attribute!r} of <{name}> refers to something outside"


def inline(source: str) -> str:
    """The drawing as it stands in a page: without XML declaration, not reached by keyboard."""
    body = source.strip()
    if body.startswith("<?xml"):
        body = body.split("?>", 1)[1].strip()
    return body.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
