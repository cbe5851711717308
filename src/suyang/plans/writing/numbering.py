"""How aspects and tasks are numbered: 一、（一） as in offices' papers, or 1 and 1.1."""

from __future__ import annotations

CHINESE, DECIMAL = "chinese", "decimal"
SCHEMES = (CHINESE, DECIMAL)
_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """12 as 十二. Raises ValueError outside 1 to 999."""
    if not 1 <= number <= 999:
        raise ValueError(f"1 to 999, not {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and not tens and ones:
        text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    return text + (_DIGITS[ones] if ones else "")


def aspect_number(place: int, scheme: str) -> str:
    """The number of the aspect at a place, from 1."""
    return in_chinese(place) if scheme == CHINESE else str(place)


def task_number(aspect: int, place: int, scheme: str) -> str:
    """The number of a task at its place in its aspect, both from 1."""
    return f"（{in_chinese(place)}）" if scheme == CHINESE else f"{aspect}.{place}"


def aspect_heading(number: str, title: str, scheme: str) -> str:
    """A heading as it is written in a paper: 一、title, or 1 title."""
    return f"{number}、{title}" if scheme == CHINESE else f"{number} {title}"


def task_heading(number: str, title: str, scheme: str) -> str:
    return f"{number}{title}" if scheme == CHINESE else f"{number} {title}"
