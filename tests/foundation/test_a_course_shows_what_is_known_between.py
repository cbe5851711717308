"""The chart of one quantity over time: a band around it, dots where it was measured, a table."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

from suyang.foundation.charts import Course, CoursePoint, Estimate, Table, course

BANDS = ("Foundation", "Intermediate", "Advanced or above")


def _course(labels=("2024-01", "2026-01"), **changed):
    path = tuple(
        CoursePoint(t, Estimate(1 + t / 10, 1 + t / 10 - 0.2, 1 + t / 10 + 0.3))
        for t in (0.0, 1.0, 2.0, 3.0)
    )
    given = {
        "key": "course",
        "title": "Overall",
        "description": "Time runs to the right.",
        "sentence": "It is <wider> between.",
        "bands": BANDS,
        "path": path,
        "stations": tuple(zip(labels, (path[0], path[2]), strict=False)),
        "table": Table("Overall", ("Day", "Middle"), (("2024", "1.0"),)),
        "end_label": "today",
    }
    return Course(**given | changed)


@pytest.mark.parametrize("small", [False, True])
def test_it_is_a_picture_with_a_band_and_a_dot_for_each_check(small):
    drawn = course(_course(small=small))
    root = ElementTree.fromstring(drawn.svg)
    shapes = [one.tag.split("}")[1] for one in root]
    assert shapes.count("polygon") == 1
    assert shapes.count("circle") == 2
    texts = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert {"2024-01", "today"} <= set(texts)
    assert ("Foundation" in texts) is not small
    assert drawn.sentence == "It is <wider> between."


def test_labels_never_lie_on_each_other():
    names = tuple(f"20{year}-01" for year in range(20, 24))
    path = tuple(CoursePoint(float(t), Estimate(1, 0.5, 1.5)) for t in (0, 1, 2, 100))
    drawn = course(_course(path=path, stations=tuple(zip(names, path, strict=True)), end_label=""))
    root = ElementTree.fromstring(drawn.svg)
    placed = sorted(
        float(one.get("x")) for one in root.iter() if one.tag.endswith("text") and one.text in names
    )
    assert all(after - before > 50 for before, after in itertools.pairwise(placed))
    assert names[0] in drawn.svg
    assert names[-1] in drawn.svg


@pytest.mark.parametrize(
    "changed",
    [{"path": (), "stations": ()}, {"bands": ()}, {"bands": ("One",)}],
)
def test_what_lies_off_the_scale_is_refused(changed):
    with pytest.raises(ValueError, match=r"course|scale"):
        course(_course(**changed))
