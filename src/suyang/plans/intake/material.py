"""What somebody sent, as lines and tables: read once, and understood anew as often as a line is
told to be something else. It goes with the page, sealed, until it is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.plans.intake import grids, own_book, own_paper, prose
from suyang.plans.intake.draft import Draft
from suyang.plans.intake.marks import Mark
from suyang.plans.intake.outline import Source

_SALT = "suyang.plans.intake"
Table = list[list[str]]
Told = dict[int, str]


@dataclass
class Material:
    """Lines in order, then tables. `own`: our own document; `book`: a workbook's sheets."""

    sources: list[Source] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    own: bool = False
    book: bool = False


def understand(
    material: Material, told: Mapping[int, str] | None = None, year: int | None = None
) -> Draft:
    """The draft of it. `told`: line number → what somebody says that the line is; `year`: of days
    without one. Raises DocumentError "no-tasks" for a workbook without a table of tasks."""
    if material.book and material.own:
        draft = own_book.read(material.tables, told)
        draft.year = draft.year or year
        return draft
    if material.own:
        draft = own_paper.read(material.sources, told, year)
        own_paper.check_division(draft, material.tables)
        return draft
    if material.book:
        draft = Draft(year=year)
    else:
        draft = prose.read_lines(material.sources, told, year)
    line = len(material.sources) + 1
    headed = False
    for table in material.tables:
        taken = grids.read(table, draft, line, told)
        headed = headed or taken
        if not material.book and not taken and any(any(row) for row in table):
            draft.notes.append("table_left_out")
        line += len(table)
    if material.book and not headed:
        raise DocumentError(
            "no-tasks",
            _(
                "No sheet has headings such as 任务, 牵头单位, 责任单位, 完成时限. Nothing was "
                "changed. Name the columns so, or paste the text."
            ),
        )
    if material.book and draft.year is None:
        draft.notes.append("no_year")
    if material.book or material.tables:
        grids.finish(draft)
    return draft


def seal(material: Material, told: Mapping[int, str]) -> str:
    """The material and what was said of its lines, signed: a page carries it and cannot change
    it."""
    data: dict[str, Any] = {
        "sources": [
            [one.text, one.level, _as_list(one.mark), one.bold, one.says, one.second]
            for one in material.sources
        ],
        "tables": material.tables,
        "own": material.own,
        "book": material.book,
        "told": [[number, kind] for number, kind in sorted(told.items())],
    }
    return signing.dumps(data, salt=_SALT, compress=True)


def unseal(sealed: str) -> tuple[Material, Told]:
    """What `seal` gave. Raises DocumentError "sealed" for anything else."""
    try:
        data = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise DocumentError(
            "sealed",
            _(
                "The preview could not be carried on. Nothing was written. Paste the text or "
                "choose the file again."
            ),
        ) from error
    sources = [
        Source(text, level, _as_mark(mark), bold, says, second)
        for text, level, mark, bold, says, second in data["sources"]
    ]
    material = Material(sources, data["tables"], data["own"], data["book"])
    return material, dict(data["told"])


def _as_mark(said: list[Any] | None) -> Mark | None:
    return Mark(said[0], said[1], said[2], tuple(said[3])) if said else None


def _as_list(mark: Mark | None) -> list[Any] | None:
    return [mark.rank, mark.value, mark.written, list(mark.path)] if mark else None
