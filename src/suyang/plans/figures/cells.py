"""Cells of figures as arrays, and the bytes in which a year of them is kept. Numbers only.

An array has the shape (slots, columns, 4) of float64. Slots are the twelve months; figures that
cannot be added up over time have seven more: four quarters, two halves, the year. Columns are
"total" and what an indicator is broken down by. The four numbers of a cell are

    VALUE   the value; the numerator of a rate; a NaN whose payload is the mark where there is none
    SECOND  the denominator of a rate, the standard error of an estimate, the day until which an
            audit's result holds by itself (its number, as `date.toordinal`); else NaN
    RESTS   the reports or sources that it rests on; of an estimate the answers
    UNITS   the units directly below that reported; in what a unit itself stands for, 1 where a
            source counted it and 0 where a report says it

Why arrays, and this layout: docs/decisions/0012-figures-as-arrays.md.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from suyang.plans.periods import HALF, MONTH, MONTHS, QUARTER, Period

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]

VALUE, SECOND, RESTS, UNITS = range(4)
TOTAL: Final = "total"
# In the order in which one hides the others where nothing has a value.
NOT_APPLICABLE, NOT_PUBLISHED, MISSING, SUPPRESSED = (
    "not_applicable",
    "not_published",
    "missing",
    "suppressed",
)
MARKS: Final = ("", NOT_APPLICABLE, NOT_PUBLISHED, MISSING, SUPPRESSED)
CODES: Final = {mark: code for code, mark in enumerate(MARKS)}

MONTHLY, EVERY_PERIOD = 12, 19
_FIRST_SLOT = {MONTH: 0, QUARTER: 12, HALF: 16, "year": 18}

_VERSION = 1
_HEAD = struct.Struct("<BBBB")
_HAS_SECOND, _HAS_RESTS, _HAS_UNITS = 1, 2, 4
_DIGEST = 8
_QUIET_NAN = 0x7FF8_0000_0000_0000


class Unreadable(ValueError):
    """These bytes are not a year of cells, or of a later layout."""


@dataclass(frozen=True)
class Cell:
    """One cell as it is written. value None: there is none, and `mark` says why.

    second: the denominator of a rate (value is its numerator), the standard error of an estimate,
    the number of the day until which the result of an audit holds.
    counted: by a source, and not said in a report.
    """

    value: float | None = None
    second: float | None = None
    rests: int = 1
    mark: str = ""
    counted: bool = False


# -- marks --------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def marked(mark: str) -> float:
    """The NaN that stands for a mark. Raises KeyError for one that is none."""
    bits = np.array([_QUIET_NAN | CODES[mark]], dtype="<u8")
    return float(bits.view("<f8")[0])


def codes(values: Array) -> Codes:
    """The code of each value's mark: 0 where it is a value, zero among them.

    A NaN without payload, such as arithmetic leaves, is missing.
    """
    found = np.zeros(values.shape, dtype=np.uint8)
    nan = np.isnan(values)
    if nan.any():
        payload = (np.ascontiguousarray(values).view("<u8")[nan] & 0xFF).astype(np.uint8)
        payload[(payload == 0) | (payload >= len(MARKS))] = CODES[MISSING]
        found[nan] = payload
    return found


def of_codes(found: Codes) -> Array:
    """The NaN of each code; code 0 gives 0."""
    nans: Array = _NANS[found]
    return nans


_NANS = np.array([0.0, *(marked(mark) for mark in MARKS[1:])])


# -- slots and columns --------------------------------------------------------------------------


def empty(columns: int, slots: int = MONTHLY) -> Array:
    """Cells of which none is there."""
    cells = np.full((slots, columns, 4), np.nan)
    cells[..., VALUE] = marked(MISSING)
    cells[..., RESTS:] = 0
    return cells


def slot_of(period: Period) -> int:
    """The slot of a period in an array that keeps every one."""
    return _FIRST_SLOT[period.frequency] + period.number - 1


def periods_of(year: int, slots: int) -> list[Period]:
    """The period of each slot, in order."""
    lengths = MONTHS if slots == EVERY_PERIOD else (MONTH,)
    return [
        Period(year, length, number + 1)
        for length in lengths
        for number in range(12 // MONTHS[length])
    ]


def put(cells: Array, slot: int, columns: Sequence[str], given: Mapping[str, Cell]) -> None:
    """Write all columns of a slot; those that are not given are missing. Raises ValueError for
    a column that is none of these."""
    unknown = set(given) - set(columns)
    if unknown:
        raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
    cells[slot] = empty(len(columns), 1)[0]
    for place, column in enumerate(columns):
        one = given.get(column)
        if one is None:
            continue
        if one.value is None or not np.isfinite(one.value):
            cells[slot, place, VALUE] = marked(one.mark or MISSING)
            cells[slot, place, UNITS] = one.counted and one.mark not in ("", MISSING)
            continue
        known = one.second is not None and np.isfinite(one.second)
        second = one.second if known else np.nan
        cells[slot, place] = (one.value, second, one.rests, one.counted)


# -- bytes --------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _digest(column: str) -> bytes:
    return hashlib.blake2b(column.encode(), digest_size=_DIGEST).digest()


def pack(cells: Array, columns: Sequence[str]) -> bytes | None:
    """The bytes of a year; None where nothing is there."""
    return pack_many(cells[None], columns)[0]


def pack_many(cells: Array, columns: Sequence[str]) -> list[bytes | None]:
    """The bytes of many years, (rows, slots, columns, 4); None for one in which nothing is there.

    Parts of a year that say nothing are left out: no second number anywhere, each value resting on
    one report, no units below. Raises ValueError when the columns are not the array's."""
    _rows, slots, width, _four = cells.shape
    if width != len(columns) or width > 255:
        raise ValueError("the cells do not have these columns")
    marks = codes(cells[..., VALUE])
    values = np.where(marks == 0, cells[..., VALUE], of_codes(marks))
    second, rests, units = cells[..., SECOND], cells[..., RESTS], cells[..., UNITS]
    has_second = ~np.isnan(second).all(axis=(1, 2))
    has_rests = (rests != (marks == 0)).any(axis=(1, 2))
    has_units = (units != 0).any(axis=(1, 2))
    empty_ = (marks == CODES[MISSING]).all(axis=(1, 2)) & ~(has_second | has_rests | has_units)
    flags = (_HAS_SECOND * has_second + _HAS_RESTS * has_rests + _HAS_UNITS * has_units).tolist()
    names = b"".join(map(_digest, columns))
    long, short = 8 * slots * width, 4 * slots * width
    parts = [(0, long, values.astype("<f8").tobytes())]
    if has_second.any():
        parts.append((_HAS_SECOND, long, second.astype("<f8").tobytes()))
    if has_rests.any():
        parts.append((_HAS_RESTS, short, rests.astype("<u4").tobytes()))
    if has_units.any():
        parts.append((_HAS_UNITS, short, units.astype("<u4").tobytes()))
    return [
        None
        if nothing
        else b"".join(
            [
                _HEAD.pack(_VERSION, flag, slots, width),
                names,
                *(
                    part[row * size : (row + 1) * size]
                    for bit, size, part in parts
                    if not bit or flag & bit
                ),
            ]
        )
        for row, (flag, nothing) in enumerate(zip(flags, empty_.tolist(), strict=True))
    ]


def unpack(kept: bytes | memoryview | None, columns: Sequence[str], slots: int = MONTHLY) -> Array:
    """The cells of one year, by today's columns. Raises Unreadable."""
    (cells,) = unpack_many([kept], columns, slots)
    return np.asarray(cells)


def unpack_many(
    kept: Iterable[bytes | memoryview | None], columns: Sequence[str], slots: int = MONTHLY
) -> Array:
    """Many years at once: (rows, slots, columns, 4). What a row had under a column's name stands
    under that name, wherever it stood; what it did not have is missing. Raises Unreadable."""
    groups: dict[bytes, list[int]] = {}
    rows = [None if one is None else bytes(one) for one in kept]
    for place, row in enumerate(rows):
        if row is not None:
            if len(row) < _HEAD.size or row[0] != _VERSION:
                raise Unreadable("not a year of figures")
            groups.setdefault(row[: _HEAD.size + _DIGEST * row[3]], []).append(place)
    if len(groups) == 1 and len(next(iter(groups.values()))) == len(rows):
        (head,) = groups
        return _read(head, [row for row in rows if row is not None], columns, slots)
    found = np.empty((len(rows), slots, len(columns), 4))
    found[:] = empty(len(columns), slots)
    for head, places in groups.items():
        found[places] = _read(head, [rows[place] or b"" for place in places], columns, slots)
    return found


def _read(head: bytes, rows: Sequence[bytes], columns: Sequence[str], slots: int) -> Array:
    """Rows that have one head."""
    _version, flags, kept_slots, width = _HEAD.unpack_from(head)
    size = kept_slots * width
    longs = 1 + bool(flags & _HAS_SECOND)
    shorts = bool(flags & _HAS_RESTS) + bool(flags & _HAS_UNITS)
    length = 8 * size * longs + 4 * size * shorts
    if any(len(row) != len(head) + length for row in rows):
        raise Unreadable("a year of figures is cut off")
    body = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)[:, len(head) :]
    shape = (len(rows), kept_slots, width)

    def part(start: int, kind: str, bytes_: int) -> Array:
        piece = np.ascontiguousarray(body[:, start : start + size * bytes_])
        return piece.view(kind).reshape(shape)

    cells = np.empty((*shape, 4))
    cells[..., VALUE] = part(0, "<f8", 8)
    cells[..., SECOND] = part(8 * size, "<f8", 8) if flags & _HAS_SECOND else np.nan
    at = 8 * size * longs
    if flags & _HAS_RESTS:
        cells[..., RESTS] = part(at, "<u4", 4)
        at += 4 * size
    else:
        cells[..., RESTS] = ~np.isnan(cells[..., VALUE])
    cells[..., UNITS] = part(at, "<u4", 4) if flags & _HAS_UNITS else 0
    return _fitted(cells, head, columns, slots)


def _fitted(cells: Array, head: bytes, columns: Sequence[str], slots: int) -> Array:
    """The cells under today's columns and slots."""
    digests = [_digest(column) for column in columns]
    if head[_HEAD.size :] == b"".join(digests) and cells.shape[1] == slots:
        return cells
    found = np.empty((len(cells), slots, len(columns), 4))
    found[:] = empty(len(columns), slots)
    both = min(slots, cells.shape[1])
    for old in range(cells.shape[2]):
        start = _HEAD.size + _DIGEST * old
        name = head[start : start + _DIGEST]
        if name in digests:
            found[:, :both, digests.index(name)] = cells[:, :both, old]
    return found
