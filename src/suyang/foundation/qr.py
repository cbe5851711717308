"""QR codes as SVG for pages and papers, and as PNG for what takes only pictures of dots.

Always dark on white with a quiet zone of four modules, in dark themes too: scanners need it
(ISO/IEC 18004).
"""

from __future__ import annotations

import hashlib
import io
from itertools import groupby
from xml.sax.saxutils import escape

import segno

QUIET_ZONE = 4


def qr_svg(text: str, *, title: str) -> str:
    """The code for `text` as an SVG picture named `title`, without style attributes.

    Error correction M, more where it costs no space. Raises ValueError when `text` is empty or too
    long for a code (2331 bytes).
    """
    matrix = _matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    path = "".join(
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for x, length in _runs(row)
    )
    name = "qr-" + hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:12]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" '
        f'width="{4 * side}" height="{4 * side}" role="img" aria-labelledby="{name}" '
        f'shape-rendering="crispEdges"><title id="{name}">{escape(title)}</title>'
        f'<rect width="{side}" height="{side}" fill="#ffffff"/>'
        f'<path d="{path}" fill="#000000"/></svg>'
    )


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """The same code as a PNG, `scale` pixels a module. Raises ValueError as `qr_svg` does."""
    picture = io.BytesIO()
    _code(text).save(picture, kind="png", scale=scale, border=QUIET_ZONE)
    return picture.getvalue()


def _code(text: str) -> segno.QRCode:
    if not text:
        raise ValueError("an empty text makes no code")
    return segno.make_qr(text, error="m")


def _matrix(text: str) -> list[list[bool]]:
    return [[bool(module) for module in row] for row in _code(text).matrix]


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules stand side by side: (first, how many)."""
    found, x = [], 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            found.append((x, length))
        x += length
    return found
