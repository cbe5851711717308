"""Numbers as people read them: a minus sign, words between the ends of an interval."""

from __future__ import annotations

import pytest
from django.utils import translation

from suyang.foundation import numbers
from suyang.foundation.charts import words


@pytest.mark.parametrize(
    ("value", "plus", "written"),
    [
        (-2, False, "−2"),
        (-0.4, False, "0"),
        (3.5, True, "+4"),
        (0, True, "0"),
        (-1234, True, "−1,234"),
    ],
)
def test_whole_numbers(value, plus, written):
    assert numbers.whole(value, plus=plus) == written


@pytest.mark.parametrize(("value", "written"), [(-0.2, "−0.2"), (-0.04, "0.0"), (12.345, "12.3")])
def test_decimals(value, written):
    assert numbers.decimal(value) == written


def test_points_and_intervals_in_both_languages():
    low, high = numbers.points(-0.02, plus=True), numbers.points(0.04, plus=True)
    for language, written in (("en", "−2 to +4"), ("zh-hans", "−2至+4")):
        with translation.override(language):
            assert numbers.interval(low, high) == written


def test_charts_write_alike():
    assert words.number(-3) == "−3"
    assert words.number(-0.25) == "−0.2"
    assert words.percent(-0.02) == "−2%"
