"""Outlines out of large files: within their bytes, shared borders shared, small places seen."""

from __future__ import annotations

import json
import random
import re
import time

import pytest

from suyang.interchange import geojson
from suyang.interchange.geojson import Area
from suyang.plans.maps import outlines


def border(a, b, steps=300):
    """A crooked line between two corners, the same from both ends."""
    if b < a:
        return border(b, a, steps)[::-1]
    chance = random.Random(f"{a}{b}")
    parts = [number / steps for number in range(1, steps)]
    inner = [
        (
            a[0] + (b[0] - a[0]) * part + chance.uniform(-0.02, 0.02),
            a[1] + (b[1] - a[1]) * part + chance.uniform(-0.02, 0.02),
        )
        for part in parts
    ]
    return [a, *inner, b]


def square(x, y, steps=300):
    corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
    ring = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        ring += border(start, end, steps)[:-1]
    return Area({"code": f"{x}-{y}"}, [ring])


def points(path: str) -> list[list[tuple[int, int]]]:
    rings = []
    for part in path.split("z")[:-1]:
        numbers = [int(one) for one in re.findall(r"-?\d+", part)]
        x, y = numbers[:2]
        ring = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


@pytest.fixture(scope="module")
def land():
    return [square(100 + x, 30 + y) for x in range(6) for y in range(6)]


def test_a_border_that_two_share_is_the_same_line_for_both(land):
    found = outlines.drawn(land)
    edges = {}
    for number, outline in enumerate(found.outlines):
        for ring in points(outline.path):
            for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
                edges.setdefault(frozenset((start, end)), set()).add(number)
    alone = [edge for edge, of in edges.items() if len(of) == 1]
    # Only the outer border has one side: all its ends lie near the edge of the sheet.
    near = 2 * found.width // 60
    for edge in alone:
        for x, y in edge:
            assert min(x, y, found.width - x, found.height - y) < near
    assert len(alone) < len(edges) / 2


def test_a_large_file_keeps_within_its_bytes_and_the_sheet(land):
    whole = [square(100 + x, 30 + y, 120) for x in range(17) for y in range(17)]
    found = outlines.drawn(whole)
    assert len(found.outlines) == 289
    assert sum(len(one.path) for one in found.outlines) <= 185_000 - 350 * 289
    assert found.width <= outlines.WIDE
    assert found.height <= outlines.HIGH
    every = [point for one in found.outlines for ring in points(one.path) for point in ring]
    assert min(x for x, _y in every) >= 0
    assert max(x for x, _y in every) <= found.width


def test_degrees_are_narrowed_by_the_middle_latitude_and_plane_positions_are_not():
    def box(x, y, size):
        return Area({}, [[(x, y), (x + size, y), (x + size, y + size), (x, y + size)]])

    degrees = outlines.drawn([box(100, 59.5, 1)])
    assert degrees.width / degrees.height == pytest.approx(0.5, abs=0.01)
    plane = outlines.drawn([box(500_000, 4_000_000, 1000)])
    assert plane.width == plane.height


def test_a_place_too_small_to_be_seen_is_a_dot():
    tiny = Area({}, [[(1, 1), (1.00001, 1), (1.00001, 1.00001), (1, 1.00001)]])
    large = Area({}, [[(0, 0), (3, 0), (3, 3), (0, 3)]])
    dot = points(outlines.drawn([large, tiny]).outlines[1].path)[0]
    assert max(x for x, _y in dot) - min(x for x, _y in dot) == 20


def test_a_hole_that_another_area_fills_has_its_line():
    inner = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)]
    outer = Area({}, [[(0, 0), (3, 0), (3, 3), (0, 3)], inner[::-1]])
    found = outlines.drawn([outer, Area({}, [inner])])
    assert set(points(found.outlines[0].path)[1]) == set(points(found.outlines[1].path)[0])


def test_a_name_stands_inside_its_outline():
    # A horseshoe: its middle is outside.
    ring = [(0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9)]
    found = outlines.drawn([Area({}, [ring])])
    x, y, room = found.outlines[0].label
    ring = points(found.outlines[0].path)[0]
    crossed = sum(
        (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay)
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    assert crossed % 2 == 1
    assert room > 0


def test_properties_are_codes_and_names_alone():
    feature = {
        "type": "Feature",
        "id": 7,
        "properties": {"a": 110000.0, "b": " x ", "c": True, "d": None, "e": 1.5, "f": "y" * 81},
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    }
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    written = json.dumps({"type": "FeatureCollection", "features": [empty, feature]})
    areas = geojson.read(b"\xef\xbb\xbf" + written.encode())
    assert [one.properties for one in areas] == [{"id": "7", "a": "110000", "b": "x"}]
    assert areas[0].rings == [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]]


def test_properties_that_no_database_keeps_are_left_out():
    properties = {"code": "1", "a\0": "x", "b": "x\0y", "c": "\ud800", "\udc00": "x", "d": "𠮷"}
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    written = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert geojson.read(written.encode())[0].properties == {"code": "1", "d": "𠮷"}


def test_an_area_that_no_scale_can_show_is_too_small():
    with pytest.raises(outlines.TooSmall):
        outlines.drawn([Area({}, [[(0, 0), (1e-310, 0), (1e-310, 1e-310)]])])


def test_a_comb_of_thousands_of_teeth_is_drawn_at_once():
    teeth = [(float(x), 10.0 if x % 2 else 5000.0) for x in range(3400)]
    began = time.process_time()
    found = outlines.drawn([Area({}, [[*teeth, (3399.0, 0.0), (0.0, 0.0)]])])
    # When each stretch of a row was held against every other one, this took twenty seconds.
    assert time.process_time() - began < 5
    assert len(points(found.outlines[0].path)[0]) > 3000


def test_stretches_that_two_rows_have_in_common():
    chance = random.Random(3)
    for _ in range(300):
        some, others = (
            list(zip(cuts[::2], cuts[1::2], strict=True))
            for cuts in (
                sorted(chance.choices(range(40), k=2 * chance.randrange(6))) for _row in range(2)
            )
        )
        assert outlines._in_both(some, others) == [
            (max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)
        ]


def woven(n: int) -> list[Area]:
    """Two lines over the same places, along the rows and along the columns: borders meet in all."""
    rows = [(float(x), float(y)) for y in range(n) for x in range(n)[:: 1 if y % 2 else -1]]
    return [Area({}, [rows]), Area({}, [[(y, x) for x, y in rows]])]


def test_what_no_simplifying_makes_small_is_refused(monkeypatch):
    assert len(outlines.drawn(woven(20)).outlines) == 2
    with pytest.raises(outlines.TooMany):
        outlines.drawn(woven(150))
    monkeypatch.setattr(outlines, "MOST_POSITIONS", 799)
    with pytest.raises(outlines.TooMany):
        outlines.drawn(woven(20))
