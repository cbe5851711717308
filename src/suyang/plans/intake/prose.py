"""A plan as it was pasted: lines with 一、（一）1. numbers, or almost, as a `Draft`.

Lines become a tree by their marks; which level of it holds the key tasks follows from where bodies
are named, and otherwise from how offices write: aspects, then tasks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from suyang.plans.intake import deadlines, marks, said
from suyang.plans.intake.draft import (
    ASPECT,
    CLOSING,
    GOAL,
    INTRO,
    MOST_TASKS,
    TASK,
    TEXT,
    TITLE,
    UNCLEAR,
    Draft,
    DraftAspect,
    DraftMilestone,
    DraftTask,
    Line,
)
from suyang.plans.intake.headings import (
    LONGEST_TITLE,
    first_words,
    joined,
    number_of,
    short,
    split_title,
    stopped,
    written,
)
from suyang.plans.intake.outline import Node, Source, grow, lines_of

_FRAME = re.compile(
    r"^(?:总体要求|总体思路|总体目标|指导思想|基本原则|主要目标|工作目标|目标任务|发展目标|总体安排|工作要求|保障措施|组织保障|组织实施|"
    r"组织领导|工作保障|有关要求|几点要求|保障机制|实施保障|Overall (?:aim|requirement)s?|Goals?|"
    r"Safeguards?|Requirements)"
)
_GOALS = re.compile(r"^(?:总体目标|主要目标|工作目标|发展目标|目标|Goals?|Aims?)")
_BEFORE = re.compile(r"^(?:总体|指导思想|基本原则|主要目标|工作目标|目标|发展目标|Overall|Goals?)")
_CONTAINER = re.compile(
    r"^(?:(?:\d{4}年)?(?:重点任务|主要任务|工作任务|重点工作|主要工作|工作内容|主要内容"
    r"|重点工作任务|任务分工|具体任务|主要举措|工作措施"
    r"|工作重点)(?:及(?:责任)?分工|和措施|与措施|及措施)?|Key tasks|Main tasks|Tasks)$"
)
_YEAR = re.compile(r"(20\d{2})\s*年?")
_TITLE = re.compile(
    r"工作要点|工作方案|实施方案|行动方案|工作计划|行动计划|实施意见|任务分工"
    r"|要点$|方案$|计划$|[Pp]lan\b|Key [Pp]oints"
)
_MILESTONE = re.compile(
    r"^(?:里程碑|完成时限|完成时间|时间节点|时限要求|进度安排|时限|Milestones?|Deadline)\s*[:：]\s*"
)
_EXPLICIT = re.compile(r"^(?P<day>[^\s　]+)[\s　]+(?P<title>.+)$")


def read(text: str, overrides: Mapping[int, str] | None = None) -> Draft:
    """The draft of a pasted text. `overrides`: line number → what somebody says that it is."""
    return read_lines([Source(line) for line in lines_of(text)], overrides)


def read_lines(
    sources: list[Source],
    overrides: Mapping[int, str] | None = None,
    year: int | None = None,
) -> Draft:
    """The draft of lines, of which some have a level or a number from where they come. `year`:
    of days without one, where the text itself names none."""
    draft = Draft()
    roots: list[Node] = []
    lead_in: list[Line] = []
    grow(draft, sources, overrides or {}, roots, lead_in)
    _head(draft, lead_in, bool(roots))
    draft.year = draft.year or year
    _sort_out(draft, roots)
    _finish(draft)
    return draft


def _head(draft: Draft, lead_in: list[Line], numbered: bool) -> None:
    """Title, year and the words before the first number."""
    rest = list(lead_in)
    titled = next((line for line in rest if line.kind == TITLE), None)
    if titled is None:
        likely = [line for line in rest[:8] if len(line.text) <= 80 and _TITLE.search(line.text)]
        titled = likely[0] if likely else None
        if (
            titled is None
            and rest
            and len(rest[0].text) <= 60
            and rest[0].text[-1] not in "。：:；"
        ):
            titled = rest[0]
    if titled is not None:
        titled.kind = TITLE
        place = rest.index(titled)
        before = [line for line in rest[:place] if line.kind == TEXT]
        draft.title = titled.text
        # A long title is often broken over two lines, the first of which names who wrote it.
        if len(before) == 1 and _begins_a_title(before[0].text):
            before[0].kind = TITLE
            draft.title = before[0].text + titled.text
        for line in rest[:place]:
            if line.kind == TEXT:
                line.kind, line.note = UNCLEAR, "before_title"
        rest = rest[place + 1 :]
    for line in rest:
        if line.kind == GOAL:
            draft.goals.append(line.text)
        elif line.kind == TEXT and re.fullmatch(
            r"[（(]?.{0,12}\d{4}年\d{1,2}月\d{1,2}日.{0,6}[)）]?|目\s*录", line.text
        ):
            line.kind, line.note = UNCLEAR, "aside"
        else:
            line.kind = INTRO
            draft.intro += ("\n" if draft.intro else "") + line.text
    found = _YEAR.search(draft.title) or _YEAR.search(draft.intro)
    draft.year = int(found[1]) if found else None


def _begins_a_title(text: str) -> bool:
    return len(text) <= 40 and text[-1] not in "。：:号" and not re.search(r"\d", text)


def _sort_out(draft: Draft, roots: list[Node]) -> None:
    """Aspects and tasks from the tree; goals, intro and closing from its frame."""
    main: list[Node] = []
    seen_main = False
    for node in roots:
        title = short(node.title)
        if node.forced not in (ASPECT, TASK) and _FRAME.match(title) and not _has_bodies(node):
            _frame(draft, node, title, seen_main)
            continue
        seen_main = True
        if _CONTAINER.match(title) and node.children:
            node.line.kind = INTRO
            draft.intro = joined(draft.intro, "\n".join(node.text))
            main += node.children
        else:
            main.append(node)
    if not main:
        return
    if all(not node.children for node in main) and not any(n.forced == ASPECT for n in main):
        aspect = DraftAspect(draft.title or "重点任务", line=main[0].line.number)
        draft.notes.append("one_aspect")
        for node in main:
            aspect.tasks.append(_task(draft, node))
        draft.aspects.append(aspect)
    else:
        deep = _tasks_lie_deeper(main)
        for node in main:
            _aspect(draft, node, deep)
    used = {node.mark.rank for node in main if node.mark}
    draft.scheme = "chinese" if used & {marks.CHINESE, marks.PART, marks.BRACKET} else "decimal"


def _frame(draft: Draft, node: Node, title: str, after: bool) -> None:
    """A section that holds no tasks: goals, words before, words after."""
    goals = bool(_GOALS.match(title))
    kind = GOAL if goals else (INTRO if _BEFORE.match(title) and not after else CLOSING)
    if not goals and node.children and any(_GOALS.match(short(c.title)) for c in node.children):
        node.line.kind = kind
        draft.intro = joined(draft.intro, "\n".join(node.text))
        for child in node.children:
            child_title = short(child.title)
            _frame(draft, child, child_title, after)
        return
    node.line.kind = kind
    head, rest = split_title(node.title)
    body = [part for part in (rest, *node.text) if part]
    if goals:
        if node.children:
            draft.intro = joined(draft.intro, "\n".join(body))
            for child in node.children:
                child.line.kind = GOAL
                draft.goals.append(joined(child.title, "\n".join(child.text)))
        else:
            for sentence in body or [head]:
                draft.goals += _goal_sentences(sentence)
        return
    for child in node.children:
        for one in child.flat():
            one.line.kind = kind
    lines = [head, *body, *(written(one) for child in node.children for one in child.flat())]
    draft.intro = joined(draft.intro, "\n".join(line for line in lines if line))


def _goal_sentences(text: str) -> list[str]:
    parts = [one.strip() for one in re.split(r"(?<=[。；;])", text) if one.strip()]
    return parts if 1 < len(parts) <= 12 else [text]


def _has_bodies(node: Node) -> bool:
    return any(bool(said.take("\n".join([one.title, *one.text]))[1]) for one in node.flat())


def _tasks_lie_deeper(main: list[Node]) -> bool:
    """Whether bodies are named two levels below the aspects, and not one level below."""
    near = far = 0
    for node in main:
        for child in node.children:
            near += bool(said.take("\n".join([child.title, *child.text]))[1])
            for low in child.children:
                far += bool(said.take("\n".join([low.title, *low.text]))[1])
    return far > 0 and far > near and near == 0


def _aspect(draft: Draft, node: Node, deep: bool) -> None:
    title, rest = split_title(node.title)
    body = [part for part in (rest, *node.text) if part]
    if not node.children:
        # An aspect without numbers below: it is its own task.
        node.line.kind = ASPECT
        node.line.note = node.line.note or "is_its_own_task"
        aspect = DraftAspect(title, number=number_of(node), line=node.line.number)
        aspect.tasks.append(_task(draft, node))
        draft.aspects.append(aspect)
        return
    node.line.kind = ASPECT
    if deep and any(child.children for child in node.children):
        for child in node.children:
            if not child.children:
                child.children = [Node(child.rank + 1, None, child.title, child.line, child.text)]
                child.text = []
            child.line.kind = ASPECT
            name, more = split_title(child.title)
            text = joined(more, "\n".join(child.text))
            aspect = DraftAspect(
                f"{title.rstrip('。')}：{name}", text, number_of(child), line=child.line.number
            )
            aspect.tasks += [_task(draft, low) for low in child.children]
            draft.aspects.append(aspect)
        return
    lead = _own_lead(body)
    if not lead:
        title, lead = _led(title)
    aspect = DraftAspect(title, "\n".join(body), number_of(node), lead, line=node.line.number)
    aspect.tasks += [_task(draft, child) for child in node.children]
    draft.aspects.append(aspect)


def _own_lead(text: list[str]) -> str:
    """The one body named at the end of an aspect's text, which is cut off there."""
    if not text:
        return ""
    rest, lead = _led(text[-1])
    if lead:
        text[-1:] = [stopped(rest)] if rest else []
    return lead


def _led(text: str) -> tuple[str, str]:
    """The text and the one body that it names at its end; of several the text says more than an
    aspect keeps, and stays whole."""
    rest, named = said.take(text)
    return (rest, named.lead) if named.lead and not named.joint else (text, "")


def _task(draft: Draft, node: Node) -> DraftTask:
    if node.line.kind != ASPECT:
        node.line.kind = TASK
    title, rest = split_title(node.title)
    whole_title = title
    lines = [part for part in (rest, *node.text) if part]
    for child in node.children:
        lines += [written(one) for one in child.flat()]
        for one in child.flat():
            one.line.kind = TEXT
    task = DraftTask(whole_title, number=number_of(node), line=node.line.number)
    kept: list[str] = []
    for line in lines:
        found = _MILESTONE.match(line)
        if found is None:
            kept.append(line)
            continue
        if not _explicit(draft, task, line[found.end() :]):
            kept.append(line)
    _take_bodies(task, kept)
    if not task.text and len(task.title) > LONGEST_TITLE:
        task.text = task.title
        task.title = first_words(task.title)
        task.notes.append("title_from_first_words")
    return task


def _take_bodies(task: DraftTask, lines: list[str]) -> None:
    """Bodies from the end of the text, or of the title, or of any line: the rest is the text."""
    found = said.Said()
    text: list[str] = []
    for line in lines:
        rest, named = said.take(line)
        if named:
            _merge(found, named)
            if rest:
                text.append(stopped(rest))
        else:
            text.append(line)
    title, named = said.take(task.title)
    if named and title:
        task.title = title
        _merge(found, named)
    task.title = task.title.strip().rstrip("。.；;：:").strip()
    task.text = "\n".join(text)
    task.lead, task.joint = found.lead, found.joint
    task.notes += found.doubts


def _merge(found: said.Said, more: said.Said) -> None:
    if more.lead and not found.lead:
        found.lead = more.lead
    elif more.lead:
        found.joint.append(more.lead)
    found.joint = [one for one in dict.fromkeys([*found.joint, *more.joint]) if one != found.lead]
    found.doubts = list(dict.fromkeys([*found.doubts, *more.doubts]))


def _explicit(draft: Draft, task: DraftTask, said_there: str) -> bool:
    """Milestones said as such: 2026-06-30 title；…, or a day alone."""
    year = draft.year
    found = False
    for piece in re.split(r"[；;]", said_there):
        piece = piece.strip().rstrip("。")
        if not piece:
            continue
        split = _EXPLICIT.match(piece)
        day = deadlines.one_day(split["day"], year) if split else None
        title = split["title"].strip() if split and day else task.title
        if day is None:
            day = deadlines.one_day(piece, year)
        if day is None:
            continue
        task.milestones.append(DraftMilestone(day, title.rstrip("。"), said=True))
        found = True
    return found or deadlines.goes_on(said_there)


def _finish(draft: Draft) -> None:
    """Days and numbers in the tasks' sentences; limits; lines of tasks that nobody leads."""
    for task in draft.tasks:
        derived = deadlines.milestones(joined(task.title, task.text), draft.year)
        if not any(one.said for one in task.milestones):
            task.milestones += derived
        task.offers = deadlines.offers(joined(task.title, task.text))
        if not task.lead and not task.joint:
            task.notes.append("no_bodies")
    if not draft.tasks:
        draft.notes.append("no_tasks")
    if len(draft.tasks) > MOST_TASKS:
        draft.notes.append("too_many")
    if draft.year is None:
        draft.notes.append("no_year")
