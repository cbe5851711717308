"""DOCX and XLSX made by others: lists that Word counts, tables, and files that would harm."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from suyang.foundation.documents.errors import DocumentError
from suyang.plans.intake import reading

HEADINGS = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")


def saved(document):
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def changed(data, part, change):
    """The package with a part's text changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in source.namelist():
            content = source.read(name)
            package.writestr(name, change(content) if name == part else content)
    return target.getvalue()


def chinese_list(document):
    """A list of two levels, 一、 and （一）, as Word counts it; gives its number."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
    )
    return "91"


def listed(document, text, number, level):
    paragraph = document.add_paragraph(text)
    mark = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", number)):
        part = OxmlElement(name)
        part.set(qn("w:val"), value)
        mark.append(part)
    paragraph._p.get_or_add_pPr().append(mark)


def test_numbers_that_word_counts_are_read():
    document = Document()
    document.add_paragraph("青石县2027年工作要点", style="Title")
    number = chinese_list(document)
    listed(document, "加强培训", number, 0)
    listed(document, "开设夜校。教手机的用法。（责任单位：教育局）", number, 1)
    listed(document, "培训农民。学习网上销售。（责任单位：农业农村局）", number, 1)
    listed(document, "改善服务", number, 0)
    listed(document, "改造大厅。保留人工窗口。（责任单位：政务服务局）", number, 1)
    draft = reading.read_file(saved(document))
    assert [(one.title, [task.title for task in one.tasks]) for one in draft.aspects] == [
        ("加强培训", ["开设夜校", "培训农民"]),
        ("改善服务", ["改造大厅"]),
    ]
    assert [task.lead for task in draft.tasks] == ["教育局", "农业农村局", "政务服务局"]


def test_lists_of_the_usual_styles_are_read():
    document = Document()
    document.add_paragraph("青石县2027年工作要点", style="Title")
    document.add_heading("培训", 1)
    document.add_paragraph("开设夜校。教手机的用法。", style="List Number")
    document.add_paragraph("培训农民。学习网上销售。", style="List Number")
    draft = reading.read_file(saved(document))
    assert [task.title for task in draft.tasks] == ["开设夜校", "培训农民"]


def test_a_table_of_tasks_in_either_file_gives_the_same_tasks():
    row = ("1", "开设夜校", "教育局", "民政局、老年大学", "2027年6月底前")
    document = Document()
    document.add_paragraph("青石县2027年任务分工")
    table = document.add_table(rows=0, cols=len(row))
    book = openpyxl.Workbook()
    for cells in (HEADINGS, row):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
        book.active.append(cells)
    for data in (saved(document), saved(book)):
        (task,) = reading.read_file(data).tasks
        assert (task.title, task.lead, task.joint) == ("开设夜校", "教育局", ["民政局", "老年大学"])
        assert [one.due.isoformat() for one in task.milestones] == ["2027-06-30"]


def table_of(rows):
    document = Document()
    table = document.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, ("任务", "牵头单位"), strict=True):
        cell.text = text
    empty = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
    return changed(
        saved(document),
        "word/document.xml",
        lambda xml: xml.replace(b"</w:tbl>", (empty * rows).encode() + b"</w:tbl>"),
    )


def test_a_long_table_is_refused_and_never_cut():
    with pytest.raises(DocumentError, match="2,000") as refused:
        reading.read_file(table_of(2_000))
    assert refused.value.code == "too-long"
    book = openpyxl.Workbook()
    for number in range(2_001):
        book.active.append((number, "开设夜校"))
    with pytest.raises(DocumentError, match="2,000"):
        reading.read_file(saved(book))


def test_sheets_that_say_too_much_are_refused():
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for _row in range(25):
        book.active.append(("1", "好" * 10_000))
    with pytest.raises(DocumentError) as refused:
        reading.read_file(saved(book))
    assert refused.value.code == "too-long"


def bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 70_000_000)
    return target.getvalue()


def entities():
    attack = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    return changed(
        saved(Document()), "word/document.xml", lambda xml: xml.replace(b"<w:document", attack, 1)
    )


def wide():
    """A cell that says it covers two thousand million columns."""
    return changed(
        table_of(0),
        "word/document.xml",
        lambda xml: xml.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="2000000000"/>', 1),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [(bomb, "too-large"), (entities, "wrong-kind"), (wide, "broken")],
)
def test_files_that_would_harm_are_refused(data, code):
    with pytest.raises(DocumentError) as refused:
        reading.read_file(data())
    assert refused.value.code == code


def test_styles_based_on_each_other_in_a_ring_end():
    document = Document()
    first = document.styles.add_style("First", 1)
    second = document.styles.add_style("Second", 1)
    first.base_style, second.base_style = second, first
    document.add_paragraph("一、开设夜校", style="First")
    assert [one.text for one in reading.read_file(saved(document)).lines] == ["一、开设夜校"]
