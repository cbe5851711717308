"""Photos without what phones write into them: place, device, thumbnails, notes.

What is seen stays bit for bit the same: segments (JPEG) and chunks (PNG) that hold no picture are
left out; of a JPEG's Exif only the orientation stays, without which it would lie on its side.
Formats: ITU-T T.81 annex B; Exif 2.32 (CIPA DC-008); PNG specification (W3C), clause 5.
"""

from __future__ import annotations

import struct

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused

_ORIENTATION = 0x0112
_SOS, _EOI = 0xDA, 0xD9
# JFIF, ICC profile, Adobe's colour transform: needed to show the colours as they are.
_KEPT_OF_JPEG = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_DROPPED_OF_PNG = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_PNG = b"\x89PNG\r\n\x1a\n"


def without_place(data: bytes) -> bytes:
    """A JPEG or PNG without its notes. Raises Refused when it is damaged."""
    try:
        return _png(data) if data.startswith(_PNG) else _jpeg(data)
    except (IndexError, struct.error, ValueError):
        raise Refused(
            _("This picture is damaged. Take it again, or save it anew and send that."),
            code="damaged",
        ) from None


def _jpeg(data: bytes) -> bytes:
    kept, place = [b"\xff\xd8"], 2
    while True:
        if data[place] != 0xFF:
            raise ValueError("no marker")
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == _EOI:
            # What stands behind the end is a second picture with its own Exif, or worse.
            return b"".join([*kept, b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", data, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(data):
            raise ValueError("a segment is cut off")
        segment = data[place + 4 : end]
        if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            kept.append(_turned(_orientation(segment[6:])))
        elif _stays(marker, segment):
            kept.append(data[place:end])
        if marker == _SOS:
            scan = _scan_end(data, end)
            kept.append(data[end:scan])
            end = scan
        place = end


def _stays(marker: int, segment: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return segment.startswith(_KEPT_OF_JPEG.get(marker, b"\xff\xff"))
    return marker != 0xFE


def _scan_end(data: bytes, place: int) -> int:
    """Where the coded picture ends: at the next marker that is not part of it."""
    while True:
        place = data.index(b"\xff", place)
        following = data[place + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return place
        place += 1 if following == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """1 to 8; 1, upright, when it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(entries):
            tag, _kind, _count, value = struct.unpack_from(
                f"{order}HHIH", tiff, at + 2 + 12 * number
            )
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _turned(orientation: int) -> bytes:
    """An Exif segment that says the orientation and nothing else; none for upright pictures."""
    if orientation == 1:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    kept, place = [data[:8]], 8
    while True:
        (length,) = struct.unpack_from(">I", data, place)
        kind, end = data[place + 4 : place + 8], place + 12 + length
        if end > len(data):
            raise ValueError("a chunk is cut off")
        if kind not in _DROPPED_OF_PNG:
            kept.append(data[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end
