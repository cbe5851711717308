"""A workbook that `outgoing.tables` wrote, read back whole: what it is, its goals, aspects, tasks.

A row can be left out, and is never something else than what its sheet says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    UNCLEAR,
    Draft,
    DraftAspect,
    DraftMilestone,
    DraftTask,
    Line,
)
from suyang.plans.intake.headings import first_words
from suyang.plans.outgoing import lines
from suyang.plans.writing.wording import clean, clean_long

Rows = Sequence[Sequence[str]]
# Of a column: what it says, and in which language ("" where it says it in one alone).
Column = tuple[str, str]
_TASKS = ("number", "aspect*", "task*", "text*", "lead", "joint", "milestones", "indicators")
_SHEETS = {
    "tasks": _TASKS,
    "older": _TASKS[:-1],  # as it was written before tasks named their indicators
    "aspects": ("number", "aspect*", "text*", "lead"),
    "older aspects": ("number", "aspect*", "text*"),
    "milestones": ("number", "due", "milestones*"),
    "goals": ("goals*",),
}


@dataclass
class _Sheet:
    """A sheet that was recognised: its rows by column, with the number of each row's line."""

    name: str
    rows: list[tuple[Line, dict[Column, str]]] = field(default_factory=list)


def is_own(tables: Sequence[Rows]) -> bool:
    return _language(tables) is not None


def read(tables: Sequence[Rows], told: Mapping[int, str] | None = None) -> Draft:
    """The draft of a workbook that `is_own`. `told`: lines that somebody leaves out."""
    spoken = _language(tables)
    assert spoken is not None  # noqa: S101 the caller asked `is_own`
    draft = Draft(own=True, beside=Draft(own=True) if len(spoken) > 1 else None)
    sheets: dict[str, _Sheet] = {}
    first = 1
    for table in tables:
        name = _name(table, spoken)
        if name is None:
            _notes(draft, table, spoken, first)
        else:
            sheets[name] = _rows(name, table, spoken, first)
        first += len(table)
    for sheet in sheets.values():
        _leave_out(sheet, told or {})
    _goals(draft, sheets.get("goals"), spoken)
    _aspects(draft, sheets.get("aspects") or sheets.get("older aspects"), spoken)
    stones = _stones(sheets.get("milestones"), spoken)
    above = 0
    for line, cells in (sheets.get("tasks") or sheets["older"]).rows:
        draft.lines.append(line)
        if line.kind != LEFT_OUT:
            above = _task(draft, line, cells, spoken, stones, above)
    draft.lines.sort(key=lambda line: line.number)
    numbers = "".join(aspect.number for aspect in draft.aspects)
    draft.scheme = "decimal" if numbers.isascii() and numbers else "chinese"
    own.finish(draft)
    return draft


def _language(tables: Sequence[Rows]) -> tuple[str, ...] | None:
    """In which languages the workbook was written; None where it is none of ours."""
    for spoken in own.SPOKEN:
        names = [_name(table, spoken) for table in tables]
        titled = any(
            row and clean(row[0]) == lines.word(spoken[0], "year")
            for table in tables
            for row in table
        )
        if titled and ("tasks" in names or "older" in names):
            return spoken
    return None


def _says_what_it_is(table: Rows, spoken: tuple[str, ...]) -> bool:
    """Whether it is the sheet with the year, whatever the plan is called in its first row."""
    year = lines.word(spoken[0], "year")
    return any(len(row) > 1 and clean(row[0]) == year and plan_year(row[1]) for row in table)


def _columns(name: str, spoken: tuple[str, ...]) -> list[tuple[Column, str]]:
    found: list[tuple[Column, str]] = []
    for key in _SHEETS[name]:
        bare = key.rstrip("*")
        if bare == key:
            found.append(((bare, ""), lines.word(spoken[0], bare)))
        else:
            found += [((bare, one), lines.heading_in(bare, one, spoken)) for one in spoken]
    return found


def _name(table: Rows, spoken: tuple[str, ...]) -> str | None:
    if _says_what_it_is(table, spoken):
        return None
    heading = [clean(cell) for cell in table[0]] if table else []
    while heading and not heading[-1]:
        heading.pop()
    for name in _SHEETS:
        if heading == [said for _column, said in _columns(name, spoken)]:
            return name
    return None


def _rows(name: str, table: Rows, spoken: tuple[str, ...], first: int) -> _Sheet:
    kinds = {"goals": GOAL, "aspects": ASPECT, "older aspects": ASPECT, "milestones": TEXT}
    kind = kinds.get(name, TASK)
    sheet = _Sheet(name)
    columns = [column for column, _said in _columns(name, spoken)]
    for offset, row in enumerate(table[1:], start=1):
        text = clean(" | ".join(cell for cell in row if cell))
        if text:
            cells = dict(zip(columns, (clean_long(cell) for cell in row), strict=False))
            sheet.rows.append((Line(first + offset, text, kind, was=kind), cells))
    return sheet


def _leave_out(sheet: _Sheet, told: Mapping[int, str]) -> None:
    for line, _cells in sheet.rows:
        if told.get(line.number) == LEFT_OUT and line.kind in (TASK, GOAL):
            line.kind = LEFT_OUT


def _notes(draft: Draft, table: Rows, spoken: tuple[str, ...], first: int) -> None:
    """The sheet that says what the workbook is."""
    year = lines.word(spoken[0], "year")
    for offset, row in enumerate(table):
        label, value = (clean(row[0]), clean_long(row[1])) if len(row) > 1 else ("", "")
        line = Line(first + offset, f"{label} | {clean(value)}", TITLE)
        if label == year and (said := plan_year(value)):
            draft.year = said
            draft.lines.append(line)
        for place, one in enumerate(spoken):
            into = draft if place == 0 else draft.beside
            if into is None or not value:
                continue
            if label == lines.heading_in("title", one, spoken):
                into.title = clean(value)
                draft.lines.append(line)
            elif label == lines.heading_in("intro", one, spoken):
                into.intro = value
                line.kind = INTRO
                draft.lines.append(line)


def _goals(draft: Draft, sheet: _Sheet | None, spoken: tuple[str, ...]) -> None:
    for line, cells in sheet.rows if sheet else ():
        draft.lines.append(line)
        if line.kind == LEFT_OUT:
            continue
        said = _both(cells, "goals", spoken)
        draft.goals.append(said[0])
        if draft.beside:
            draft.beside.goals.append(said[1])


def _aspects(draft: Draft, sheet: _Sheet | None, spoken: tuple[str, ...]) -> None:
    for line, cells in sheet.rows if sheet else ():
        draft.lines.append(line)
        _put_aspect(draft, cells, cells.get(("number", ""), ""), spoken, line)


def _put_aspect(
    draft: Draft,
    cells: Mapping[Column, str],
    number: str,
    spoken: tuple[str, ...],
    line: Line,
) -> DraftAspect:
    titles, texts = _both(cells, "aspect", spoken), _both(cells, "text", spoken)
    lead = clean(cells.get(("lead", ""), ""))
    if line.kind == TASK:  # of a task's row: the text and the bodies are the task's
        texts, lead = ("", ""), ""
    made = DraftAspect(clean(titles[0]), texts[0], number, lead, line=line.number)
    draft.aspects.append(made)
    if draft.beside:
        draft.beside.aspects.append(DraftAspect(clean(titles[1]), texts[1], number))
    return made


def _task(
    draft: Draft,
    line: Line,
    cells: Mapping[Column, str],
    spoken: tuple[str, ...],
    stones: Mapping[tuple[str, str, str], tuple[str, str]],
    above: int,
) -> int:
    """Put in the task of a row; the place of its aspect."""
    titles, texts = _both(cells, "task", spoken), _both(cells, "text", spoken)
    if not any(titles) and not any(texts):
        line.kind, line.note = UNCLEAR, "no_task_in_row"
        return above
    number = cells.get(("number", ""), "")
    aspect = _aspect_of(draft, cells, spoken, line, above)
    task = DraftTask(clean(titles[0]), texts[0], number, line=line.number)
    if not any(titles):
        task.title = first_words(clean(texts[0] or texts[1]))
        task.notes.append("title_from_first_words")
    task.lead = clean(cells.get(("lead", ""), ""))
    task.joint = [n for n in own.joint_of(cells.get(("joint", ""), "")) if n != task.lead]
    second = DraftTask(clean(titles[1]), texts[1], number)
    for one in filter(None, cells.get(("milestones", ""), "").split("\n")):
        stone = own.milestone_of(one, draft, task, line)
        if stone is None:
            continue
        key = (number, stone.due.isoformat(), stone.title)
        said = stones.get(key, (stone.title, ""))
        task.milestones.append(DraftMilestone(stone.due, said[0], said=True))
        second.milestones.append(DraftMilestone(stone.due, said[1], said=True))
    task.indicators = [one for one in cells.get(("indicators", ""), "").split("\n") if one]
    draft.aspects[aspect].tasks.append(task)
    if draft.beside:
        draft.beside.aspects[aspect].tasks.append(second)
    return aspect


def _aspect_of(
    draft: Draft, cells: Mapping[Column, str], spoken: tuple[str, ...], line: Line, above: int
) -> int:
    """The place of the aspect that a task's row names: by its title, and by its number where two
    have the same title; a new one where there is none, that of the row above where none is named.
    """
    wanted = tuple(map(clean, _both(cells, "aspect", spoken)))
    if not any(wanted) and draft.aspects:
        return above
    named = [
        place
        for place, aspect in enumerate(draft.aspects)
        if (aspect.title, draft.beside.aspects[place].title if draft.beside else "") == wanted
    ]
    head = cells.get(("number", ""), "").partition("（")[0].partition(".")[0]
    for place in named:
        if draft.aspects[place].number == head:
            return place
    if named:
        return named[0]
    _put_aspect(draft, cells, head, spoken, line)
    return len(draft.aspects) - 1


def _stones(
    sheet: _Sheet | None, spoken: tuple[str, ...]
) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Milestones in both languages, by task, day and how they read in the sheet of tasks."""
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    for _line, cells in sheet.rows if sheet and len(spoken) > 1 else ():
        titles = _both(cells, "milestones", spoken)
        number, due = cells.get(("number", ""), ""), cells.get(("due", ""), "")
        found[number, due, titles[0] or titles[1]] = titles
    return found


def _both(cells: Mapping[Column, str], name: str, spoken: tuple[str, ...]) -> tuple[str, str]:
    said = [cells.get((name, one), "") for one in spoken]
    return said[0], said[1] if len(said) > 1 else ""
