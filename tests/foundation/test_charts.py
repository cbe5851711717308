"""Charts: safe and legible SVG, a table that equals the data, and a sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from suyang.foundation import charts
from suyang.foundation.charts import (
    BandRow,
    BandsBeforeAfter,
    Chart,
    CountsByPlace,
    DotRow,
    Dots,
    Estimate,
    Mark,
    PlaceRow,
    RangeRow,
    Ranges,
    Target,
    Trend,
    TrendPoint,
    words,
)

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("1")</script> & \x00"\'>]]>'
MARKS = {
    Mark.MISSING: "not collected",
    Mark.WITHHELD: "withheld",
    Mark.NOT_PUBLISHED: "not yet published",
    Mark.NOT_APPLICABLE: "does not apply",
}
BANDS = BandsBeforeAfter(
    key="bands",
    title="各级别的比例",
    description="每个级别两行。",
    sentence="达到中级或以上的比例从 34% 升到 57%。",
    note="n = 62",
    marks=MARKS,
    band_label="级别",
    before_label="课程前",
    after_label="课程后",
    interval_label="95% 区间",
    rows=(
        BandRow("基础", Estimate(0.66, 0.55, 0.75), Estimate(0.43, 0.33, 0.53)),
        BandRow("专精", Mark.WITHHELD, Estimate(0.002, 0, 0.02)),
    ),
)
AREAS = Ranges(
    key="areas",
    title="Five areas",
    description="One bar per area.",
    sentence="Intermediate in communication.",
    marks=MARKS,
    area_label="Area",
    reported_label="Result",
    bands=("Foundation", "Intermediate", "Advanced", "Highly specialised"),
    rows=(
        RangeRow("Communication", Estimate(1.5, 1.1, 1.9), "Intermediate"),
        RangeRow("Safety", Mark.MISSING, "Not enough evidence"),
    ),
)
PLACES = CountsByPlace(
    key="places",
    title="People checked",
    description="Bars from zero.",
    sentence="Most people were checked in Liuhe.",
    marks=MARKS,
    place_label="Town",
    unit="people",
    rows=(
        PlaceRow("Liuhe", 1234),
        PlaceRow("Qingshi", 617),
        PlaceRow("Nanwan", 0),
        PlaceRow("Beipo", Mark.MISSING),
        PlaceRow("Xidu", Mark.WITHHELD),
        PlaceRow("City offices", Mark.NOT_PUBLISHED),
        PlaceRow("Zone", Mark.NOT_APPLICABLE),
    ),
)
WAVES = Trend(
    key="waves",
    title="Share at foundation or above",
    description="A dot per wave.",
    sentence="The share rose; the target is not shown to be met.",
    marks=MARKS,
    period_label="Wave",
    value_label="Share",
    interval_label="95% interval",
    points=(
        TrendPoint("2023", Estimate(0.41, 0.37, 0.45)),
        TrendPoint("2024", Mark.NOT_PUBLISHED),
        TrendPoint("2025", Estimate(0.52, 0.48, 0.56)),
        TrendPoint("2026", Estimate(0.58, 0.54, 0.62)),
    ),
    target=Target("Target 60%", 0.6),
)


UNITS = Dots(
    key="units",
    title="各镇的比例",
    description="每个镇一个点和一条横线。",
    sentence="1 个镇高于总体。",
    note="n = 6",
    marks=MARKS,
    row_label="单位",
    value_label="比例",
    interval_label="95% 区间",
    group_label="分组",
    whole_label="总体：",
    whole=0.5,
    unit="share",
    groups=(
        ("高于总体", (DotRow("河口镇", Estimate(0.6, 0.55, 0.65)),)),
        ("与总体分不出高低", (DotRow("青山镇（基数小：8）", Estimate(0.625, 0.3, 0.86)),)),
        ("没有数值", (DotRow("静水镇", Mark.MISSING), DotRow("白杨镇", Mark.WITHHELD))),
    ),
)
TILES = charts.TileMap(
    key="tiles",
    title="Share by province",
    description="Tiles by place",
    sentence="Two of three places show a share.",
    marks={Mark.WITHHELD: "Withheld"},
    place_label="Place",
    value_label="Share",
    step_label="Step",
    steps_label="Equal steps",
    tiles=(
        charts.Tile(column=0, row=0, short="BJ", name="Beijing", value=0.2),
        charts.Tile(column=1, row=0, short="HL", name="Heilongjiang", value=0.7),
        charts.Tile(column=7, row=1, short="沪", name="Shanghai", value=Mark.WITHHELD),
    ),
)


def every_chart() -> list[Chart]:
    return [
        charts.bands_before_after(BANDS),
        charts.ranges(AREAS),
        charts.counts_by_place(PLACES),
        charts.trend(WAVES),
        charts.dots(UNITS),
        charts.tile_map(TILES),
    ]


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def texts(chart: Chart) -> list[str]:
    return [element.text or "" for element in parsed(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.title)
def test_a_chart_is_a_named_picture_without_inline_style(chart: Chart) -> None:
    root = parsed(chart)
    assert root.get("role") == "img"
    named = [root.get("aria-labelledby"), root.get("aria-describedby")]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert [root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")] == named
    assert root.find(f"{SVG}title").text == chart.title
    for element in root.iter():
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}image")
        assert element.get("style") is None
        assert not any(name.startswith("on") for name in element.attrib)


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.title)
def test_text_is_legible_on_a_narrow_phone_and_stays_inside(chart: Chart) -> None:
    root = parsed(chart)
    _x, _y, wide, high = map(float, root.get("viewBox").split())
    assert wide == 360
    for element in root.iter(f"{SVG}text"):
        size = float(element.get("font-size"))
        assert size >= 14
        x, y = float(element.get("x")), float(element.get("y"))
        length = words.width(element.text or "", size)
        first = {"middle": x - length / 2, "end": x - length}.get(element.get("text-anchor"), x)
        assert first >= -1
        assert first + length <= wide + 12
        assert 0 < y <= high


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.title)
def test_every_class_that_is_drawn_has_a_rule_in_the_stylesheet(chart: Chart) -> None:
    folder = Path(charts.__file__).parent.parent / "static" / "foundation"
    sheet = (folder / "charts.css").read_text()
    drawn = {name for e in parsed(chart).iter() for name in (e.get("class") or "").split()}
    unruled = {name for name in drawn if f".{name}" not in sheet}
    assert unruled <= {"chart-pattern"}


def test_the_table_of_bands_equals_the_data() -> None:
    table = charts.bands_before_after(BANDS).table
    assert table.headings == ("级别", "课程前", "课程前 · 95% 区间", "课程后", "课程后 · 95% 区间")
    assert table.rows == (
        ("基础", "66%", "55–75%", "43%", "33–53%"),
        ("专精", "withheld", "–", "<1%", "0–2%"),
    )


def test_bands_tell_before_from_after_by_shape_and_show_the_interval_to_scale() -> None:
    root = parsed(charts.bands_before_after(BANDS))
    assert len(list(root.iter(f"{SVG}circle"))) == 2  # legend and one row; the other is withheld
    assert len(list(root.iter(f"{SVG}polygon"))) == 3  # legend and two rows
    whiskers = [
        e
        for e in root.iter(f"{SVG}line")
        if e.get("y1") == e.get("y2") and e.get("stroke-width") == "2.5"
    ]
    before = whiskers[0]
    left, right = 12.0, 190.0
    for end, share in (("x1", 0.55), ("x2", 0.75)):
        assert float(before.get(end)) == pytest.approx(left + share * (right - left), abs=0.01)
    assert "66% (55–75%)" in texts(charts.bands_before_after(BANDS))


def test_an_area_without_evidence_has_words_and_no_dot() -> None:
    chart = charts.ranges(AREAS)
    assert len(list(parsed(chart).iter(f"{SVG}circle"))) == 1
    assert "Not enough evidence" in texts(chart)
    assert chart.table.rows == (
        ("Communication", "Intermediate"),
        ("Safety", "Not enough evidence (not collected)"),
    )


def test_bars_start_at_zero_and_are_in_proportion() -> None:
    chart = charts.counts_by_place(PLACES)
    bars = [e for e in parsed(chart).iter(f"{SVG}rect") if "chart-fill-teal" in e.get("class", "")]
    first, second = (float(bar.get("width")) for bar in bars)
    assert first == pytest.approx(2 * second, rel=1e-3)
    assert len({bar.get("x") for bar in bars}) == 1


def test_zero_missing_withheld_unpublished_and_not_applicable_all_look_and_read_differently() -> (
    None
):
    chart = charts.counts_by_place(PLACES)
    root = parsed(chart)
    assert {e.get("id") for e in root.iter(f"{SVG}pattern")} == {
        "places-withheld",
        "places-not-published",
    }
    signs = [e for e in root.iter(f"{SVG}rect") if e.get("width") == "60"]
    fills = [(e.get("fill"), e.get("stroke-dasharray")) for e in signs]
    assert len(set(fills)) == 3
    assert dict(chart.table.rows) == {
        "Liuhe": "1,234",
        "Qingshi": "617",
        "Nanwan": "0",
        "Beipo": "not collected",
        "Xidu": "withheld",
        "City offices": "not yet published",
        "Zone": "does not apply",
    }
    assert {"0", "not collected", "withheld", "not yet published", "does not apply"} <= set(
        texts(chart)
    )


def test_a_trend_breaks_where_a_period_has_no_number() -> None:
    chart = charts.trend(WAVES)
    root = parsed(chart)
    curves = [e.get("points").split() for e in root.iter(f"{SVG}polyline")]
    assert [len(points) for points in curves] == [2]  # 2025–2026; 2023 stands alone
    assert len(root.findall(f"{SVG}circle")) == 3  # those of a pattern lie deeper
    assert "not yet published: 2024" in texts(chart)
    assert "Target 60%" in texts(chart)
    assert chart.table.rows[1] == ("2024", "not yet published", "–")
    assert chart.table.rows[3] == ("2026", "58%", "54–62%")


@pytest.mark.parametrize("largest", [0, 0.004, 0.07, 0.33, 1.0])
def test_a_trend_of_shares_starts_at_zero_and_never_passes_everything(largest: float) -> None:
    points = (TrendPoint("1", Estimate(largest, largest, largest)),)
    shown = texts(charts.trend(replace(WAVES, points=points, target=None)))
    assert "0%" in shown
    assert "120%" not in shown


def test_a_trend_of_numbers_writes_thousands() -> None:
    points = tuple(TrendPoint(str(m), Estimate(m * 900, m * 800, m * 950)) for m in range(1, 13))
    chart = charts.trend(replace(WAVES, unit="number", points=points, target=None))
    assert "10,800" in texts(chart)
    assert chart.table.rows[11] == ("12", "10,800", "9,600–11,400")


def test_hostile_text_stays_text() -> None:
    told = {
        "title": EVIL,
        "description": EVIL,
        "sentence": EVIL,
        "marks": dict.fromkeys(Mark, EVIL),
    }
    drawn = [
        charts.bands_before_after(
            replace(
                BANDS, **told, before_label=EVIL, rows=(BandRow(EVIL, Mark.MISSING, Mark.MISSING),)
            )
        ),
        charts.ranges(
            replace(AREAS, **told, bands=(EVIL,), rows=(RangeRow(EVIL, Mark.MISSING, EVIL),))
        ),
        charts.counts_by_place(replace(PLACES, **told, unit=EVIL, rows=(PlaceRow(EVIL, 3),))),
        charts.trend(
            replace(
                WAVES, **told, points=(TrendPoint(EVIL, Mark.WITHHELD),), target=Target(EVIL, 0.5)
            )
        ),
    ]
    for chart in drawn:
        assert "<script" not in chart.svg
        assert not list(parsed(chart).iter(f"{SVG}script"))
        page = Template("{% load charts %}{% chart c %}").render(Context({"c": chart}))
        assert "<script" not in page


@pytest.mark.parametrize("key", ["", "1a", 'a"onload="', "a b"])
def test_a_key_that_cannot_begin_an_id_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="begin an id"):
        replace(PLACES, key=key)


def test_a_mark_is_never_shown_without_its_word() -> None:
    with pytest.raises(ValueError, match="no word"):
        charts.counts_by_place(replace(PLACES, marks={}))


@pytest.mark.parametrize(
    "numbers", [(float("nan"), 0.0, 1.0), (0.5, 0.6, 0.4), (0.5, 0.0, float("inf"))]
)
def test_an_estimate_without_sense_is_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"interval|finite"):
        Estimate(*numbers)


def test_values_off_the_scale_are_refused() -> None:
    off = Estimate(1.2, 1.0, 1.3)
    with pytest.raises(ValueError, match="share"):
        charts.bands_before_after(replace(BANDS, rows=(BandRow("x", off, off),)))
    with pytest.raises(ValueError, match="scale"):
        charts.trend(replace(WAVES, points=(TrendPoint("x", off),)))
    with pytest.raises(ValueError, match="scale"):
        charts.ranges(replace(AREAS, rows=(RangeRow("x", Estimate(5, 4, 6), "y"),)))
    with pytest.raises(ValueError, match="negative"):
        charts.counts_by_place(replace(PLACES, rows=(PlaceRow("x", -1),)))


def test_equal_data_gives_equal_pictures() -> None:
    assert every_chart() == every_chart()


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0%"), (0.001, "<1%"), (0.005, "1%"), (0.125, "13%"), (0.999, ">99%"), (1, "100%")],
)
def test_only_nothing_is_zero_per_cent_and_only_all_is_a_hundred(
    share: float, written: str
) -> None:
    assert words.percent(share) == written


def test_chinese_breaks_between_characters_but_never_before_closing_marks() -> None:
    lines = words.wrap("达到中级或以上的估计比例，升高了。", 16 * 6, 16)
    assert "".join(lines) == "达到中级或以上的估计比例，升高了。"
    assert all(words.width(line, 16) <= 16 * 7 for line in lines)
    assert not any(line[0] in "，。" for line in lines)
    assert words.wrap("one two three", 70, 16) == ["one two", "three"]


def test_the_tag_shows_sentence_picture_and_a_table_with_scopes() -> None:
    chart = charts.counts_by_place(PLACES)
    page = Template("{% load charts %}{% chart c %}").render(Context({"c": chart}))
    figure = ElementTree.fromstring(re.sub(r"\s+", " ", page.replace("&nbsp;", " ")))
    assert figure.tag == "figure"
    assert figure.find("figcaption").text == chart.sentence
    assert figure.find(f"{SVG}svg") is not None
    table = figure.find("details/div/table")
    assert table.find("caption").text == chart.table.caption
    assert [th.get("scope") for th in table.iter("th")] == ["col"] * 2 + ["row"] * len(PLACES.rows)
    rows = tuple(tuple(cell.text for cell in row) for row in table.find("tbody"))
    assert rows == chart.table.rows
    assert "style=" not in page


@pytest.mark.parametrize("value", [0.0, float(len(AREAS.bands))])
def test_a_dot_at_the_end_of_the_scale_is_drawn_whole(value):
    row = RangeRow("x", Estimate(value, value, value), "y")
    svg = charts.ranges(replace(AREAS, rows=(row,))).svg
    place = float(re.search(r'<circle cx="([0-9.]+)"', svg)[1])
    wide = float(re.search(r'viewBox="0 0 ([0-9.]+)', svg)[1])
    assert 9 <= place <= wide - 9


def test_units_stand_beside_the_whole_to_scale() -> None:
    """The scale runs from 0.30 to 0.86 over 340 units; the whole is drawn in every row."""
    chart = charts.dots(UNITS)
    dots = list(parsed(chart).iter(f"{SVG}circle"))
    assert len(dots) == 2
    places = [float(one.get("cx", "nan")) for one in dots]
    assert places == pytest.approx(
        [10 + 340 * (0.6 - 0.3) / 0.56, 10 + 340 * (0.625 - 0.3) / 0.56], abs=0.01
    )
    dashes = [one for one in parsed(chart).iter(f"{SVG}line") if one.get("stroke-dasharray")]
    assert {one.get("x1") for one in dashes} == {f"{10 + 340 * 0.2 / 0.56:.2f}"}
    assert chart.table.rows == (
        ("河口镇", "60.0%", "55.0–65.0%", "高于总体"),
        ("青山镇（基数小：8）", "62.5%", "30.0–86.0%", "与总体分不出高低"),
        ("静水镇", "not collected", "–", "没有数值"),
        ("白杨镇", "withheld", "–", "没有数值"),
    )


def test_units_without_a_whole_or_an_interval_have_a_dot_alone() -> None:
    rows = (DotRow("A", Estimate(3, 3, 3)), DotRow("B", Estimate(1200, 1200, 1200)))
    chart = charts.dots(replace(UNITS, whole=None, unit="number", groups=(("", rows),)))
    assert chart.table.rows == (("A", "3", "–", ""), ("B", "1,200", "–", ""))
    assert "stroke-dasharray" not in chart.svg
    assert [one.get("cx") for one in parsed(chart).iter(f"{SVG}circle")] == ["10.85", "350"]
    with pytest.raises(ValueError, match="finite"):
        charts.dots(replace(UNITS, whole=float("nan")))


def test_a_long_list_of_periods_without_a_number_breaks_into_lines_and_is_short() -> None:
    """Three and more in a row are named by the first and the last; no line leaves the sheet, not
    even in a font as wide as DejaVu Sans, whose digits are 0.636 wide."""
    points = tuple(
        TrendPoint(
            f"{2020 + month // 12}-{month % 12 + 1:02}",
            Estimate(5, 4, 6) if month % 5 == 4 else Mark.MISSING,
        )
        for month in range(60)
    )
    chart = charts.trend(replace(WAVES, unit="number", points=points, target=None))
    said = " ".join(texts(chart))
    assert "2020-01 – 2020-04" in said
    assert "2020-02" not in said
    lines = [e for e in parsed(chart).iter(f"{SVG}text") if e.get("x") == "42"]
    assert len(lines) > 5
    for line in lines:
        wide = sum(0.636 if c.isdigit() else 0.5 if c == "–" else 0.36 for c in line.text or "")
        assert 42 + 18 * wide <= 360, line.text


def test_the_word_of_a_mark_breaks_into_lines_where_it_is_long() -> None:
    words = "not collected, because the towns of this county were merged in the year before"
    rows = (DotRow("Liuhe", Mark.MISSING), DotRow("Qingshi", Estimate(3, 2, 4)))
    chart = charts.dots(replace(UNITS, groups=(("", rows),), marks={Mark.MISSING: words}))
    assert words not in texts(chart)
    assert words in " ".join(texts(chart))
    places = replace(PLACES, rows=(PlaceRow("Liuhe", Mark.MISSING),), marks={Mark.MISSING: words})
    assert words in " ".join(texts(charts.counts_by_place(places)))


def test_without_a_single_number_there_is_no_scale() -> None:
    rows = (DotRow("Liuhe", Mark.MISSING), DotRow("Qingshi", Mark.MISSING))
    chart = charts.dots(
        replace(UNITS, groups=(("", rows),), whole=None, marks={Mark.MISSING: "not collected"})
    )
    assert texts(chart) == ["Liuhe", "not collected", "Qingshi", "not collected"]


def test_numbers_of_neighbours_do_not_run_into_each_other() -> None:
    points = tuple(
        TrendPoint(str(year), Estimate(118, 118, 118) if year > 2024 else Mark.MISSING)
        for year in range(2015, 2027)
    )
    chart = charts.trend(
        replace(
            WAVES, unit="number", points=points, target=None, marks={Mark.MISSING: "not collected"}
        )
    )
    assert texts(chart).count("118") == 1
