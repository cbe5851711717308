"""A map: units as tiles with their figures, small numbers withheld, not for strangers."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from suyang.foundation import content
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.maps import grids, pictures
from suyang.plans.models import Indicator
from suyang.plans.periods import Period

pytestmark = pytest.mark.django_db
YEAR = Period(2026, "year")


@pytest.fixture
def people(db):
    return Indicator.objects.create(
        slug="people",
        body={
            "name": {"zh-Hans": "参训人数", "en": "People trained"},
            "unit": {"zh-Hans": "人", "en": "people"},
        },
        kind="people",
        frequency="month",
        over_time="last",
        better="up",
    )


@pytest.fixture
def provinces(people, make_unit, county):
    """Two with a tile, one with a number too small for strangers, and one unit without a tile."""
    found = [
        make_unit(code, name, "town", county)
        for code, name in (
            ("110000", "甲省"),
            ("120000", "乙省"),
            ("130000", "丙省"),
            ("x1", "丁处"),
        )
    ]
    for unit, value in zip(found, (2, 40, 90, 70), strict=True):
        rollup.write_own(people, unit.id, 2026, {11: {"total": Cell(value)}})
    return found


def test_the_officer_sees_every_figure(people, provinces, county, officer):
    found = pictures.of_units_below(people, county.id, YEAR, "equal", officer.actor)
    assert found.chart is not None
    shown = {row[0]: row[1] for row in found.chart.table.rows}
    assert [shown[name] for name in ("甲省", "乙省", "丙省")] == ["2", "40", "90"]
    assert "丁处" in found.elsewhere


def test_a_small_number_is_withheld_from_a_stranger(people, provinces, county, stranger):
    found = pictures.of_units_below(people, county.id, YEAR, "equal", stranger.actor)
    assert found.chart is not None
    shown = {row[0]: row[1] for row in found.chart.table.rows}
    assert shown["甲省"] != "2"
    assert 'fill="url(#map-withheld)"' in found.chart.svg


def test_the_page_is_for_whoever_sees_figures(
    people, provinces, county, officer, stranger, visitor
):
    address = reverse("tile-map")
    asked = {"unit": county.id, "indicator": "people", "period": "2026"}
    page = officer.client.get(address, asked)
    assert page.status_code == 200
    assert "甲省" in page.content.decode()
    assert stranger.client.get(address, asked).status_code == 403
    assert visitor.client.get(address, asked).status_code == 302


def test_a_wrong_period_is_said_and_an_unknown_indicator_is_not_found(people, officer, county):
    address = reverse("tile-map")
    asked = {"unit": county.id, "indicator": "people", "period": "soon"}
    assert "2026-Q1" in officer.client.get(address, asked).content.decode()
    assert officer.client.get(address, asked | {"indicator": "none"}).status_code == 404


def test_a_map_is_there_before_anything_is_chosen(people, provinces, county, officer):
    page = officer.client.get(reverse("tile-map"))
    assert page.context["found"].chart is not None
    assert page.context["asked"].indicator == page.context["asked"].known[0]
    assert "<svg" in page.content.decode()


def test_all_34_provincial_units_have_a_tile_of_their_own():
    assert len(grids.places()) == 34
    assert content.check(settings.SUYANG_CONTENT, ["maps"]) == []


def test_a_place_taken_twice_is_refused_with_its_line(tmp_path):
    path = tmp_path / "twice.yaml"
    tile = "  - {code: %s, column: 0, row: 0}\n"
    path.write_text("tiles:\n" + tile % "a" + tile % "b", "utf-8")
    document = content.read_document(path, tmp_path)
    assert [str(one) for one in grids.check([document])] == [
        "twice.yaml:3: (0, 0) stands here twice"
    ]


def test_indicators_of_other_offices_are_not_offered(people, officer, county, other_county):
    """Neither by their names nor by their address."""
    Indicator.objects.create(
        slug="theirs", body={"name": {"zh-Hans": "别处的指标"}}, kind="people", owner=other_county
    )
    page = officer.client.get(reverse("tile-map"), {"unit": county.id})
    assert "参训人数" in page.content.decode()
    assert "别处的指标" not in page.content.decode()
    asked = {"unit": county.id, "indicator": "theirs"}
    assert officer.client.get(reverse("tile-map"), asked).status_code == 404
