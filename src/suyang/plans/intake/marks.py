"""Numbers at the beginning of a line, in the ways in which offices number.

The usual order is 一、 → （一） → 1. → （1） → ①; decimals go 1 → 1.1 → 1.1.1.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CHINESE = "零〇一二三四五六七八九十百两"
_VALUES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# The family of a mark, the outer ones first.
PART, CHINESE, BRACKET, DIGIT, DIGIT_BRACKET, CIRCLED = range(6)
DECIMAL = 10  # + depth: 1.1 is 12, 1.1.1 is 13

_PATTERNS = (
    (PART, re.compile(rf"第([{_CHINESE}]+|\d{{1,2}})(?:章|部分|篇|方面)[\s、.．:：]*")),
    (BRACKET, re.compile(rf"[（(]\s*([{_CHINESE}]{{1,5}})\s*[)）][\s、.．]*")),
    (CHINESE, re.compile(rf"([{_CHINESE}]{{1,5}})\s*[、.．]\s*")),
    (DIGIT_BRACKET, re.compile(r"[（(]\s*(\d{1,3})\s*[)）][\s、.．]*")),
    (DIGIT_BRACKET, re.compile(r"(\d{1,3})\s*[)）]\s*")),
    (
        DECIMAL,
        re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:[\s、.．]+|(?=[^\d\s.%％．万亿个名人年月日]))"),
    ),
    (DIGIT, re.compile(r"(\d{1,3})\s*[、．]\s*|(\d{1,3})\.(?!\d)\s*|(\d{1,2})\s+(?=\D)")),
    (CIRCLED, re.compile(rf"([{_CIRCLED}])[\s、.．]*")),
)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[*•·●■◆-]\s+|\*\*)")


@dataclass(frozen=True)
class Mark:
    """A number: its family (rank), its value, and as it was written."""

    rank: int
    value: int
    written: str
    path: tuple[int, ...] = ()


def read(line: str) -> tuple[Mark | None, str]:
    """The mark at the beginning of a line, and the rest. None where there is none."""
    text = _MARKDOWN.sub("", line.strip()).strip().strip("*").strip()
    plain = _narrow(text)
    for rank, pattern in _PATTERNS:
        found = pattern.match(plain)
        if found is None:
            continue
        written = next(group for group in found.groups() if group is not None)
        rest = text[found.end() :].strip()
        if not rest and rank not in (PART, CHINESE, BRACKET):
            return None, text
        if rank == DECIMAL:
            path = tuple(int(part) for part in written.split("."))
            return Mark(DECIMAL + len(path), path[-1], plain[: found.end()].strip(), path), rest
        value = _value(written)
        if value is None or (rank == DIGIT and _is_year_or_amount(written, rest)):
            return None, text
        return Mark(rank, value, plain[: found.end()].strip()), rest
    return None, text


def value_of(written: str) -> int | None:
    """The number of 十二 or 12."""
    return _value(_narrow(written))


def _narrow(text: str) -> str:
    """Full-width digits and points as narrow ones, letter by letter, so that places stay."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if sign in "０１２３４５６７８９．" else sign
        for sign in text
    )


def _value(written: str) -> int | None:
    if written in _CIRCLED and len(written) == 1:
        return _CIRCLED.index(written) + 1
    if written.isdigit():
        return int(written)
    total, current = 0, 0
    for sign in written:
        if sign == "百":
            total += (current or 1) * 100
            current = 0
        elif sign == "十":
            total += (current or 1) * 10
            current = 0
        elif sign in _VALUES:
            current = _VALUES[sign] if sign not in "零〇" else 0
        else:
            return None
    return total + current or None


def _is_year_or_amount(written: str, rest: str) -> bool:
    """“50 个单位” and “3 月” begin with an amount, not with a number of a list."""
    return bool(re.match(r"(?:个|名|人|场|次|月|日|年|万|亿|%|％|元|家|项|所|期|天|类|岁)", rest))
