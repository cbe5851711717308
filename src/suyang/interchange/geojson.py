"""Areas out of a GeoJSON FeatureCollection (RFC 7946): each with its properties and its rings.

Read as it is written: positions are not transformed, and a third number (a height) is left out.
What is wrong is said with its place: a line of the file, or the way to it ("features[3].geometry").
"""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

Position = tuple[float, float]
Ring = list[Position]
# A longer value is a text, not a code or a name.
LONGEST = 80


class Wrong(StrEnum):
    """What is wrong with a file."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_A_COLLECTION = "not_a_collection"
    NO_FEATURES = "no_features"
    NOT_A_FEATURE = "not_a_feature"
    NOT_AN_AREA = "not_an_area"
    NOT_A_RING = "not_a_ring"
    NOT_CLOSED = "not_closed"
    NOT_A_POSITION = "not_a_position"


class GeoJSONError(ValueError):
    """The file cannot be read; `place` says where, as a person finds it in the file."""

    def __init__(self, wrong: Wrong, place: str) -> None:
        super().__init__(f"{wrong}: {place}")
        self.wrong = wrong
        self.place = place


@dataclass(frozen=True)
class Area:
    """One feature. properties: those that are a text or a whole number, as texts, without control
    characters and halves of characters; "id" is the feature's own id where no property is called
    so. rings: outer ones and holes alike, each without its repeated last position."""

    properties: dict[str, str]
    rings: list[Ring]


def read(data: bytes) -> list[Area]:
    """The areas of a collection, in its order; features without a geometry are left out.

    Raises GeoJSONError."""
    found = _parsed(data)
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise GeoJSONError(Wrong.NOT_A_COLLECTION, "type")
    features = found.get("features")
    if not isinstance(features, list):
        raise GeoJSONError(Wrong.NOT_A_COLLECTION, "features")
    areas = []
    for number, feature in enumerate(features):
        place = f"features[{number}]"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise GeoJSONError(Wrong.NOT_A_FEATURE, place)
        rings = _rings(feature.get("geometry"), f"{place}.geometry")
        if rings:
            areas.append(Area(_properties(feature), rings))
    if not areas:
        raise GeoJSONError(Wrong.NO_FEATURES, "features")
    return areas


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GeoJSONError(Wrong.NOT_UTF8, f"{line}") from None
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise GeoJSONError(Wrong.NOT_JSON, f"{error.lineno}:{error.colno}") from None
    except (RecursionError, ValueError):
        # Nested deeper than any map, a number of thousands of digits, or NaN.
        raise GeoJSONError(Wrong.NOT_JSON, "1:1") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _properties(feature: dict[str, Any]) -> dict[str, str]:
    given = feature.get("properties")
    named = {"id": feature.get("id"), **(given if isinstance(given, dict) else {})}
    found = {}
    for name, value in named.items():
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int):
            continue
        written = str(value).strip()
        if written and _is_a_word(written) and _is_a_word(name):
            found[name] = written
    return found


def _is_a_word(text: str) -> bool:
    """JSON may name what no database keeps or no page can be written with: \\u0000, \\ud800."""
    return len(text) <= LONGEST and not any(
        unicodedata.category(sign) in ("Cc", "Cs") for sign in text
    )


def _rings(geometry: Any, place: str, depth: int = 0) -> list[Ring]:
    if geometry is None:
        return []
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and depth < 5:
        parts = _listed(geometry.get("geometries"), f"{place}.geometries", Wrong.NOT_AN_AREA)
        return [
            ring
            for number, part in enumerate(parts)
            for ring in _rings(part, f"{place}.geometries[{number}]", depth + 1)
        ]
    if kind not in ("Polygon", "MultiPolygon"):
        raise GeoJSONError(Wrong.NOT_AN_AREA, place)
    place = f"{place}.coordinates"
    written = _listed(geometry.get("coordinates"), place, Wrong.NOT_AN_AREA)
    polygons = [(place, written)]
    if kind == "MultiPolygon":
        polygons = [
            (f"{place}[{number}]", _listed(one, f"{place}[{number}]", Wrong.NOT_AN_AREA))
            for number, one in enumerate(written)
        ]
    return [
        _ring(ring, f"{where}[{number}]")
        for where, rings in polygons
        for number, ring in enumerate(rings)
    ]


def _ring(written: Any, place: str) -> Ring:
    positions = _listed(written, place, Wrong.NOT_A_RING)
    if len(positions) < 4:
        raise GeoJSONError(Wrong.NOT_A_RING, place)
    ring = [_position(one, place, number) for number, one in enumerate(positions)]
    if ring[0] != ring[-1]:
        raise GeoJSONError(Wrong.NOT_CLOSED, place)
    del ring[-1]
    return ring


def _position(written: Any, place: str, number: int) -> Position:
    if isinstance(written, list) and len(written) >= 2:
        x, y = written[0], written[1]
        if type(x) in (int, float) and type(y) in (int, float):
            try:
                x, y = float(x), float(y)
            except OverflowError:
                x = math.inf
            # Larger ones are no place anywhere, and their squares would overflow.
            if abs(x) < 1e12 and abs(y) < 1e12:
                return x, y
    raise GeoJSONError(Wrong.NOT_A_POSITION, f"{place}[{number}]")


def _listed(written: Any, place: str, wrong: Wrong) -> list[Any]:
    if not isinstance(written, list):
        raise GeoJSONError(wrong, place)
    return written
