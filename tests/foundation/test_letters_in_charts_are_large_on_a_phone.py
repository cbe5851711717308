"""A chart on a page 360 px wide has letters of 14 px at least, in elder mode of 18."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from suyang.foundation import charts
from suyang.foundation.charts import BandRow, Chart, Estimate, RangeRow, words
from tests.foundation import test_charts as examples

# A phone's page less its margins: 1 rem, of 18 px, on each side.
CONTENT = 360 - 2 * 18
LONG = replace(
    examples.AREAS,
    bands=("Foundation", "Intermediate", "Advanced", "Highly specialised"),
    rows=(RangeRow("Communication and collaboration", Estimate(3.9, 3.4, 4.0), "Advanced"),),
)
SURE = replace(
    examples.BANDS,
    rows=(BandRow("Intermediate", Estimate(0.999, 0.991, 1), Estimate(1, 0.996, 1)),),
)


def drawn() -> list[Chart]:
    return [*examples.every_chart(), charts.ranges(LONG), charts.bands_before_after(SURE)]


@pytest.mark.parametrize("chart", drawn(), ids=lambda chart: chart.title)
def test_every_letter_is_large_enough(chart):
    wide = float(examples.parsed(chart).get("viewBox").split()[2])
    sizes = {
        float(one.get("font-size")) for one in examples.parsed(chart).iter(f"{examples.SVG}text")
    }
    assert min(sizes) * CONTENT / wide >= 14
    # In elder mode the picture takes the whole width of the phone.
    assert min(sizes) * 360 / wide >= 18


@pytest.mark.parametrize("chart", drawn(), ids=lambda chart: chart.title)
def test_no_two_texts_lie_on_each_other(chart):
    boxes = []
    for one in examples.parsed(chart).iter(f"{examples.SVG}text"):
        size, x, y = (float(one.get(name)) for name in ("font-size", "x", "y"))
        # The estimate of a width is generous by a tenth.
        length = 0.9 * words.width(one.text or "", size)
        left = {"middle": x - length / 2, "end": x - length}.get(one.get("text-anchor"), x)
        boxes.append((left, y - 0.75 * size, left + length, y + 0.2 * size, one.text))
    for number, (left, top, right, bottom, text) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (text, other[4])


def test_numbers_stand_clear_of_the_line_they_belong_to():
    root = examples.parsed(charts.bands_before_after(SURE))
    ends = [float(one.get("x2")) for one in root.iter(f"{examples.SVG}line")]
    beside = [one for one in root.iter(f"{examples.SVG}text") if "(" in (one.text or "")]
    for one in beside:
        bold = 1.1 if one.get("font-weight") else 1
        left = float(one.get("x")) - bold * words.width(one.text, float(one.get("font-size")))
        assert left >= max(ends) + 9


def test_no_word_is_broken_in_the_names_of_bands():
    said = " ".join(examples.texts(charts.ranges(LONG)))
    for word in ("Foundation", "Intermediate", "Advanced", "Highly", "specialised"):
        assert re.search(rf"\b{word}\b", said)


def test_elder_mode_gives_the_picture_the_whole_width():
    sheet = Path(charts.__file__).parent.parent / "static" / "foundation" / "charts.css"
    assert ".elder .chart-picture" in sheet.read_text()
