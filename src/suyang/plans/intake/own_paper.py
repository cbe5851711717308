"""A Word document that `outgoing.docx` wrote, read back by its styles.

Title, introduction, goals, aspects, tasks, and under each task its text, then lines that name
bodies, milestones and indicators. A line can be told to be something else, as in any other text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from suyang.plans.intake import own
from suyang.plans.intake.deadlines import plan_year
from suyang.plans.intake.draft import (
    ASPECT,
    GOAL,
    INTRO,
    LEFT_OUT,
    TASK,
    TEXT,
    TITLE,
    Draft,
    DraftAspect,
    DraftMilestone,
    DraftTask,
    Line,
)
from suyang.plans.intake.outline import Source
from suyang.plans.outgoing import lines
from suyang.plans.writing.wording import clean, clean_long

# Styles of the second language, beside the same in the first; `outgoing.docx` makes them.
SECOND_TITLE, SECOND_HEADING, SECOND_TEXT = "Second Title", "Second Heading", "Second Text"
SECOND_GOAL = "List Continue"
# What stands in the document and is no text of the plan: the line under the title, the heading of
# the table at the end.
ABOUT, NOTHING = "about", ""
_NUMBER = r"(?:[零一二三四五六七八九十百]+、|（[零一二三四五六七八九十百]+）|\d+(?:\.\d+)? )"
_STONE = re.compile(r"[；;]\s*(?=\d{4}-\d{2}-\d{2}\s)")
_INDICATOR = re.compile(r"(?<=\])[；;]\s*")
_BESIDE = "beside_"


def said_by(style: str, text: str) -> tuple[str, bool]:
    """What a paragraph is by its style, and whether it is in the second language."""
    bare = clean(text)
    if style.startswith(("TOC", "toc")):
        return NOTHING, False
    if style in ("Title", SECOND_TITLE):
        return (TITLE if bare else NOTHING), style == SECOND_TITLE
    if style == "Subtitle":
        return (ABOUT if bare else NOTHING), False
    if style in ("Heading 1", "Heading 2"):
        layout = any(bare == lines.label(n, s) for n in ("division", "goals") for s in own.SPOKEN)
        kind = ASPECT if style == "Heading 1" else TASK
        return (NOTHING if layout or not bare else kind), False
    if style == SECOND_HEADING:
        return (_BESIDE + TASK if bare else NOTHING), True
    if style in ("List Bullet", SECOND_GOAL):
        return (GOAL if bare else NOTHING), style == SECOND_GOAL
    return TEXT, style == SECOND_TEXT


def read(
    sources: Sequence[Source], told: Mapping[int, str] | None = None, year: int | None = None
) -> Draft:
    """The draft of an own document's lines. `told`: line number → what somebody says that it is."""
    two = any(source.second for source in sources)
    draft = Draft(own=True, beside=Draft(own=True) if two else None)
    texts = _Texts(draft)
    for number, source in enumerate(sources, start=1):
        text = clean_long(source.text)
        if source.says == ABOUT:
            draft.year = draft.year or _year_of(text)
            continue
        line = Line(number, clean(text), source.says.removeprefix(_BESIDE))
        if line.text:
            draft.lines.append(line)
        line.kind = (told or {}).get(number, line.kind)
        if line.kind != LEFT_OUT:
            again = source.second and line.kind == source.says.removeprefix(_BESIDE)
            texts.put(line, text, again)
    draft.year = draft.year or year
    texts.close()
    own.finish(draft)
    return draft


def check_division(draft: Draft, tables: Sequence[Sequence[Sequence[str]]]) -> None:
    """The table at the end repeats the text, and is not read. A note where it says something
    else, or where there is another table."""
    headings = [
        [lines.label(name, spoken) for name in ("number", "task", "lead", "joint", "due")]
        for spoken in own.SPOKEN
    ]
    titles = {(task.title, task.lead) for task in draft.tasks}
    if draft.beside:
        titles |= {(task.title, "") for task in draft.beside.tasks}
    for table in tables:
        if not table or [clean(cell) for cell in table[0]] not in headings:
            draft.notes.append("table_left_out")
        elif any(
            len(row) > 2 and (clean(row[1].split("\n")[0]), clean(row[2])) not in titles
            for row in table[1:]
        ):
            draft.notes.append("table_differs")


class _Texts:
    """The lines as they come, in the places where they belong."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.below: DraftAspect | DraftTask | None = None
        # Of what stands above: the lines of its text in both languages.
        self.text: tuple[list[str], list[str]] = ([], [])
        self.line: Line | None = None

    def put(self, line: Line, text: str, second: bool) -> None:
        draft, beside = self.draft, self.draft.beside
        if line.kind == TITLE:
            into = beside if second and beside else draft
            into.title = clean(text)
        elif line.kind == GOAL:
            if second and beside and beside.goals:
                beside.goals[-1] = text
            else:
                draft.goals.append(text)
                if beside:
                    beside.goals.append("")
        elif line.kind == INTRO:
            draft.intro = "\n".join(part for part in (draft.intro, text) if part)
        elif line.kind in (ASPECT, TASK) and second:
            self._second_heading(text)
        elif line.kind in (ASPECT, TASK):
            self._begin(line, text)
        else:
            line.kind = TEXT if self.below else INTRO
            self.text[1 if second else 0].append(text)

    def close(self) -> None:
        """What stood above is whole: its text, and what its last lines name."""
        first, second = self.text
        self.text = ([], [])
        below, beside = self.below, self._beside()
        if isinstance(below, DraftTask):
            self._named(below, first)
        elif below is not None:
            _take_lead(below, first)
        if below is None:
            self.draft.intro = clean_long("\n".join([self.draft.intro, *first]))
            if self.draft.beside:
                self.draft.beside.intro = clean_long("\n".join(second))
            return
        below.text = clean_long("\n".join(first))
        if beside is not None:
            beside.text = clean_long("\n".join(second))

    def _begin(self, line: Line, text: str) -> None:
        self.close()
        number, title = _numbered(text)
        if line.kind == ASPECT:
            if not self.draft.aspects:
                self.draft.scheme = "decimal" if number[:1].isdigit() else "chinese"
            self._add_aspect(DraftAspect(title, number=number, line=line.number))
        else:
            if not self.draft.aspects:
                self._add_aspect(DraftAspect(self.draft.title or title, line=line.number))
            task = DraftTask(title, number=number, line=line.number)
            self.draft.aspects[-1].tasks.append(task)
            if self.draft.beside:
                self.draft.beside.aspects[-1].tasks.append(DraftTask(""))
            self.below = task
        self.line = line

    def _add_aspect(self, aspect: DraftAspect) -> None:
        self.draft.aspects.append(aspect)
        if self.draft.beside:
            self.draft.beside.aspects.append(DraftAspect(""))
        self.below = aspect

    def _second_heading(self, text: str) -> None:
        beside = self._beside()
        if beside is not None:
            beside.title = _numbered(text)[1]

    def _beside(self) -> DraftAspect | DraftTask | None:
        if self.draft.beside is None or not self.draft.beside.aspects:
            return None
        aspect = self.draft.beside.aspects[-1]
        return aspect.tasks[-1] if isinstance(self.below, DraftTask) else aspect

    def _named(self, task: DraftTask, text: list[str]) -> None:
        """Take the last lines of a task's text that name indicators, milestones, bodies."""
        while text and not text[-1]:
            text.pop()
        found = _labelled(text[-1], "indicators") if text else None
        listed = [one for one in map(clean, _INDICATOR.split(found or "")) if one]
        if listed and all(one.endswith("]") for one in listed):
            task.indicators = listed
            text.pop()
        found = _labelled(text[-1], "milestones") if text else None
        if found is not None and self._milestones(task, _STONE.split(found)):
            text.pop()
        bodies = _bodies(text[-1]) if text else None
        if bodies is not None:
            task.lead, task.joint = bodies
            text.pop()

    def _milestones(self, task: DraftTask, pieces: list[str]) -> bool:
        """Take what has a day; where nothing has one, the line is a text as any other."""
        line = Line(0, "", TEXT)
        stones = [own.milestone_of(clean(one), self.draft, task, line) for one in pieces]
        if not any(stones):
            return False
        beside = self._beside()
        for stone in filter(None, stones):
            first, _gap, second = stone.title.partition(lines.BESIDE)
            if isinstance(beside, DraftTask):
                beside.milestones.append(DraftMilestone(stone.due, second, said=True))
                stone.title = first
            task.milestones.append(stone)
        if self.line is not None:
            self.line.note = line.note
        return True


def _take_lead(aspect: DraftAspect, text: list[str]) -> None:
    """Take the last line of an aspect's text where it names its lead body and nothing else."""
    while text and not text[-1]:
        text.pop()
    bodies = _bodies(text[-1]) if text else None
    if bodies is not None and bodies[0] and not bodies[1]:
        aspect.lead = bodies[0]
        text.pop()


def _numbered(text: str) -> tuple[str, str]:
    """The number of a heading as we write it, and the title."""
    found = re.match(_NUMBER, text)
    number = found.group().rstrip("、 ") if found else ""
    return number, clean(text[found.end() :] if found else text)


def _labelled(text: str, name: str) -> str | None:
    for language in lines.BOTH:
        label = lines.word(language, name) + ("：" if language.startswith("zh") else ": ")
        if text.startswith(label):
            return text[len(label) :]
    return None


def _bodies(text: str) -> tuple[str, list[str]] | None:
    """Lead and joint bodies of a line such as “(Lead body: …; Joint bodies: …)”."""
    for language in lines.BOTH:
        chinese = language.startswith("zh")
        opens, closes, mark, gap = ("（", "）", "：", "；") if chinese else ("(", ")", ": ", "; ")
        lead, joint = (lines.word(language, name) + mark for name in ("lead", "joint"))
        if not (text.startswith(opens) and text.endswith(closes)):
            continue
        inside = text[len(opens) : -len(closes)]
        if inside.startswith(joint):
            return "", own.joint_of(inside[len(joint) :])
        if inside.startswith(lead):
            first, _found, rest = inside[len(lead) :].partition(gap + joint)
            found = clean(first)
            return found, [name for name in own.joint_of(rest) if name != found]
    return None


def _year_of(text: str) -> int | None:
    for spoken in own.SPOKEN:
        found = re.search(re.escape(lines.label("year", spoken)) + r"[：:]\s*(\d.*)", text)
        if found and (year := plan_year(found[1])):
            return year
    return None
