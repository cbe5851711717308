"""The comparison's page: groups by interval, marks apart from numbers, small units said."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from suyang.plans.periods import Period
from suyang.plans.seeing import comparison, funnel, pictures
from tests.plans.seeing.conftest import write

pytestmark = pytest.mark.django_db
OCTOBER = Period.read("2026-10")


def compare(who, indicator, unit, **more):
    return comparison.compare(indicator, unit.id, OCTOBER, "total", reader=who.actor, **more)


def test_three_groups_by_chance_and_not_by_order(administrator, rates, county, make_unit):
    silent = make_unit("silent", "静水镇", "town", county)
    found = compare(administrator, rates, county, order="value")
    names = {row.name["zh-Hans"]: row for row in found.rows}
    assert names["河口镇"].group == funnel.ABOVE
    assert names["白杨镇"].group == funnel.BELOW
    # 62.5 % of eight: the highest share of all, and no evidence of anything.
    assert names["青山镇"].group == funnel.NOT_APART
    assert names["青山镇"].placed.small
    assert [row.name["zh-Hans"] for row in found.rows] == ["青山镇", "河口镇", "白杨镇", "静水镇"]
    assert (found.without[0].unit, found.without[0].figure.mark) == (silent.id, "missing")
    assert found.tested == 3


def test_the_page_says_it_in_words_with_a_picture_and_a_table(
    administrator, rates, county, make_unit
):
    make_unit("silent", "静水镇", "town", county)
    address = reverse("indicator-compare", args=[rates.slug])
    page = administrator.client.get(address, {"order": "value"}).content.decode()
    for said in (
        "高于总体",
        "低于总体",
        "与总体分不出高低",
        "基数小",
        "尚未报送",
        "不是排名",
        "<svg",
        "49.6",
    ):
        assert said in page, said
    assert "有数据的3个单位中，1个高于总体，1个低于总体；1个与总体分不出高低。" in page
    # No place numbers: no cell of the table begins with a bare 1, 2, 3.
    assert not re.search(r"<t[dh][^>]*>\s*[1-4]\s*</t[dh]>", page)


def test_by_name_is_the_default(administrator, rates, county):
    found = compare(administrator, rates, county)
    assert [row.name["zh-Hans"] for row in found.rows] == sorted(
        row.name["zh-Hans"] for row in found.rows
    )


def test_counts_are_shown_and_not_grouped(administrator, county, town, other_town, make_indicator):
    things = make_indicator("rooms", source="x")
    write(things, town, 30)
    write(things, other_town, 5)
    found = compare(administrator, things, county)
    assert found.ungrouped == comparison.COUNTS
    assert [row.group for row in found.rows] == ["", ""]
    page = administrator.client.get(reverse("indicator-compare", args=["rooms"])).content.decode()
    assert "不说明做得更好" in page
    assert "高于总体" not in page


def test_estimates_are_held_against_the_estimate_of_the_whole(
    administrator, county, town, other_town, make_indicator
):
    level = make_indicator("level", kind="estimate", columns=(), source="x")
    write(level, county, 0.50, error=0.01)
    write(level, town, 0.60, error=0.02)
    write(level, other_town, 0.53, error=0.02)
    found = compare(administrator, level, county)
    groups = {row.name["zh-Hans"]: row.group for row in found.rows}
    assert groups == {"河口镇": funnel.ABOVE, "白杨镇": funnel.NOT_APART}
    low, high = found.rows[0].placed.low, found.rows[0].placed.high
    assert high - low == pytest.approx(2 * funnel.Z * 0.02)


def test_few_people_stay_withheld_from_who_sees_no_reports(
    county, town, other_town, third_town, make_indicator, administrator
):
    """An observer sees the sign of a withheld number, another than that of a missing one."""
    from tests.conftest import _staff

    people = make_indicator("people-here", kind="people", columns=(), source="x")
    for unit, n in ((town, 300), (other_town, 3), (third_town, 200)):
        write(people, unit, n)
    observer = _staff("observer", "observer", county)
    found = compare(observer, people, county)
    marks = {row.name["zh-Hans"]: row.figure.mark for row in found.rows}
    assert marks["白杨镇"] == "suppressed"
    page = observer.client.get(reverse("indicator-compare", args=["people-here"])).content.decode()
    assert "人数少，不显示" in page
    assert "units-withheld" in page
    seen = compare(administrator, people, county)
    assert {row.figure.value for row in seen.rows} == {300, 3, 200}


def test_without_units_below_it_says_so(administrator, rates, town):
    address = reverse("indicator-compare", args=[rates.slug])
    page = administrator.client.get(address, {"unit": str(town.id)}).content.decode()
    assert "没有直属下级单位" in page
    assert pictures.compared(compare(administrator, rates, town), "") is None


@pytest.mark.parametrize("wrong", [{"order": "rank"}, {"column": "x"}, {"period": "soon"}])
def test_a_wrong_address_is_not_found(administrator, rates, wrong):
    address = reverse("indicator-compare", args=[rates.slug])
    assert administrator.client.get(address, wrong).status_code == 404


def test_an_indicator_of_another_office_is_not_there(administrator, other_county, make_indicator):
    make_indicator("theirs", owner=other_county)
    assert (
        administrator.client.get(reverse("indicator-compare", args=["theirs"])).status_code == 404
    )
