"""How numbers are written in charts, and where lines break in a picture that cannot flow."""

from __future__ import annotations

import re
import unicodedata

from suyang.foundation.numbers import decimal, whole

_NARROW = set("iljtfrI.,:;'|!()[]{} -·/")
_WIDE = set("mwMW@%—…")
_CLOSING = "，。、；：？！）》」』”’…％%,.;:?!)]"
_TOKEN = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]|\s+|"
    r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)


def percent(share: float) -> str:
    """A share in whole per cent. Only nothing at all is 0%, only everything is 100%."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1:
        return ">99%"
    return f"{whole(100 * share)}%"


def percent_range(low: float, high: float) -> str:
    """An interval of shares: 24–38%."""
    first, last = percent(low), percent(high)
    if first == last:
        return last
    return f"{first.removesuffix('%')}–{last}"


def number(value: float) -> str:
    """A count or a quantity: 12,345 or 3.4."""
    if value == int(value) or abs(value) >= 100:
        return whole(value)
    return decimal(value)


def number_range(low: float, high: float) -> str:
    """An interval of quantities: 12–15."""
    return f"{number(low)}–{number(high)}"


def width(text: str, size: float) -> float:
    """About how wide `text` is at `size`, in the same unit; generous, since fonts differ."""
    return size * sum(map(_advance, text))


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break `text` into lines not wider than `room`: Chinese between characters, others between
    words.
    """
    lines, line = [], ""
    for token in _tokens(text, room, size):
        if line and _at_most((line + token).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += token.lstrip() if not line else token
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _at_most(text: str, size: float) -> float:
    """As `width`, with digits as wide as in DejaVu Sans, which stands in for a missing font: a
    line of nothing but numbers would run out of the sheet there."""
    return width(text, size) + 0.06 * size * sum(map(str.isdigit, text))


def _tokens(text: str, room: float, size: float) -> list[str]:
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if found and token[0] in _CLOSING:
            found[-1] += token
        elif width(token, size) <= room:
            found.append(token)
        else:
            found.extend(token)
    return found


def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.92
    return 0.7 if character.isupper() else 0.58
