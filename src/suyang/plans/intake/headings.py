"""Headings and what follows them on the same line: titles, first words, sentences."""

from __future__ import annotations

import re

from suyang.plans.intake import said
from suyang.plans.intake.outline import Node

LONGEST_HEADING = 45
LONGEST_TITLE = 90


def split_title(text: str) -> tuple[str, str]:
    """A heading and what follows it on the same line: “加强供给。建立……”"""
    text = text.strip()
    for place, sign in enumerate(text):
        if sign in "。！？":
            head, rest = text[:place], text[place + 1 :].strip()
            if not rest or head.count("（") > head.count("）"):
                return (head, "") if not rest else (text, "")
            if len(head) <= LONGEST_HEADING:
                return head, rest
            break
    for sign in ("：", ":"):
        head, found, rest = text.partition(sign)
        if (
            found
            and 2 <= len(head) <= 25
            and len(rest.strip()) > 10
            and not re.search(r"单位$|部门$|[Ll]ead|[Jj]oint", head)
        ):
            return head.strip(), rest.strip()
    english = re.match(r"([^.]{3,80})\.\s+(\S.*)$", text) if text.isascii() else None
    if english:
        return english[1], english[2]
    bracket = re.match(r"^(.{2,60}?)\s*([（(【〔［].+[)）】〕］])[。.]?$", text)
    if bracket and said.understand(bracket[2][1:-1]):
        return bracket[1].rstrip("。"), bracket[2]
    if len(text) > LONGEST_TITLE:
        cut = first_words(text)
        return (cut, text) if cut != text else (text, "")
    return text.rstrip("。"), ""


def first_words(text: str) -> str:
    """The first clause of a task that has no heading of its own."""
    found = re.match(r"^.{4,60}?(?=[，,；;。：:])", text)
    return found.group() if found else text[:60]


def short(title: str) -> str:
    return split_title(title)[0]


def number_of(node: Node) -> str:
    return node.mark.written if node.mark else ""


def written(node: Node) -> str:
    mark = node.mark.written if node.mark else ""
    return "\n".join([mark + node.title, *node.text])


def stopped(text: str) -> str:
    """A sentence whose naming was cut off ends with its mark again."""
    return text if not text or text[-1] in "。；;！？.!?：:" else text + "。"


def joined(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)
