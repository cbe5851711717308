"""Tables of tasks: 序号, 任务, 措施, 牵头单位, 责任单位, 完成时限, in DOCX and XLSX."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

from suyang.foundation.documents.errors import DocumentError
from suyang.plans.intake import deadlines, marks, packages, said
from suyang.plans.intake.draft import (
    ASPECT,
    LEFT_OUT,
    MOST_LETTERS,
    MOST_TASKS,
    TASK,
    TEXT,
    UNCLEAR,
    Draft,
    DraftAspect,
    DraftMilestone,
    DraftTask,
    Line,
)
from suyang.plans.intake.outline import clean

_MOST_ROWS, _MOST_COLUMNS = 2_000, 60
Rows = Sequence[Sequence[str]]
# What somebody can say that a row of a table is.
TOLD = (ASPECT, TASK, TEXT, LEFT_OUT)

# What a heading means; the first that fits a heading is taken, and each once.
_HEADINGS = {
    "number": r"序号|编号|No\.?|Number",
    "aspect": r"方面|一级任务|任务类别|类别|板块|工作领域|领域|重点方向|任务方向|Aspect",
    "task": r"(?:重点|工作|主要|具体|目标|二级)?任务(?:名称|事项|项目)?"
    r"|工作事项|事项|项目名称|重点工作|工作内容|Task|Key task",
    "text": r"(?:具体|主要|工作|重点)?(?:措施|举措|内容|要求|任务内容|工作安排|工作内容)"
    r"|任务内容|主要内容|工作目标|目标要求|Text|What is done",
    "lead": r"牵头(?:单位|部门)|主办单位|主责单位|第一责任单位|Lead(?: body)?",
    "joint": r"(?:配合|协办|参与|参加|协同)(?:单位|部门)|Joint(?: bodies)?",
    "duty": r"责任(?:单位|部门|主体)|负责单位|落实单位|实施单位|承担单位|Responsible",
    "due": r"(?:完成|办结)?(?:时限|时间|期限)(?:要求|节点)?"
    r"|时间节点|完成(?:时间|时限)|进度安排|里程碑|Milestones?|Deadline|Due",
    "goal": r"目标|Goal",
}


def columns(heading: Sequence[str]) -> dict[str, int]:
    """Where each column stands that a heading row names."""
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        name = re.sub(r"[\s　]+", "", unicodedata.normalize("NFKC", cell))
        name = re.sub(r"[（(].*?[)）]$", "", name)
        for key, pattern in _HEADINGS.items():
            if key not in found and re.fullmatch(pattern.replace(" ", ""), name, re.I):
                found[key] = place
                break
    if "task" not in found and "text" in found:
        found["task"] = found.pop("text")
    return found


def is_tasks(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """The row of headings, if one of the first ten says that this is a table of tasks."""
    for number, row in enumerate(rows[:10]):
        found = columns(row)
        if "task" in found and ({"lead", "duty", "due", "joint", "text"} & set(found)):
            return number, found
    return None


def read(
    rows: Rows, draft: Draft, first_line: int = 1, overrides: Mapping[int, str] | None = None
) -> bool:
    """Put a table's tasks into `draft`; False when it is no table of tasks. `overrides`: line
    number → what somebody says that the row is (`TOLD`).

    A task that the draft has already, by its title, is completed and not put in twice."""
    headed = is_tasks(rows)
    if headed is None:
        return False
    start, places = headed
    for row in rows[:start]:
        words = clean("".join(dict.fromkeys(row)))
        if words and not draft.title:
            draft.title = words
            found = re.search(r"(20\d{2})", words)
            draft.year = draft.year or (int(found[1]) if found else None)
    known = {_key(task.title): task for task in draft.tasks}
    current = None
    last_aspect = ""
    for offset, row in enumerate(rows[start + 1 :], start=start + 1):
        cells = {key: _cell(row, place) for key, place in places.items()}
        line = Line(first_line + offset, clean(" | ".join(c for c in row if c)), TASK)
        told = (overrides or {}).get(line.number, "")
        if told == LEFT_OUT:
            line.kind = LEFT_OUT
            draft.lines.append(line)
            continue
        if not any(cells.values()):
            if line.text:
                line.kind, line.note = UNCLEAR, "no_task_in_row"
                draft.lines.append(line)
            continue
        filled = [key for key, value in cells.items() if value]
        banner = _banner(row, cells, filled)
        if told == ASPECT:
            banner = marks.read(next(c for c in cells.values() if c))[1]
        elif told in (TASK, TEXT):
            banner = ""
        if banner:
            last_aspect = banner
            current = None
            line.kind = ASPECT
            draft.lines.append(line)
            continue
        last_aspect = cells.get("aspect") or last_aspect
        title = cells.get("task", "")
        # A cell that is merged downwards says its text in every row.
        goes_on = current is not None and title and _key(title) == _key(current.title)
        if told == TEXT and current is not None:
            cells["text"] = "\n".join(c for c in (title, cells.get("text", "")) if c)
            goes_on = True
        if current is not None and told != TASK and (not title or goes_on):
            _complete(draft, current, cells)
            line.kind = TEXT
            draft.lines.append(line)
            continue
        if not title and not cells.get("text"):
            line.kind, line.note = UNCLEAR, "no_task_in_row"
            draft.lines.append(line)
            continue
        current = _task(draft, cells, line)
        draft.lines.append(line)
        same = known.get(_key(current.title))
        if same is not None:
            _merge(same, current)
            current = same
            continue
        _under(draft, last_aspect).tasks.append(current)
        known[_key(current.title)] = current
    return True


def sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """The worksheets of an XLSX as texts: name and rows. Raises DocumentError."""
    packages.check(data, "xl/workbook.xml")
    import openpyxl

    found: list[tuple[str, list[list[str]]]] = []
    letters = 0
    try:
        # data_only: a formula shows the value that it last had; nothing is calculated.
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            for sheet in book.worksheets[:10]:
                rows: list[list[str]] = []
                for number, row in enumerate(
                    sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1
                ):
                    if number > _MOST_ROWS:
                        raise packages.too_many_rows()
                    cells = [_text(value) for value in row]
                    letters += sum(map(len, cells))
                    if letters > MOST_LETTERS:
                        raise packages.too_long()
                    rows.append(cells)
                found.append((sheet.title, rows))
        finally:
            book.close()
    except DocumentError:
        raise
    except Exception as error:  # openpyxl lets many kinds through for damaged files
        raise packages.damaged() from error
    return found


def _task(draft: Draft, cells: dict[str, str], line: Line) -> DraftTask:
    _mark, title = marks.read(cells.get("task") or cells.get("text", ""))
    task = DraftTask(title=" ".join(title.split("\n")), line=line.number)
    task.number = cells.get("number", "")
    text = cells.get("text", "") if cells.get("task") else ""
    if not text and len(task.title) > 45:
        head, found, rest = task.title.partition("。")
        if found and rest and len(head) <= 45:
            task.title, text = head, rest.strip()
        elif len(task.title) > 90:
            text = task.title
            task.title = re.split(r"[，,；;]", task.title)[0][:60]
            task.notes.append("title_from_first_words")
    named = said.Said()
    if not any(cells.get(key) for key in ("lead", "joint", "duty")):
        text, named = said.take(text)
    task.title = task.title.rstrip("。.；;")
    task.text = text
    lead, joint = said.names(cells.get("lead", "")), said.names(cells.get("joint", ""))
    duty = said.names(cells.get("duty", ""))
    if lead:
        task.lead, task.joint = lead[0], [*lead[1:], *duty, *joint]
        if len(lead) > 1:
            task.notes.append("several_leads")
    elif duty:
        task.lead, task.joint = duty[0], [*duty[1:], *joint]
        if len(duty) > 1:
            task.notes.append("first_leads")
    else:
        task.lead, task.joint = named.lead, [*named.joint, *joint]
        task.notes += named.doubts
    task.joint = [one for one in dict.fromkeys(task.joint) if one and one != task.lead]
    _due(draft, task, cells.get("due", ""), line)
    return task


def _due(draft: Draft, task: DraftTask, written: str, line: Line) -> None:
    for piece in re.split(r"[\n；;]", written):
        piece = piece.strip()
        if not piece:
            continue
        head, _space, rest = piece.partition(" ")
        day = deadlines.one_day(head, draft.year) if rest else None
        title = rest.strip() if day else task.title
        day = day or deadlines.one_day(piece, draft.year)
        if day is None:
            if not deadlines.goes_on(piece):
                line.note = "no_day"
            continue
        task.milestones.append(DraftMilestone(day, title, said=True))


def _complete(draft: Draft, task: DraftTask, cells: dict[str, str]) -> None:
    """A row without a task goes on with the one above: its text, and what else it says."""
    if cells.get("text") and cells["text"] not in task.text:
        task.text = "\n".join(part for part in (task.text, cells["text"]) if part)
    more = [
        *said.names(cells.get("lead", "")),
        *said.names(cells.get("duty", "")),
        *said.names(cells.get("joint", "")),
    ]
    for name in more:
        if not task.lead:
            task.lead = name
        elif name != task.lead and name not in task.joint:
            task.joint.append(name)
    before = list(task.milestones)
    _due(draft, task, cells.get("due", ""), Line(0, "", TASK))
    task.milestones = before + [one for one in task.milestones[len(before) :] if one not in before]


def _merge(known: DraftTask, more: DraftTask) -> None:
    """What the text left open is taken from the table; what it said stands."""
    known.text = known.text or more.text
    if not known.lead and not known.joint:
        known.lead, known.joint = more.lead, more.joint
        known.notes = [note for note in known.notes if note != "no_bodies"] + more.notes
    if not any(one.said for one in known.milestones):
        known.milestones = more.milestones or known.milestones


def _banner(row: Sequence[str], cells: dict[str, str], filled: list[str]) -> str:
    """A row that is the heading of those below: one text over the whole width."""
    texts = [clean(cell) for cell in row if cell.strip()]
    if len(texts) != 1 or (filled and filled[0] in ("lead", "joint", "duty", "due")):
        return ""
    mark, rest = marks.read(texts[0])
    only_task = filled == ["task"] or filled == ["text"]
    if mark is not None and mark.rank in (marks.PART, marks.CHINESE, marks.BRACKET) and rest:
        return rest
    if only_task and mark is not None:
        return ""
    return rest if filled in (["number"], ["aspect"]) and not rest.isdigit() else ""


def _under(draft: Draft, title: str) -> DraftAspect:
    _mark, name = marks.read(title) if title else (None, draft.title or "重点任务")
    name = name.replace("\n", "")
    for aspect in draft.aspects:
        if aspect.title == name:
            return aspect
    made = DraftAspect(name)
    draft.aspects.append(made)
    return made


def finish(draft: Draft) -> None:
    """Numbers and limits for what came from tables."""
    for task in draft.tasks:
        if not task.offers:
            task.offers = deadlines.offers("\n".join((task.title, task.text)))
        if not task.lead and not task.joint and "no_bodies" not in task.notes:
            task.notes.append("no_bodies")
    draft.notes = [note for note in draft.notes if note != "no_tasks" or not draft.tasks]
    if len(draft.tasks) > MOST_TASKS and "too_many" not in draft.notes:
        draft.notes.append("too_many")


def _cell(row: Sequence[str], place: int) -> str:
    value = row[place] if place < len(row) else ""
    return "\n".join(line for line in (clean(one) for one in value.split("\n")) if line)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return unicodedata.normalize("NFC", str(value))[:20_000]


def _key(title: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title)).casefold()
