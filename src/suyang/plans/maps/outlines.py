"""Outlines for a small picture: projected, snapped to a grid, simplified, written as SVG paths.

Borders that two areas share stay shared: after snapping, rings are cut where borders meet, and each
piece is simplified once for both sides (by Visvalingam and Whyatt, The Cartographic Journal 30,
1993: the vertex that spans the least triangle goes first).

Lengths are in grid steps, ten of which are one unit of a chart; y grows downwards.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suyang.interchange.geojson import Area, Position, Ring

Point = tuple[int, int]
# From left to right along a row.
Stretch = tuple[int, int]
STEP = 10
WIDE, HIGH = 340 * STEP, 440 * STEP
# All paths together, in bytes; each area's share of the page (its link and title) comes on top.
LARGEST, WHOLE, SHARE = 110_000, 185_000, 350
MOST_AREAS, MOST_POSITIONS = 300, 400_000
# What spans less (0.06 square units of the chart) is not seen.
_SEEN = 6.0
_DOT = 2 * STEP


class TooSmall(ValueError):
    """All areas together have no width or no height that a number can tell."""


class TooMany(ValueError):
    """More positions than are drawn, or so many corners where borders meet that no simplifying
    makes the picture small enough."""


@dataclass(frozen=True)
class Outline:
    """path: SVG path data. label: the middle of a free place inside, and how wide it is there."""

    path: str
    label: tuple[int, int, int]


@dataclass(frozen=True)
class Drawn:
    width: int
    height: int
    outlines: list[Outline]


def drawn(areas: Sequence[Area]) -> Drawn:
    """The areas on one sheet, at most WIDE and HIGH. Raises TooSmall, TooMany."""
    if sum(len(ring) for area in areas for ring in area.rings) > MOST_POSITIONS:
        raise TooMany
    sheet = _Sheet(areas)
    arcs = _Arcs((ring for area in areas for ring in area.rings), sheet)
    rings = [_Rings(area.rings, sheet) for area in areas]
    limit = min(LARGEST, WHOLE - SHARE * len(areas))
    least = _SEEN
    while True:
        shapes = [one.simplified(arcs, least) for one in rings]
        paths = [_path(one) for one in shapes]
        size = sum(map(len, paths))
        if size <= limit:
            break
        if least > WIDE * HIGH:
            raise TooMany
        least *= max(1.4, size / limit)
    return Drawn(
        sheet.width,
        sheet.height,
        [Outline(path, _label(shape)) for path, shape in zip(paths, shapes, strict=True)],
    )


class _Sheet:
    """Equirectangular with the middle latitude for degrees, as they are for plane positions."""

    def __init__(self, areas: Sequence[Area]) -> None:
        xs = [x for area in areas for ring in area.rings for x, _y in ring]
        ys = [y for area in areas for ring in area.rings for _x, y in ring]
        self._west, east, south, self._north = min(xs), max(xs), min(ys), max(ys)
        degrees = self._west >= -180 and east <= 180 and south >= -90 and self._north <= 90
        narrow = math.cos(math.radians((south + self._north) / 2)) if degrees else 1.0
        wide, high = (east - self._west) * narrow, self._north - south
        if wide <= 0 or high <= 0:
            raise TooSmall
        scale = min(WIDE / wide, HIGH / high)
        if not math.isfinite(scale):
            raise TooSmall
        self._across, self._down = narrow * scale, scale
        self.width, self.height = round(wide * scale), round(high * scale)

    def snapped(self, line: Iterable[Position]) -> list[Point]:
        """On the grid, without what falls on the point before it."""
        west, north, across, down = self._west, self._north, self._across, self._down
        kept: list[Point] = []
        for x, y in line:
            point = (round((x - west) * across), round((north - y) * down))
            if not kept or kept[-1] != point:
                kept.append(point)
        return kept


class _Rings:
    """The rings of an area that are seen, the largest first; a dot for one that has none."""

    def __init__(self, rings: list[Ring], sheet: _Sheet) -> None:
        snapped = [(sheet.snapped(ring), ring) for ring in rings]
        sized = sorted(((abs(_twice_area(s)), s, r) for s, r in snapped), key=lambda one: -one[0])
        self.rings = [(size, ring) for size, _s, ring in sized if size > 2 * _SEEN]
        largest = sized[0][1]
        x, y = (sum(point[axis] for point in largest) // len(largest) for axis in (0, 1))
        half = _DOT // 2
        self._dot = [
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        ]

    def simplified(self, arcs: _Arcs, least: float) -> list[list[Point]]:
        found: list[list[Point]] = []
        for size, ring in self.rings:
            if found and size < 2 * least:
                break
            shape = arcs.ring(ring, least)
            if len(shape) > 2:
                found.append(shape)
        return found or [self._dot]


class _Arcs:
    """Rings cut where borders meet; each piece snapped and weighed once, whichever area asks."""

    def __init__(self, rings: Iterable[Ring], sheet: _Sheet) -> None:
        self._sheet = sheet
        self._junctions: set[Position] = set()
        self._cut: dict[int, list[tuple[tuple[Point, ...], bool]]] = {}
        self._weights: dict[tuple[Point, ...], list[float]] = {}
        beside: dict[Position, tuple[Position, Position]] = {}
        for ring in rings:
            before = ring[-2:-1][0] if len(ring) > 1 else ring[0]
            here = ring[-1]
            for after in ring:
                pair = (before, after) if before < after else (after, before)
                if beside.setdefault(here, pair) != pair:
                    self._junctions.add(here)
                before, here = here, after

    def ring(self, ring: Ring, least: float) -> list[Point]:
        """The ring with those vertices that weigh at least so much."""
        if id(ring) not in self._cut:
            self._cut[id(ring)] = [self._arc(one) for one in self._pieces(ring)]
        found: list[Point] = []
        for key, forward in self._cut[id(ring)]:
            weights = self._weights[key]
            kept = [point for point, weight in zip(key, weights, strict=True) if weight >= least]
            for point in kept if forward else reversed(kept):
                if not found or found[-1] != point:
                    found.append(point)
        while len(found) > 1 and found[0] == found[-1]:
            found.pop()
        return found

    def _pieces(self, ring: Ring) -> list[Ring]:
        cuts = [number for number, point in enumerate(ring) if point in self._junctions]
        if not cuts:
            # An island, or a hole that another area fills: both begin at the same vertex.
            first = ring.index(min(ring))
            return [[*ring[first:], *ring[: first + 1]]]
        turned = [*ring[cuts[0] :], *ring[: cuts[0] + 1]]
        ends = [cut - cuts[0] for cut in cuts] + [len(ring)]
        return [turned[start : end + 1] for start, end in pairwise(ends)]

    def _arc(self, piece: Ring) -> tuple[tuple[Point, ...], bool]:
        snapped = tuple(self._sheet.snapped(piece))
        key = min(snapped, snapped[::-1])
        if key not in self._weights:
            self._weights[key] = _weights(key)
        return key, key == snapped


def _weights(points: Sequence[Point]) -> list[float]:
    """What each vertex weighs: the triangle that it spans when all lighter ones have gone. The two
    ends always stay, and of a closed line two more, so that something is left of it."""
    last = len(points) - 1
    weights = [math.inf] * len(points)
    before, after = list(range(-1, last)), list(range(1, last + 2))
    heap = [(_triangle(*points[i - 1 : i + 2]), i) for i in range(1, last)]
    heapq.heapify(heap)
    current = {i: weight for weight, i in heap}
    left, heaviest = last - 1, 0.0
    closed = points[0] == points[-1]
    while heap and not (closed and left <= 2):
        weight, i = heapq.heappop(heap)
        if current.get(i) != weight:
            continue
        del current[i]
        heaviest = max(heaviest, weight)
        weights[i] = heaviest
        left -= 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for one in (a, b):
            if 0 < one < last:
                anew = _triangle(points[before[one]], points[one], points[after[one]])
                current[one] = anew
                heapq.heappush(heap, (anew, one))
    return weights


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _twice_area(ring: list[Point]) -> int:
    return sum(
        x * ring[number - 1][1] - ring[number - 1][0] * y for number, (x, y) in enumerate(ring)
    )


def _path(rings: list[list[Point]]) -> str:
    written = []
    for ring in rings:
        x, y = ring[0]
        steps = []
        for to_x, to_y in ring[1:]:
            steps.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
        written.append(f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(written)


def _label(rings: list[list[Point]]) -> tuple[int, int, int]:
    """Where a line of text has most room inside."""
    ring = rings[0]
    top, bottom = min(y for _x, y in ring), max(y for _x, y in ring)
    half = 9 * STEP
    best = (ring[0][0], ring[0][1], 0)
    rows = [top + (bottom - top) * part // 12 for part in range(1, 12)]
    for y in sorted(rows, key=lambda one: abs(2 * one - top - bottom)):
        for left, right in _free(rings, y, half):
            if right - left > best[2] * 1.1:
                best = ((left + right) // 2, y, right - left)
    return best


def _free(rings: list[list[Point]], y: int, half: int) -> list[Stretch]:
    """The stretches along y that lie inside, also a little above and below."""
    found = _inside(rings, y)
    for other in (y - half, y + half):
        found = _in_both(found, _inside(rings, other))
    return found


def _in_both(some: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """What two lists have in common; in each, none begins before the one ahead of it ends."""
    found = []
    i = j = 0
    while i < len(some) and j < len(others):
        left, right = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if left < right:
            found.append((left, right))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return found


def _inside(rings: list[list[Point]], y: int) -> list[Stretch]:
    crossed = []
    for ring in rings:
        for number, (x, to_y) in enumerate(ring):
            from_x, from_y = ring[number - 1]
            if (from_y > y) != (to_y > y):
                crossed.append(from_x + (x - from_x) * (y - from_y) // (to_y - from_y))
    crossed.sort()
    return list(zip(crossed[::2], crossed[1::2], strict=False))
