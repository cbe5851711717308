"""Documents: PDF papers that read aloud, workbooks that cannot calculate, and files sent in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from suyang.foundation import charts
from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import Expected, Limits, read_csv, read_xlsx
from suyang.foundation.documents.model import (
    AnyPaper,
    Bullets,
    Card,
    Cards,
    Figure,
    Page,
    Report,
    Section,
    Sheet,
    SheetColumn,
    Table,
)
from suyang.foundation.documents.pdf import render, render_pdf
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx

pikepdf = pytest.importorskip("pikepdf")
pypdf = pytest.importorskip("pypdf")

EVIL = '#evil()[*_$ `raw` <label> @ref = - + / \\ // #{panic("x")} "q" ~'
CHART = charts.counts_by_place(
    charts.CountsByPlace(
        key="c",
        title="参加人数",
        description="横条从零开始。",
        sentence="柳河镇参加的人最多。",
        note="来源：系统记录",
        place_label="乡镇",
        unit="人",
        rows=(charts.PlaceRow("柳河镇", 1234), charts.PlaceRow("青石镇", 0)),
    )
)
REPORT = Report(
    title="柳河县数字素养报告",
    subtitle="2026 年第三季度",
    as_of="数据截至 2026-09-30",
    footer="柳河县办公室",
    demonstration="演示数据",
    sections=(
        Section(
            "看到了什么",
            (
                "全县共有 1,547 人参加测评。",
                Bullets(("志愿参加者不代表全县人口；", "人数少于十的不显示。")),
                Table(
                    "各乡镇", ("乡镇", "人数"), (("柳河镇", "1,234"), ("青石镇", "0")), (1,), "人"
                ),
                Figure.of(CHART),
            ),
            (Section("青石镇", ("八月开课。",)),),
        ),
    ),
    notes_heading="说明",
    notes=("区间为 95% 区间。",),
    sources_heading="来源",
    sources=("素养系统。",),
)
PAGE = Page(
    title="One page",
    footer="Foot",
    sections=(Section("Before", (Bullets(("Ask.", "Wait."), numbered=True), "That is all.")),),
)
SHEET = Sheet(
    title="签到表",
    lines=("柳河镇图书馆",),
    columns=(SheetColumn("姓名"), SheetColumn("签名", 2)),
    number_label="序号",
    filled=(("王秀英", ""),),
    empty=40,
    landscape=True,
)
CARDS = Cards(
    title="登录卡",
    cards=tuple(
        Card(f"王秀英{n}", f"7KXQ-4MR{n}", f"https://suyang.example/k/{n}", "扫码开始")
        for n in range(9)
    ),
    how_to=("扫右边的码，", "或输入上面的代码。"),
    demonstration="演示数据",
)
PAPERS: list[AnyPaper] = [REPORT, PAGE, SHEET, CARDS]


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def tags(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Every structure element of a tagged PDF, in reading order."""

    def walk(element: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(element, pikepdf.Array):
            for part in element:
                yield from walk(part)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield str(element.S), dict(element.items())
            if "/K" in element:
                yield from walk(element.K)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (name, {k: str(v) for k, v in attributes.items() if k == "/Alt"})
            for name, attributes in walk(pdf.Root.StructTreeRoot.K)
        ]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
@pytest.mark.parametrize(("language", "written"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_a_paper_is_tagged_and_names_its_title_and_language(
    paper: AnyPaper, language: str, written: str
) -> None:
    with pikepdf.open(io.BytesIO(render(paper, language))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert str(pdf.Root.Lang) == written
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == paper.title
        fonts = {
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.resources.get("/Font", {}).values()
        }
        assert all("SuyangSansSC" in name or "DejaVuSansMono" in name for name in fonts)


def test_the_text_of_a_report_comes_out_again() -> None:
    text = "\n".join(pages(render(REPORT, "zh-hans")))
    for expected in (
        REPORT.title,
        REPORT.subtitle,
        REPORT.as_of,
        "全县共有 1,547 人参加测评。",
        "志愿参加者不代表全县人口；",
        "柳河镇",
        "1,234",
        CHART.sentence,
        "来源：系统记录",
        "青石镇",
        "八月开课。",
        "区间为 95% 区间。",
        "素养系统。",
        "柳河县办公室",
    ):
        assert expected.replace(" ", "") in text.replace(" ", ""), expected


def test_a_report_has_headings_lists_a_table_with_header_cells_and_a_figure_with_its_data() -> None:
    found = tags(render(REPORT, "zh-hans"))
    names = [name for name, _ in found]
    assert names.count("/H1") == 3
    assert names.count("/H2") == 1
    assert names.count("/TH") == 2
    assert names.count("/TD") >= 4
    assert {"/L", "/LI", "/Table", "/Caption"} <= set(names)
    alternatives = [a["/Alt"] for name, a in found if name == "/Figure" and "/Alt" in a]
    assert any("柳河镇; 1,234" in alternative for alternative in alternatives)


def test_every_page_carries_number_foot_and_demonstration_label() -> None:
    filling = Section("更多", tuple("一段话。" * 60 for _ in range(12)))
    for paper in (replace(REPORT, sections=(*REPORT.sections, filling)), CARDS):
        texts = pages(render(paper, "zh-hans"))
        assert len(texts) > 1
        for number, text in enumerate(texts, start=1):
            assert f"{number} / {len(texts)}" in text
            assert "演示数据" in text
            assert paper.footer in text


def test_without_a_label_no_page_says_demonstration() -> None:
    assert "演示" not in "".join(pages(render(replace(REPORT, demonstration=""), "zh-hans")))


def test_the_same_paper_gives_the_same_file_and_a_date_only_where_it_is_given() -> None:
    for paper in PAPERS:
        assert render(paper, "zh-hans") == render(paper, "zh-hans")
    dated = render(replace(REPORT, created=datetime(2026, 9, 30, 8, tzinfo=UTC)), "zh-hans")
    with pikepdf.open(io.BytesIO(dated)) as pdf:
        assert "20260930080000" in str(pdf.docinfo["/CreationDate"])


def test_hostile_names_are_set_as_they_are() -> None:
    hostile = [
        Report(
            title=EVIL,
            subtitle=EVIL,
            sections=(
                Section(EVIL, (EVIL, Bullets((EVIL,)), Table(EVIL, (EVIL,), ((EVIL,),), (), EVIL))),
            ),
            sources=(EVIL,),
        ),
        Page(title=EVIL, sections=(Section(EVIL, (EVIL,)),)),
        Sheet(title=EVIL, columns=(SheetColumn(EVIL),), filled=((EVIL,),), lines=(EVIL,)),
        Cards(title=EVIL, cards=(Card(EVIL, "X", EVIL, EVIL),), how_to=(EVIL,)),
    ]
    for paper in hostile:
        text = "".join(pages(render(paper, "en"))).replace("\n", "").replace(" ", "")
        assert '#evil()[*_$`raw`<label>@ref=-+/\\//#{panic("x")}"q"~' in text


def test_data_for_a_template_is_never_markup_either() -> None:
    data = {**dict.fromkeys(("subtitle", "footer", "demonstration"), ""), "sections": []}
    text = pages(render_pdf("page", {**data, "title": EVIL}, "en"))[0]
    assert "#evil()[*_$" in text


def test_a_character_that_no_font_has_becomes_a_printers_sign_and_the_paper_is_still_written() -> (
    None
):
    paper = replace(
        SHEET, filled=(("王\U00030000\U0003fffd秀\x00\x07\ud800英\ufffe", "䨻"),), empty=0
    )
    text = pages(render(paper, "zh-hans"))[0]
    assert "〓" in text
    assert "英" in text


def test_cards_hold_name_code_and_a_named_picture_each() -> None:
    data = render(CARDS, "zh-hans")
    texts = pages(data)
    assert len(texts) == 2
    shown = "".join(texts).replace(" ", "")
    assert all(card.name in shown and card.code in shown for card in CARDS.cards)
    pictures = [a["/Alt"] for name, a in tags(data) if name == "/Figure" and "/Alt" in a]
    assert pictures == ["扫码开始"] * 9


def test_a_sheet_repeats_its_headings_and_lies_on_its_side() -> None:
    data = render(SHEET, "zh-hans")
    texts = pages(data)
    assert len(texts) > 1
    assert all("姓名" in text and "签名" in text for text in texts)
    box = pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert box.width > box.height
    assert "41" in texts[-1]


def test_chinese_comes_from_the_committed_font_even_for_rarer_names() -> None:
    names = "赟翀昇喆堃玥龑犇淼垚劉陳國龍㛃䶮𬍛𫖯"
    data = render(Page(title="姓名", sections=(Section("名", (names,)),)), "zh-hans")
    assert names in "".join(pages(data)).replace("\n", "")


@pytest.mark.parametrize("name", ["nothing", "../report", "base.typ", ""])
def test_only_known_templates_are_filled(name: str) -> None:
    with pytest.raises(DocumentError) as raised:
        render_pdf(name, {"title": "x"}, "en")
    assert raised.value.code == "no-template"


def test_a_paper_needs_a_title_and_tables_need_full_rows() -> None:
    with pytest.raises(DocumentError) as raised:
        render(Page(title=" "), "en")
    assert raised.value.code == "no-title"
    with pytest.raises(ValueError, match="2 headings"):
        Table("x", ("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="1 columns"):
        Sheet(title="x", columns=(SheetColumn("a"),), filled=(("1", "2"),))


# Workbooks

BOOK = Workbook(
    title="参加人数",
    sheets=(
        Worksheet(
            "乡镇: 2026/09",
            (
                Column("乡镇"),
                Column("人数", Kind.WHOLE),
                Column("比例", Kind.PERCENT),
                Column("日期", Kind.DATE),
            ),
            (
                ("柳河镇", 1234, Decimal("0.25"), date(2026, 9, 30)),
                ("=cmd|'/c calc'!A1", "人数太少，未显示", None, None),
                ("+86 139", 0, 1.0, None),
            ),
        ),
        Worksheet("乡镇  2026 09", (Column("x"),), ()),
    ),
    notes_name="说明",
    notes=(("来源", "素养系统"), ("方法", "=1+1")),
)


def reopened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_workbook_holds_values_formats_and_a_frozen_header() -> None:
    book = reopened(write_xlsx(BOOK))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["乡镇", "人数", "比例", "日期"]
    assert all(cell.font.bold for cell in sheet[1])
    assert [sheet["B2"].value, sheet["B2"].number_format] == [1234, "#,##0"]
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["D2"].value == datetime(2026, 9, 30)
    assert sheet["B3"].value == "人数太少，未显示"
    assert sheet.column_dimensions["A"].width >= 8
    assert [cell.value for cell in book["说明"]["A"]] == ["参加人数", "来源", "方法"]


def test_text_is_never_a_formula() -> None:
    data = write_xlsx(BOOK)
    for sheet in reopened(data).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cell = reopened(data).worksheets[0]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=cmd|'/c calc'!A1", "s", True)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist())


def test_sheet_names_are_made_valid_and_different() -> None:
    names = reopened(write_xlsx(BOOK)).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 3
    assert not any(set(name) & set("[]:*?/\\") for name in names)


def test_equal_workbooks_are_equal_files() -> None:
    assert write_xlsx(BOOK) == write_xlsx(BOOK)
    assert write_xlsx(replace(BOOK, created=datetime(2026, 9, 30))) != write_xlsx(BOOK)


# Files sent in

PEOPLE = (
    Expected("name", ("姓名", "Name")),
    Expected("village", ("村", "Village")),
    Expected("phone", ("电话",), required=False),
)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def refused(data: bytes, kind: str = "csv", **limits: int) -> DocumentError:
    read = read_csv if kind == "csv" else read_xlsx
    with pytest.raises(DocumentError) as raised:
        read(data, PEOPLE, Limits(**limits))
    assert str(raised.value)
    return raised.value


def test_a_workbook_is_read_as_text_with_row_numbers() -> None:
    rows = read_xlsx(
        workbook(
            ("备注", " 姓名 ", "Village", "电话"),
            ("x", "王秀英", "南湾", 13800000000),
            (None, None, None, None),
            ("y", "李 明", 3.5, date(2026, 1, 2)),
        ),
        PEOPLE,
    )
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].values == {"name": "王秀英", "village": "南湾", "phone": "13800000000"}
    assert rows[1].values == {"name": "李 明", "village": "3.5", "phone": "2026-01-02"}


def test_what_is_written_can_be_read_again() -> None:
    sheet = Worksheet("人", (Column("姓名"), Column("村")), (("王秀英", "=南湾"),))
    rows = read_xlsx(write_xlsx(Workbook("x", (sheet,))), PEOPLE)
    assert rows[0].values == {"name": "王秀英", "village": "=南湾"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_read_in_each_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = [
        ("姓名", "村", "电话"),
        ("王秀英", '"南\n湾"', "+86 138"),
        ("", "", ""),
        ("李明", "北坡", ""),
    ]
    data = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    rows = read_csv(data, PEOPLE)
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].values == {"name": "王秀英", "village": "南\n湾", "phone": "+86 138"}


def test_missing_columns_are_named() -> None:
    error = refused("电话\n1\n".encode())
    assert error.code == "missing-columns"
    assert "姓名" in str(error)
    assert "村" in str(error)
    assert refused(workbook(("姓名",), ("x",)), "xlsx").column == "村"


def test_a_column_given_twice_is_refused() -> None:
    assert refused("姓名,Name,村\n1,2,3\n".encode()).code == "repeated-column"


@pytest.mark.parametrize(
    "value", ["=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd(1)"]
)
def test_formulas_are_refused_with_their_place(value: str) -> None:
    error = refused(f'姓名,村\n王秀英,南湾\n李明,"{value}"\n'.encode())
    assert (error.code, error.row, error.column) == ("formula", 3, "B")


@pytest.mark.parametrize("value", ["+86 (0991) 123-4567", "-5", "+3.5%", "@", "a=b"])
def test_phone_numbers_and_negative_numbers_are_no_formulas(value: str) -> None:
    assert read_csv(f"姓名,村\n李明,{value}\n".encode(), PEOPLE)[0].values["village"] == value


def test_formulas_and_errors_in_workbooks_are_refused() -> None:
    error = refused(workbook(("姓名", "村"), ("王秀英", "=1+1")), "xlsx")
    assert (error.code, error.row, error.column) == ("formula", 2, "B")
    assert refused(workbook(("姓名", "村"), ("王秀英", "#REF!")), "xlsx").code == "cell-error"


def test_the_wrong_kind_of_file_is_named() -> None:
    good = workbook(("姓名", "村"))
    assert refused(good).code == "wrong-kind"
    assert refused("姓名,村\n".encode(), "xlsx").code == "wrong-kind"
    assert refused(b"\xd0\xcf\x11\xe0" + b"x" * 100, "xlsx").code == "wrong-kind"
    assert refused(b"a\x00b,c\n").code == "wrong-kind"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refused(other.getvalue(), "xlsx").code == "wrong-kind"


@pytest.mark.parametrize("cut", [30, 200, 1000, -30])
def test_damaged_workbooks_are_refused(cut: int) -> None:
    data = workbook(("姓名", "村"), ("王", "南"))
    assert refused(data[:cut], "xlsx").code in {"wrong-kind", "broken"}
    middle = bytearray(data)
    middle[len(data) // 3 : len(data) // 3 + 80] = b"\xff" * 80
    assert refused(bytes(middle), "xlsx").code in {"wrong-kind", "broken"}


def test_a_workbook_that_would_burst_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO(workbook(("姓名", "村")))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", b"\0" * 101_000_000)
    assert len(packed.getvalue()) < 1_000_000
    assert refused(packed.getvalue(), "xlsx").code == "too-large"


def test_a_workbook_with_entity_declarations_is_refused() -> None:
    packed = io.BytesIO(workbook(("姓名", "村")))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("xl/extra.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert refused(packed.getvalue(), "xlsx").code == "wrong-kind"


def test_limits_hold() -> None:
    rows = "姓名,村\n" + "a,b\n" * 11
    assert refused(rows.encode(), bytes=10).code == "too-large"
    error = refused(rows.encode(), rows=10)
    assert (error.code, error.row) == ("too-many-rows", 12)
    assert len(read_csv(rows.encode(), PEOPLE, Limits(rows=11))) == 11
    assert refused(b"a,b,c,d\n", columns=3).code == "too-many-columns"
    error = refused("姓名,村\na,bcdef\n".encode(), cell=4)
    assert (error.code, error.row, error.column) == ("cell-too-long", 2, "村")


def test_other_damage_is_told() -> None:
    assert refused(b"").code == "broken"
    assert refused(b"\n\n  \n,,\n").code in {"broken", "no-headings"}
    assert refused('姓名,村\n"a,b\n'.encode()).code == "broken"
    assert refused(b"\xff\xff\xff\xff").code == "encoding"
    assert refused("姓名,村\n".encode() + b"x" * 200_000 + b",y\n").code in {
        "broken",
        "cell-too-long",
    }
