"""QR codes: readable, named, and plain markup."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree

import pytest
import segno

from suyang.foundation.qr import QUIET_ZONE, qr_png, qr_svg

SVG = "{http://www.w3.org/2000/svg}"
LINK = "https://suyang.example/k/7KXQ-4MRD"


def modules(svg: str) -> list[list[int]]:
    """The picture back as rows of dark and light modules, without its quiet zone."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    grid = [[0] * side for _ in range(side)]
    path = root.find(f"{SVG}path").get("d")
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for column in range(int(x), int(x) + int(length)):
            grid[int(y)][column] = 1
    for line in (*grid[:QUIET_ZONE], *grid[-QUIET_ZONE:]):
        assert not any(line)
    return [line[QUIET_ZONE:-QUIET_ZONE] for line in grid[QUIET_ZONE:-QUIET_ZONE]]


def test_the_picture_holds_exactly_the_modules_of_the_code() -> None:
    expected = [[int(bit) for bit in row] for row in segno.make_qr(LINK, error="m").matrix]
    assert modules(qr_svg(LINK, title="Open the check")) == expected


def test_the_picture_is_named_and_has_no_inline_style() -> None:
    svg = qr_svg(LINK, title='扫码 <b> & "开始"')
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == '扫码 <b> & "开始"'
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert "style" not in svg


def test_two_codes_in_a_page_have_different_ids() -> None:
    first, second = (ElementTree.fromstring(qr_svg(link, title="x")) for link in ("a", "b"))
    assert first.get("aria-labelledby") != second.get("aria-labelledby")


def test_the_png_has_the_same_size_in_modules() -> None:
    png = qr_png(LINK, scale=5)
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    side = len(modules(qr_svg(LINK, title="x"))) + 2 * QUIET_ZONE
    assert (wide, high) == (5 * side, 5 * side)


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_what_makes_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        qr_svg(text, title="x")
    with pytest.raises(ValueError, match=r".+"):
        qr_png(text)


def test_equal_texts_give_equal_pictures() -> None:
    assert qr_svg(LINK, title="x") == qr_svg(LINK, title="x")
    assert qr_png(LINK) == qr_png(LINK)
