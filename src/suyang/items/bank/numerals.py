"""The numbers that a text says, in figures or in words, in Chinese or in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

FIGURES = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")
GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
FULL_HOUR = re.compile(r"(?<=\d):00(?!\d)")
DOTTED_TIME = re.compile(r"(?<=\d)\.(?=\d\d ?[ap]\.?m)")
HALF = 0.5, 30.0
LARGE = {"万": 10**4, "亿": 10**8}
MILLIONS = re.compile(r"(\d+(?:\.\d+)?) (hundred|thousand|million|billion)", re.I)
POWERS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
HAN_NUMBER = re.compile("[零一二两三四五六七八九十百千万]+")
HAN_DIGITS = {han: number for number, han in enumerate("零一二三四五六七八九")} | {"两": 2}
HAN_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4}
_each = re.compile(r"\w+").findall
SMALL = _each(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = _each("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = _each(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)
MONTHS = _each(
    "January February March April May June July August September October November December"
)
WORDS = (
    {word: number for number, word in enumerate(SMALL)}
    | {word: 10 * number for number, word in enumerate(TENS, 2)}
    | {word: number for number, word in enumerate(ORDINALS)}
    | {"once": 1, "twice": 2, "both": 2, "noon": 12, "midnight": 12, "nought": 0}
)
NOON = 12


def in_figures(text: str) -> set[float]:
    """Numbers written in figures, 1.2万 and 1.2 million as what they are."""
    plain = _plain(text)
    found: set[float] = set()
    for match in FIGURES.finditer(plain):
        after = plain[match.end() :].lstrip()[:1]
        found.add(float(match.group()) * LARGE.get(after, 1))
    for number, power in MILLIONS.findall(plain):
        found.discard(float(number))
        found.add(float(number) * POWERS[power.lower()])
    return found


def said(text: str) -> set[float]:
    """Numbers in figures or in words: whatever a figure in another language could stand for."""
    plain = _plain(text)
    found = in_figures(text) | {float(one) for one in FIGURES.findall(plain)}
    found |= {_han(run) for run in HAN_NUMBER.findall(plain)}
    found |= set(_in_words(plain.lower()))
    found |= {
        float(number)
        for number, month in enumerate(MONTHS, 1)
        if re.search(rf"\b(?:{month}|{month[:3]})\b", plain)
    }
    # 8 pm is 20:00, and 晚上8点 too.
    return (
        found
        | {hour + NOON for hour in found if hour < NOON}
        | {hour - NOON for hour in found if NOON < hour <= 2 * NOON}
    )


def _plain(text: str) -> str:
    plain = GROUPS.sub("", unicodedata.normalize("NFKC", text))
    return FULL_HOUR.sub("", DOTTED_TIME.sub(":", plain))


def _in_words(text: str) -> Iterator[float]:
    # Half of something, or half past an hour.
    yield from HALF if "半" in text or "half" in text else ()
    for word, value in WORDS.items():
        if re.search(rf"\b{word}\b", text):
            yield float(value)
    for tens, ones in re.findall(rf"\b({'|'.join(TENS)})[- ]({'|'.join(SMALL[1:10])})\b", text):
        yield float(WORDS[tens] + WORDS[ones])
    for ones, power in re.findall(rf"\b(a|{'|'.join(SMALL[1:])}) ({'|'.join(POWERS)})\b", text):
        yield float(WORDS.get(ones, 1) * POWERS[power])


def _han(run: str) -> float:
    """三百二十 as 320; what is no number by the rules becomes some number, which does no harm."""
    total, section, digit = 0, 0, 0
    for one in run:
        if one == "万":
            total, section, digit = (total + section + digit or 1) * HAN_POWERS[one], 0, 0
        elif one in HAN_POWERS:
            section += (digit or 1) * HAN_POWERS[one]
            digit = 0
        else:
            digit = HAN_DIGITS.get(one, 0)
    return float(total + section + digit)
