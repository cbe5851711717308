"""A plan as a Word document: real styles, a table of contents, a table of who does what by when."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from suyang.foundation.texts import plain
from suyang.plans.intake.own_paper import SECOND_GOAL, SECOND_HEADING, SECOND_TEXT, SECOND_TITLE
from suyang.plans.outgoing import lines, word
from suyang.plans.outgoing.lines import Source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(from_: Source, wanted: str) -> bytes:
    """The text as DOCX in "zh-Hans", "en", or "both"."""
    import docx

    spoken = lines.languages(wanted)
    document: Any = docx.Document()
    _set_up(document, from_, spoken)
    made_up = lines.demonstration(spoken[0])
    if made_up:
        word.say(document.sections[0].header.paragraphs[0], made_up, bold=True)
    _title(document, from_, spoken)
    _contents(document, from_, spoken)
    text = from_.text
    _texts(document, text.get("intro"), spoken)
    _goals(document, text, spoken)
    for aspect in text["aspects"]:
        _aspect(document, from_, aspect, spoken)
    _division(document, text, spoken)
    written = io.BytesIO()
    document.save(written)
    return word.repacked(written.getvalue())


def _title(document: Any, from_: Source, spoken: tuple[str, ...]) -> None:
    for place, title in enumerate(lines.say(from_.text["title"], spoken)):
        word.say(document.add_paragraph(style=SECOND_TITLE if place else "Title"), title)
    unit = from_.text.get("unit")
    state = " / ".join(dict.fromkeys(lines.state_line(from_, one) for one in spoken))
    name = lines.one_line(unit["name"], spoken) + " · " if unit else ""
    mark = "：" if spoken[0].startswith("zh") else ": "
    year = f"{lines.label('year', spoken)}{mark}{from_.text['year']} · "
    word.say(document.add_paragraph(style="Subtitle"), name + year + state)


def _contents(document: Any, from_: Source, spoken: tuple[str, ...]) -> None:
    """A field that Word fills in; what stands in it is right except for the page numbers."""
    from docx.oxml.ns import qn

    word.say(document.add_paragraph(style="TOC Heading"), lines.label("contents", spoken))
    entries = []
    scheme = from_.text["numbering"]
    if from_.text["goals"]:
        entries.append((1, lines.label("goals", spoken)))
    for aspect in from_.text["aspects"]:
        entries.append((1, lines.aspect_heading(aspect, scheme, spoken[0])))
        entries += [(2, lines.task_heading(task, scheme, spoken[0])) for task in aspect["tasks"]]
    entries.append((1, lines.label("division", spoken)))
    for place, (level, entry) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if place == 0:
            begin = _field(paragraph, "begin")
            begin.set(qn("w:dirty"), "true")
            instruction = paragraph.add_run()._r.makeelement(qn("w:instrText"), {})
            instruction.text = r' TOC \o "1-2" \h \z \u '
            paragraph.add_run()._r.append(instruction)
            _field(paragraph, "separate")
        word.say(paragraph, entry)
        if place == len(entries) - 1:
            _field(paragraph, "end")


def _field(paragraph: Any, kind: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
    return mark


def _goals(document: Any, text: dict[str, Any], spoken: tuple[str, ...]) -> None:
    if not text["goals"]:
        return
    word.say(document.add_paragraph(style="Heading 1"), lines.label("goals", spoken))
    for goal in text["goals"]:
        for place, said in enumerate(lines.say(goal["text"], spoken)):
            word.say(document.add_paragraph(style=SECOND_GOAL if place else "List Bullet"), said)


def _aspect(document: Any, from_: Source, aspect: dict[str, Any], spoken: tuple[str, ...]) -> None:
    scheme = from_.text["numbering"]
    for place, language in enumerate(spoken):
        if not _repeats(aspect["title"], language, spoken):
            heading = lines.aspect_heading(aspect, scheme, language)
            style = SECOND_HEADING if place else "Heading 1"
            word.say(document.add_paragraph(style=style), heading)
    _texts(document, aspect["text"], spoken)
    _bodies(document, aspect, spoken[0])
    for task in aspect["tasks"]:
        _task(document, from_, task, spoken)


def _task(document: Any, from_: Source, task: dict[str, Any], spoken: tuple[str, ...]) -> None:
    for place, language in enumerate(spoken):
        if not _repeats(task["title"], language, spoken):
            heading = lines.task_heading(task, from_.text["numbering"], language)
            style = SECOND_HEADING if place else "Heading 2"
            word.say(document.add_paragraph(style=style), heading)
    _texts(document, task["text"], spoken)
    first = spoken[0]
    chinese = first.startswith("zh")
    mark, gap = ("：", "；") if chinese else (": ", "; ")
    _bodies(document, task, first)
    for name, listed in (
        ("milestones", _milestones(task, spoken)),
        ("indicators", lines.indicator_lines(from_, task, first)),
    ):
        if listed:
            _paragraph(document, f"{lines.word(first, name)}{mark}{gap.join(listed)}", first)


def _bodies(document: Any, of: dict[str, Any], language: str) -> None:
    """Who leads and who shares in a task or an aspect, in brackets on a line of its own."""
    chinese = language.startswith("zh")
    mark, gap, opens, closes = ("：", "；", "（", "）") if chinese else (": ", "; ", "(", ")")
    said = [
        f"{lines.word(language, name)}{mark}{value}"
        for name, value in zip(("lead", "joint"), lines.body_names(of, language), strict=True)
        if value
    ]
    if said:
        _paragraph(document, opens + gap.join(said) + closes, language)


def _milestones(task: dict[str, Any], spoken: tuple[str, ...]) -> list[str]:
    return [
        f"{one['due']} {lines.BESIDE.join(lines.say(one['title'], spoken))}"
        for one in task["milestones"]
    ]


def _division(document: Any, text: dict[str, Any], spoken: tuple[str, ...]) -> None:
    """The table at the end: number, task, lead, joint bodies, milestones."""
    word.say(document.add_paragraph(style="Heading 1"), lines.label("division", spoken))
    names = ("number", "task", "lead", "joint", "due")
    table = document.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        word.say(cell.paragraphs[0], lines.label(name, spoken), bold=True)
    word.repeat_headings(table.rows[0])
    first = spoken[0]
    for aspect in text["aspects"]:
        for task in aspect["tasks"]:
            lead, joint = lines.body_names(task, first)
            due = "\n".join(one["due"] for one in task["milestones"])
            number = lines.whole_number(aspect, task, text["numbering"])
            title = "\n".join(lines.say(task["title"], spoken))
            cells = table.add_row().cells
            for cell, value in zip(cells, (number, title, lead, joint, due), strict=True):
                word.say(cell.paragraphs[0], value)
    word.set_widths(table, (1.8, 5.6, 2.9, 3.7, 2.4))


def _texts(document: Any, text: Any, spoken: tuple[str, ...]) -> None:
    """A text in each language; an empty line within it stays one."""
    for place, language in enumerate(spoken):
        if not _repeats(text, language, spoken):
            for paragraph in plain(text, language).split("\n"):
                _paragraph(document, paragraph, language, second=bool(place))


def _paragraph(document: Any, text: str, language: str, second: bool = False) -> None:
    style = "Normal" if language.startswith("zh") else "Body Text"
    word.say(document.add_paragraph(style=SECOND_TEXT if second else style), text)


def _repeats(text: Any, language: str, spoken: tuple[str, ...]) -> bool:
    """Whether a later language has nothing of its own to say."""
    said = plain(text, language)
    return not said or (language != spoken[0] and said == plain(text, spoken[0]))


def _set_up(document: Any, from_: Source, spoken: tuple[str, ...]) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.5)
    styles = document.styles
    for name in ("TOC 1", "TOC 2"):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.left_indent = Cm(0 if name == "TOC 1" else 0.8)
        style.paragraph_format.space_after = Pt(2)
    for name in (SECOND_TITLE, SECOND_HEADING, SECOND_TEXT):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Body Text"]
    for name, size in ((SECOND_TITLE, 15), (SECOND_HEADING, 12)):
        word.set_font(styles[name], word.HEADING_FONT, size)
        styles[name].paragraph_format.keep_with_next = True
    chinese = spoken[0].startswith("zh")
    word.set_font(styles["Normal"], word.TEXT_FONT, 12)
    normal = styles["Normal"].paragraph_format
    normal.line_spacing, normal.space_after = 1.4, Pt(4)
    word.set_font(styles["Body Text"], word.TEXT_FONT, 11)
    styles["Body Text"].paragraph_format.space_after = Pt(4)
    ink = RGBColor(0x1F, 0x1B, 0x16)
    for name, size in (("Title", 20), ("Subtitle", 11), ("Heading 1", 15), ("Heading 2", 13)):
        style = styles[name]
        word.set_font(style, word.HEADING_FONT if name != "Subtitle" else word.TEXT_FONT, size)
        style.font.color.rgb = ink
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
    word.set_font(styles["TOC Heading"], word.HEADING_FONT, 13)
    styles["TOC Heading"].font.color.rgb = ink
    word.set_language(document, "zh-CN" if chinese else "en-GB")
    core = document.core_properties
    core.title = plain(from_.text["title"], spoken[0])
    core.author = "Suyang"
    core.comments = ""
    core.language = spoken[0]
    # Intake knows our own documents by this: they say everything, and nothing is guessed.
    core.identifier = f"{lines.OWN}:{from_.name}"
    moment = (
        from_.edition.published_at if from_.edition else dt.datetime(*word.EPOCH, tzinfo=dt.UTC)
    )
    core.created = core.modified = moment.astimezone(dt.UTC).replace(tzinfo=None)
    word.number_pages(section)
