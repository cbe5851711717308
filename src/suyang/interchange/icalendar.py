"""Days to keep in mind as an iCalendar file (RFC 5545), which any calendar takes in.

Whole days, without hours and time zones. The same event always has the same id (UID), so that a
file that is taken in again brings the calendar up to date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# A line is at most so many bytes long, its break left out (RFC 5545, 3.1).
LONGEST: Final = 75
_PRODUCT: Final = "-//Suyang//Suyang//EN"
_SPOKEN: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Event:
    """A whole day. uid: for good; address: of the page about it."""

    uid: str
    day: dt.date
    title: str
    text: str = ""
    address: str = ""
    categories: tuple[str, ...] = ()


def write(events: Iterable[Event], name: str, at: dt.datetime) -> bytes:
    """The file. at: the moment of writing, aware; name: the calendar's, as programs show it.

    Raises ValueError for a moment that does not know where it is."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    stamp = at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in events:
        lines += _event(one, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(one: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(one.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"SUMMARY:{_text(one.title)}"
    if one.text:
        yield f"DESCRIPTION:{_text(one.text)}"
    if one.address:
        # An address is no text and is not escaped; a break in one would begin another line.
        yield f"URL:{''.join(one.address.split())}"
    if one.categories:
        yield f"CATEGORIES:{','.join(_text(word) for word in one.categories)}"
    # It takes nobody's day: others can still be met on it.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(said: str) -> str:
    plain = said.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one == "\n" or one == "\t" or _is_written(one))
    return kept.translate(_SPOKEN)


def _is_written(one: str) -> bool:
    """No control characters; no half of a pair, which UTF-8 cannot hold."""
    return ord(one) >= 0x20 and one != "\x7f" and not "\ud800" <= one <= "\udfff"


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 bytes; a following one begins with a space. No character is
    cut in two."""
    piece, room = b"", LONGEST
    for one in line:
        written = one.encode()
        if len(piece) + len(written) > room:
            yield piece + b"\r\n"
            piece = b" "
        piece += written
    yield piece + b"\r\n"
