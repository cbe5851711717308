"""Lines as a tree: what stands under what, by numbers, heading styles and what somebody said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from suyang.plans.intake import marks
from suyang.plans.intake.draft import (
    ASPECT,
    CLOSING,
    GOAL,
    INTRO,
    LEFT_OUT,
    TASK,
    TEXT,
    TITLE,
    Draft,
    Line,
)
from suyang.plans.intake.marks import Mark


@dataclass
class Source:
    """A line of the source. `level` is given by a heading style, `number` by a list of Word."""

    text: str
    level: int | None = None
    mark: Mark | None = None
    bold: bool = False
    # What our own document says of it by its style: a kind of line; `second`: in English, beside
    # the same in Chinese.
    says: str = ""
    second: bool = False


@dataclass
class Node:
    rank: int
    mark: Mark | None
    title: str
    line: Line
    text: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    forced: str = ""

    def flat(self) -> Iterable[Node]:
        yield self
        for child in self.children:
            yield from child.flat()


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def clean(text: str) -> str:
    """A line without the marks of web pages, tabs and strange spaces."""
    composed = unicodedata.normalize("NFC", text)
    bare = "".join(c for c in composed if c >= " " or c == "\t")
    bare = re.sub(r"[\u200b-\u200f\ufeff\u2028\u2029]", "", bare)
    return re.sub(r"[\s\u3000]+", " ", bare).strip()


def grow(
    draft: Draft,
    sources: list[Source],
    overrides: Mapping[int, str],
    roots: list[Node],
    lead_in: list[Line],
) -> None:
    """Put the lines into `draft`: what begins something new into the tree of `roots`, the text
    below it; what stands before the first of them into `lead_in`."""
    stack: list[Node] = []
    # The last number of each rank, wherever it stood: many plans count on from aspect to aspect.
    latest: dict[int, int] = {}
    for number, source in enumerate(sources, start=1):
        text = clean(source.text)
        if not text:
            continue
        line = Line(number, text, TEXT)
        draft.lines.append(line)
        wanted = overrides.get(number, "")
        if wanted == LEFT_OUT:
            line.kind = LEFT_OUT
            continue
        mark, rest = (source.mark, text) if source.mark else marks.read(text)
        if wanted in (TITLE, INTRO, GOAL) and not stack:
            line.kind = wanted
            lead_in.append(line)
            continue
        heading = _heading(source, mark, rest, wanted, stack, sources, number)
        if heading is None:
            if stack:
                stack[-1].text.append(text)
            else:
                lead_in.append(line)
            continue
        node = Node(heading, mark, rest, line, forced=wanted)
        if mark is None and not source.level and wanted not in (ASPECT, TASK):
            line.note = "number_missing"
        while stack and stack[-1].rank >= node.rank:
            stack.pop()
        siblings = stack[-1].children if stack else roots
        _check_number(node, siblings, latest.get(node.rank, 0))
        if mark is not None:
            latest[node.rank] = mark.value
        siblings.append(node)
        stack.append(node)


def _heading(
    source: Source,
    mark: Mark | None,
    rest: str,
    wanted: str,
    stack: list[Node],
    sources: list[Source],
    number: int,
) -> int | None:
    """The rank under which a line begins something new; None for a line of text."""
    if wanted in (TEXT, CLOSING):
        return None
    if wanted in (ASPECT, TASK):
        ranks = [node.rank for node in stack]
        if mark is not None:
            return mark.rank
        if wanted == ASPECT:
            return min(ranks, default=marks.CHINESE)
        return ranks[1] if len(ranks) > 1 else (ranks[0] + 1 if ranks else marks.BRACKET)
    if source.level is not None and not (mark and source.level > 3):
        # Heading styles are an order of their own; a typed number in one says the same.
        return mark.rank if mark is not None else _styled(source.level, stack)
    if mark is not None:
        return mark.rank
    if _looks_like_heading(rest, source) and stack:
        following = _next_mark(sources, number)
        ranks = [node.rank for node in stack]
        if following is not None and following.value == 1 and following.rank in ranks:
            # The list below begins anew: this is the heading whose number was forgotten.
            place = ranks.index(following.rank)
            if place > 0:
                return ranks[place - 1]
    return None


def _styled(level: int, stack: list[Node]) -> int:
    order = (marks.CHINESE, marks.BRACKET, marks.DIGIT, marks.DIGIT_BRACKET, marks.CIRCLED)
    return order[min(max(level, 1), len(order)) - 1]


def _looks_like_heading(text: str, source: Source) -> bool:
    if len(text) > 25 or text[-1:] in "。；;，,：:.)）】":
        return False
    return source.bold or not re.search(r"[。；;：:]", text)


def _next_mark(sources: list[Source], number: int) -> Mark | None:
    for source in sources[number : number + 6]:
        text = clean(source.text)
        if not text:
            continue
        mark, _rest = (source.mark, text) if source.mark else marks.read(text)
        if mark is not None:
            return mark
    return None


def _check_number(node: Node, siblings: list[Node], latest: int) -> None:
    """Say where a number is left out, twice there, or begins anew; `latest`: the last number of
    its rank in the sections before, on which a list may count on."""
    if node.mark is None:
        return
    before = [one for one in siblings if one.mark and one.mark.rank == node.mark.rank]
    last = before[-1].mark if before else None
    if last is None:
        begins = node.mark.value in (1, latest + 1)
        if not begins and not node.mark.path and node.mark.rank in (0, 1, 2):
            node.line.note = "number_jumps"
    elif node.mark.value == last.value:
        node.line.note = "number_twice"
    elif node.mark.value != last.value + 1:
        node.line.note = "number_jumps"
