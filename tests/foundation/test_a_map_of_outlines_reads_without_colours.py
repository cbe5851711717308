"""A map of outlines: fuller lines for higher steps, a sign for each mark, numbers in a table."""

from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

import pytest

from suyang.foundation.charts import Mark, Place, Shape, ShapeMap, shape_map

SVG = "{http://www.w3.org/2000/svg}"


def shape(name: str, value, x: int = 0, **more) -> Shape:
    path = f"M{x} 0l800 0 0 800-800 0z"
    return Shape(name=name, value=value, paths=(path,), label=(x + 400, 400, 700), **more)


MAP = ShapeMap(
    key="m",
    title="Share",
    description="Outlines",
    sentence="One of five is withheld.",
    marks={mark: mark.value for mark in Mark},
    place_label="Place",
    value_label="Share",
    step_label="Step",
    steps_label="Two equal steps",
    more_labels=("Source",),
    wanted=2,
    width=3400,
    height=800,
    shapes=(
        shape("Alpha", 0.1, 0, more=("report",), link="/a/"),
        shape("Beta <b>", 0.9, 800, more=("report",), link="/b/"),
        shape("Gamma", Mark.WITHHELD, 1600, more=("–",)),
        shape("Delta", Mark.MISSING, 2400, more=("–",)),
    ),
    around=("M0 0l9 9 0 9z",),
    beside=(Place(name="Far", value=0.5, more=("sum",)),),
)


def test_every_place_is_in_the_table_also_those_without_an_outline():
    table = shape_map(MAP).table
    assert table.headings == ("Place", "Share", "Step", "Source")
    assert table.rows == (
        ("Alpha", "10%", "1 / 2", "report"),
        ("Beta <b>", "90%", "2 / 2", "report"),
        ("Gamma", "withheld", "–", "–"),
        ("Delta", "missing", "–", "–"),
        ("Far", "50%", "2 / 2", "sum"),
    )
    assert table.links == ("/a/", "/b/", "", "", "")


def test_each_outline_has_its_title_and_leads_somewhere_without_stopping_the_keyboard():
    root = ElementTree.fromstring(shape_map(MAP).svg)
    # A group: what a picture has inside is not reached by those who hear it.
    assert root.get("role") == "group"
    titles = [one.find(f"{SVG}title").text for one in root.iter(f"{SVG}path") if len(one)]
    assert titles == ["Alpha: 10%", "Beta <b>: 90%", "Gamma: withheld", "Delta: missing"]
    links = list(root.iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == ["/a/", "/b/"]
    assert {one.get("tabindex") for one in links} == {"-1"}
    for element in root.iter():
        assert element.get("style") is None


def test_steps_and_marks_look_different_in_grey():
    fills = {}
    for value in (0.1, 0.9, *Mark):
        changed = (shape("One", value), *MAP.shapes[:2])
        drawn = shape_map(dataclasses.replace(MAP, shapes=changed)).svg
        path = re.search(r'<path d="M0 0l800[^>]*>', drawn)[0]
        fills[value] = re.search(r' fill="([^"]+)"', path)[1] + str("dasharray" in path)
    assert len(set(fills.values())) == len(fills)
    svg = shape_map(MAP).svg
    heights = [
        float(one)
        for one in re.findall(r'height="([\d.]+)" fill="#0b5a55" class="chart-fill-teal"', svg)
    ]
    assert sorted(set(heights)) == [4, 8]


def test_a_name_is_drawn_only_where_it_has_room():
    narrow = dataclasses.replace(MAP.shapes[0], label=(100, 100, 100))
    texts = shape_map(dataclasses.replace(MAP, shapes=(narrow, *MAP.shapes[1:]))).svg
    assert not re.search(r"<text[^>]*>Alpha<", texts)
    assert re.search(r"<text[^>]*>Gamma<", texts)


def test_outlines_wider_than_the_sheet_and_marks_without_a_word_are_refused():
    with pytest.raises(ValueError, match="wider"):
        shape_map(dataclasses.replace(MAP, width=3700))
    with pytest.raises(ValueError, match="no word"):
        shape_map(dataclasses.replace(MAP, marks={}))
