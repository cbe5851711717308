"""A year's report as a Word document: real styles, tables whose headings repeat."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any

from suyang.plans.outgoing import word
from suyang.plans.yearly.model import Block, Listed, Said, Table, Year

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT_WIDTH = 16.2  # centimetres


def write(year: Year) -> bytes:
    import docx

    document: Any = docx.Document()
    _set_up(document, year)
    if year.demonstration:
        word.say(document.sections[0].header.paragraphs[0], year.demonstration, bold=True)
    word.say(document.add_paragraph(style="Title"), year.title)
    word.say(document.add_paragraph(style="Subtitle"), f"{year.subtitle} · {year.as_of}")
    for part in year.parts:
        word.say(document.add_paragraph(style="Heading 1"), part.heading)
        for block in part.blocks:
            _block(document, block)
    if year.notes:
        word.say(document.add_paragraph(style="Heading 1"), year.notes_heading)
        for note in year.notes:
            paragraph = document.add_paragraph(style="Body Text")
            word.say(paragraph, f"[{note.number}] {note.text}\n{note.address}")
    written = io.BytesIO()
    document.save(written)
    return word.repacked(written.getvalue())


def _block(document: Any, block: Block) -> None:
    if isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Listed):
        for one in block.items:
            _said(document.add_paragraph(style="List Bullet"), one)
    else:
        _said(document.add_paragraph(style="Body Text"), block)


def _table(document: Any, of: Table) -> None:
    word.say(document.add_paragraph(style="Heading 2"), of.caption)
    table = document.add_table(rows=1, cols=len(of.headings))
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, of.headings, strict=True):
        word.say(cell.paragraphs[0], heading, bold=True)
    word.repeat_headings(table.rows[0])
    for row in of.rows:
        for place, (cell, said) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _said(cell.paragraphs[0], said)
            if place in of.numeric:
                _align_right(cell.paragraphs[0])
    word.set_widths(table, _widths(of))


def _widths(of: Table) -> tuple[float, ...]:
    """Centimetres: the longest text of a column decides, by its root, so that none starves."""
    rows = [of.headings, *(tuple(str(said) for said in row) for row in of.rows)]
    longest = [max(len(row[place].encode()) for row in rows) for place in range(len(of.headings))]
    shares = [math.sqrt(max(9, length)) for length in longest]
    return tuple(_TEXT_WIDTH * share / sum(shares) for share in shares)


def _said(paragraph: Any, said: Said) -> None:
    word.say(paragraph, str(said))


def _align_right(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_up(document: Any, year: Year) -> None:
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.5)
    styles = document.styles
    for name, size in (("Normal", 10), ("Body Text", 11), ("List Bullet", 11), ("Subtitle", 11)):
        word.set_font(styles[name], word.TEXT_FONT, size)
        styles[name].paragraph_format.space_after = Pt(3)
    for name, size in (("Title", 20), ("Heading 1", 15), ("Heading 2", 12)):
        style = styles[name]
        word.set_font(style, word.HEADING_FONT, size)
        style.paragraph_format.keep_with_next = True
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2"):
        styles[name].font.color.rgb = RGBColor(0x1F, 0x1B, 0x16)
        styles[name].font.italic = False
    word.set_language(document, "zh-CN" if year.language == "zh-Hans" else "en-GB")
    core = document.core_properties
    core.title, core.author, core.comments = year.title, "Suyang", ""
    core.language = year.language
    core.created = core.modified = dt.datetime(*word.EPOCH)
    word.number_pages(section)
