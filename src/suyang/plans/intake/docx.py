"""DOCX as lines and tables: typed numbers and those that Word counts by itself."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from suyang.foundation.documents.errors import DocumentError
from suyang.plans.intake import marks, own_paper, packages
from suyang.plans.intake.draft import MOST_LETTERS
from suyang.plans.intake.marks import Mark
from suyang.plans.intake.outline import Source
from suyang.plans.outgoing import lines
from suyang.plans.writing import numbering

_MOST_ROWS, _MOST_COLUMNS, _DEEPEST = 2_000, 63, 8
# How many columns a cell or a gap covers: a reader lays each of them out.
_SPANS = ".//w:gridSpan/@w:val | .//w:gridBefore/@w:val | .//w:gridAfter/@w:val"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CHINESE_FORMATS = (
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "taiwaneseCounting",
    "ideographTraditional",
)


@dataclass
class Read:
    """A document's lines in order, its tables as rows of texts, and whether it is one of ours."""

    sources: list[Source] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    own: bool = False


def read(data: bytes) -> Read:
    """The lines and tables of a DOCX. Raises DocumentError: as `packages.check`, "too-long"."""
    packages.check(data, "word/document.xml")
    import docx  # lxml and python-docx: only when a file is read

    try:
        document = docx.Document(io.BytesIO(data))
        return _read(document)
    except DocumentError:
        raise
    except Exception as error:  # python-docx and lxml let many kinds through
        raise packages.damaged() from error


def _read(document: Any) -> Read:
    from docx.table import Table

    found = Read(own=(document.core_properties.identifier or "").startswith(lines.OWN))
    counting = _Counting(document)
    letters = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = _rows(block, _MOST_ROWS - sum(map(len, found.tables)))
            letters += sum(len(cell) for row in rows for cell in row)
            found.tables.append(rows)
        else:
            source = _own_source(block) if found.own else _source(block, counting)
            if source is not None:
                letters += len(source.text)
                found.sources.append(source)
        if letters > MOST_LETTERS:
            raise packages.too_long()
    return found


def _own_source(paragraph: Any) -> Source | None:
    """A paragraph of our own document; an empty one is an empty line of a text."""
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if _is_contents(paragraph):
        return None
    says, second = own_paper.said_by(style, paragraph.text)
    return Source(paragraph.text, says=says, second=second) if says else None


def _source(paragraph: Any, counting: _Counting) -> Source | None:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if style.startswith(("TOC", "toc")) or _is_contents(paragraph):
        return None
    text = paragraph.text
    if not text.strip():
        return None
    level = _level(paragraph, style)
    typed, _rest = marks.read(text)
    mark = counting.mark(paragraph)
    if style == "Title":
        return Source(text.replace("\n", ""))
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    # A typed number is what its writer sees first, even in a list that Word counts.
    return Source(text, level, None if typed else mark, bold)


def _is_contents(paragraph: Any) -> bool:
    """Whether the paragraph lies in a table of contents that Word fills in."""
    return bool(paragraph._p.xpath("ancestor::w:sdt[w:sdtPr/w:docPartObj]"))


def _level(paragraph: Any, style: str) -> int | None:
    found = re.fullmatch(r"(?:Heading|heading|标题)\s*(\d)", style)
    if found:
        return int(found[1])
    outline = paragraph._p.xpath("w:pPr/w:outlineLvl/@w:val")
    if outline and outline[0].isdigit() and int(outline[0]) < 9:
        return int(outline[0]) + 1
    return None


def _rows(table: Any, most: int) -> list[list[str]]:
    """A table's rows; a cell that is merged says its text in its first place only downwards, and
    once across. Raises DocumentError "too-long" for more than `most` rows."""
    found: list[list[str]] = []
    if len(table.rows) > most:
        raise packages.too_many_rows()
    if any(not wide.isdigit() or int(wide) > _MOST_COLUMNS for wide in table._tbl.xpath(_SPANS)):
        raise packages.damaged()
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is last:
                cells.append("")
                continue
            last = cell._tc
            cells.append(cell.text.strip())
        found.append(cells)
    return found


class _Counting:
    """Word's automatic lists (numbering.xml): the number that a reader sees before a paragraph."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[str, list[int]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for one in _all(root, "w:abstractNum"):
            name = _attribute(one, "abstractNumId")
            for level in _all(one, "w:lvl"):
                depth = int(_attribute(level, "ilvl") or 0)
                kind = _first(level, "w:numFmt/@w:val") or "decimal"
                text = _first(level, "w:lvlText/@w:val") or ""
                start = _first(level, "w:start/@w:val") or "1"
                self.levels[(name, depth)] = (kind, text, int(start))
        for one in _all(root, "w:num"):
            number = _attribute(one, "numId")
            self.abstract[number] = _first(one, "w:abstractNumId/@w:val") or ""

    def mark(self, paragraph: Any) -> Mark | None:
        """The mark of a paragraph in a list, counted on; None outside lists and for bullets."""
        number, depth = self._of(paragraph)
        if number in ("", "0") or not 0 <= depth <= _DEEPEST:
            return None
        abstract = self.abstract.get(number, "")
        found = self.levels.get((abstract, depth))
        if found is None or found[0] in ("bullet", "none"):
            return None
        _kind, text, _start = found
        counts = self.counts.setdefault(abstract, [])
        while len(counts) <= depth:
            shallow = self.levels.get((abstract, len(counts)))
            counts.append((shallow[2] if shallow else 1) - 1)
        counts[depth] += 1
        del counts[depth + 1 :]
        shown = self._shown(abstract, text, counts)
        mark, _rest = marks.read(shown + "文")
        return mark or Mark(_RANKS[min(depth, 4)], counts[depth], shown)

    def _of(self, paragraph: Any) -> tuple[str, int]:
        own = paragraph._p.xpath("w:pPr/w:numPr")
        style = paragraph.style
        # Styles of a broken file can be based on each other in a ring.
        for _step in range(20):
            if own or style is None:
                break
            own = style.element.xpath("w:pPr/w:numPr")
            style = style.base_style
        if not own:
            return "", 0
        number = _first(own[0], "w:numId/@w:val") or ""
        return number, int(_first(own[0], "w:ilvl/@w:val") or 0)

    def _shown(self, abstract: str, text: str, counts: list[int]) -> str:
        def one(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            value = counts[depth] if depth < len(counts) else 1
            kind = self.levels.get((abstract, depth), ("decimal", "", 1))[0]
            if kind in _CHINESE_FORMATS and 1 <= value <= 999:
                return numbering.in_chinese(value)
            if kind == "decimalEnclosedCircleChinese" and 1 <= value <= 20:
                return chr(0x2460 + value - 1)
            return str(value)

        return re.sub(r"%(\d)", one, text)


_RANKS = (marks.CHINESE, marks.BRACKET, marks.DIGIT, marks.DIGIT_BRACKET, marks.CIRCLED)


def _all(element: Any, path: str) -> list[Any]:
    """What lies at a path. Parts of a list know no prefix of themselves, so it is given."""
    from lxml import etree

    found: list[Any] = etree.XPath(path, namespaces={"w": _W})(element)
    return found


def _first(element: Any, path: str) -> str | None:
    found = _all(element, path)
    return str(found[0]) if found else None


def _attribute(element: Any, name: str) -> str:
    return _first(element, f"@w:{name}") or ""
