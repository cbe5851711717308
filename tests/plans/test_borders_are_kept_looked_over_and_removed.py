"""Borders out of GeoJSON: kept once, matched, in use by day, removed with their file; refused with
the place of what is wrong; nothing of them for strangers."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.foundation import audit, cleaning, clock, files, ids
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.maps import actions, matching, outlines, pictures
from suyang.plans.models import Borders, Indicator
from suyang.plans.periods import Period

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def area(x: float, **properties) -> dict:
    ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def towns(make_unit, county):
    return [
        make_unit(f"m{number}", name, "town", county)
        for number, name in enumerate(["甲镇", "乙镇", "丙镇"])
    ]


@pytest.fixture
def data(towns) -> bytes:
    return collection(
        area(0, adcode="m0", name="甲镇"),
        area(1, adcode="m1", name="乙镇"),
        area(2, adcode="m1", name="乙镇的飞地"),
        area(3, adcode="m9", name="外县"),
    )


def keep(who, unit, data: bytes, key=None) -> Borders:
    return actions.keep(who.actor, unit, data, "towns.geojson", key or ids.uuid7())


def test_the_way_that_matches_most_comes_first(administrator, county, data):
    kept = keep(administrator, county, data)
    below = matching.below(county.id, clock.today())
    first = matching.ways(kept, below)[0]
    # By code two towns, one of them with two outlines; by name two as well, and codes come first.
    assert (first.by, first.match, first.units) == ("adcode", "code", 2)
    found = matching.matched(kept, "adcode", "code", below)
    assert sorted(map(len, found.outlines.values())) == [1, 2]
    assert [one.code for one in found.without if one.code.startswith("m")] == ["m2"]
    assert [value for _number, value in found.unknown] == ["m9"]


def test_units_of_one_name_are_not_guessed(administrator, county, data, make_unit):
    make_unit("m7", "甲镇", "town", county)
    kept = keep(administrator, county, data)
    found = matching.matched(kept, "name", "name", matching.below(county.id, clock.today()))
    assert {one.code for one in found.ambiguous} == {"m0", "m7"}


def test_sent_twice_it_is_kept_once_and_used_twice_it_is_told_once(administrator, county, data):
    key = ids.uuid7()
    kept = keep(administrator, county, data, key)
    assert keep(administrator, county, data, key) == kept
    assert Borders.objects.count() == 1
    actions.use(administrator.actor, kept, "adcode", "code", DAY)
    actions.use(administrator.actor, kept, "adcode", "code", DAY)
    assert audit.verify(actions.stream(kept)) is None
    told = [
        one.action
        for one in audit.AuditEntry.objects.filter(stream_id=actions.stream(kept))
        if one.action.startswith("borders.")
    ]
    assert told == ["borders.kept", "borders.used"]


def test_each_period_is_drawn_with_the_borders_of_its_day(administrator, county, data):
    old, new = keep(administrator, county, data), keep(administrator, county, data)
    waiting = keep(administrator, county, data)
    actions.use(administrator.actor, old, "adcode", "code", DAY)
    actions.use(administrator.actor, new, "adcode", "code", dt.date(2026, 7, 1))
    assert actions.in_use(county.id, dt.date(2026, 6, 30)) == old
    assert actions.in_use(county.id, dt.date(2026, 7, 1)) == new
    assert actions.in_use(county.id, dt.date(2025, 1, 1)) == old
    assert waiting in actions.kept(county.id)


def test_removed_the_file_goes_and_the_map_falls_back(
    administrator, county, data, django_capture_on_commit_callbacks
):
    kept = keep(administrator, county, data)
    actions.use(administrator.actor, kept, "adcode", "code", DAY)
    row = kept.file
    assert files.read(administrator.actor, row.id)[1] == data
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(administrator.actor, kept)
        actions.remove(administrator.actor, kept)
    assert not StoredFile.objects.filter(id=row.id).exists()
    assert actions.in_use(county.id, clock.today()) is None
    with pytest.raises(Refused):
        actions.use(administrator.actor, kept, "adcode", "code", DAY)


def test_a_file_that_a_killed_server_left_behind_goes_with_its_content(
    administrator, county, data, django_capture_on_commit_callbacks
):
    kept, stays = keep(administrator, county, data), keep(administrator, county, data + b" ")
    left, content = kept.file, files._path(kept.file.sha256)
    # Killed after the commit: what was to be done then never is.
    with django_capture_on_commit_callbacks(execute=False):
        actions.remove(administrator.actor, kept)
    assert content.exists()
    again = keep(administrator, county, data)
    assert cleaning.clean() == {"files of removed borders": 1}
    assert not StoredFile.objects.filter(id=left.id).exists()
    # The same content was uploaded anew: it is kept as long as that one is.
    assert files.is_whole(again.file)
    with django_capture_on_commit_callbacks(execute=False):
        actions.remove(administrator.actor, again)
    assert cleaning.clean() == {"files of removed borders": 1}
    assert not content.exists()
    assert files.is_whole(stays.file)
    assert cleaning.clean() == {}


BROKEN = {
    "no utf-8": (b'{"type":\n"\xff"}', "2"),
    "no json": (b'{"type": "FeatureCollection",\n "features": [}', "2:"),
    "not a number": (collection().replace(b"[]", b"[NaN]"), "1:1"),
    "deep": (b"[" * 200_000, "1:1"),
    "one feature": (json.dumps(area(0)).encode(), "type"),
    "nothing": (collection(), "features"),
    "a point": (
        collection({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        "features[0].geometry",
    ),
    "open": (
        collection(
            area(0, c="1"),
            {
                "type": "Feature",
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 1]]]],
                },
            },
        ),
        "features[1].geometry.coordinates[0][0]",
    ),
    "short": (
        collection(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
            }
        ),
        "features[0].geometry.coordinates[0]",
    ),
    "words": (
        collection(area(0, c="1")).replace(b"[1, 1]", b'["1", 1]'),
        "features[0].geometry.coordinates[0][2]",
    ),
    "endless": (
        collection(area(0, c="1")).replace(b"[1, 1]", b"[1e999, 1]"),
        "features[0].geometry.coordinates[0][2]",
    ),
}


@pytest.mark.parametrize(("data", "place"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said_with_its_place(administrator, county, data, place):
    with pytest.raises(Refused) as refused:
        keep(administrator, county, data)
    assert place in refused.value.message
    assert refused.value.field == "file"
    assert not Borders.objects.exists()
    assert not StoredFile.objects.filter(media_type=files.GEOJSON).exists()


def test_too_many_areas_and_areas_without_names_are_refused(administrator, county):
    many = collection(*(area(number, c=str(number)) for number in range(301)))
    with pytest.raises(Refused, match="301"):
        keep(administrator, county, many)
    with pytest.raises(Refused) as refused:
        keep(administrator, county, collection(area(0), area(1)))
    assert refused.value.code == "no_properties"
    line = collection(area(0, c="1"))
    line = line.replace(b"[0, 1]", b"[0, 0]").replace(b"[1, 1]", b"[1, 0]")
    with pytest.raises(Refused) as refused:
        keep(administrator, county, line)
    assert refused.value.code == "no_area"


def test_what_is_too_fine_or_too_small_to_draw_is_refused(administrator, county, monkeypatch):
    dust = collection(area(0, c="1"))
    dust = dust.replace(b"[0, 1]", b"[0, 1e-310]").replace(b"[1, ", b"[1e-310, ")
    dust = dust.replace(b", 1]", b", 1e-310]")
    with pytest.raises(Refused) as refused:
        keep(administrator, county, dust)
    assert refused.value.code == "no_area"
    monkeypatch.setattr(outlines, "MOST_POSITIONS", 7)
    with pytest.raises(Refused, match="7") as refused:
        keep(administrator, county, collection(area(0, c="1"), area(1, c="2")))
    assert (refused.value.code, refused.value.field) == ("too_many", "file")
    assert not StoredFile.objects.filter(media_type=files.GEOJSON).exists()


def test_a_file_with_signs_that_no_page_is_written_with_is_opened_and_removed(
    administrator, county, towns
):
    bad = {"name\0": "x", "note": "a\0b", "half": "\ud800", "\udfff": "x"}
    kept = keep(administrator, county, collection(area(0, adcode="m0", **bad)))
    assert kept.sheet["outlines"][0]["is"] == {"adcode": "m0"}
    page = administrator.client.get(reverse("borders", args=[kept.id]))
    assert "adcode" in page.content.decode()
    assert administrator.client.post(reverse("borders-remove", args=[kept.id])).status_code == 302


def test_properties_that_one_area_alone_has_name_no_unit(administrator, county):
    own = [{f"p{number}-{one}": "x" for one in range(40)} for number in range(300)]
    kept = keep(
        administrator,
        county,
        collection(*(area(n, **own[n], adcode=f"m{n}") for n in range(300))),
    )
    assert {name for one in kept.sheet["outlines"] for name in one["is"]} == {"adcode"}
    below = matching.below(county.id, clock.today())
    assert [way.by for way in matching.ways(kept, below)] == ["adcode", "adcode"]
    many = {f"p{number:02}": "x" for number in range(60)}
    kept = keep(administrator, county, collection(area(0, **many), area(1, **many)))
    assert [list(one["is"]) for one in kept.sheet["outlines"]] == [list(many)[:40]] * 2
    alone = keep(administrator, county, collection(area(0, adcode="m0")))
    assert alone.sheet["outlines"][0]["is"] == {"adcode": "m0"}
    with pytest.raises(Refused) as refused:
        keep(administrator, county, collection(area(0, a="m0"), area(1, b="m1")))
    assert (refused.value.code, refused.value.field) == ("no_properties", "file")


def test_strangers_and_those_who_only_look_keep_nothing(
    county, data, stranger, officer, administrator
):
    for who in (stranger, officer):
        with pytest.raises(Denied):
            keep(who, county, data)
    kept = keep(administrator, county, data)
    for who in (stranger, officer):
        with pytest.raises(NotFound):
            actions.one(who.actor, kept.id)
        with pytest.raises(Denied):
            actions.use(who.actor, kept, "adcode", "code", DAY)
        with pytest.raises(Denied):
            actions.remove(who.actor, kept)
    with pytest.raises(NotFound):
        files.read(stranger.actor, kept.file_id)
    # Who sees the figures there may read the file.
    assert files.read(officer.actor, kept.file_id)[1] == data


@pytest.fixture
def people(db):
    return Indicator.objects.create(
        slug="people",
        body={"name": {"zh-Hans": "参训人数", "en": "People trained"}},
        kind="people",
        frequency="month",
        over_time="last",
        better="up",
    )


def test_the_map_has_every_unit_in_its_table_with_n_and_source(
    administrator, stranger, county, data, people, towns
):
    for unit, value in zip(towns, (2, 40, 90), strict=True):
        rollup.write_own(people, unit.id, 2026, {11: {"total": Cell(value)}})
    kept = keep(administrator, county, data)
    actions.use(administrator.actor, kept, "adcode", "code", DAY)
    year = Period(2026, "year")
    found = pictures.of_units_below(people, county.id, year, "equal", administrator.actor)
    assert found.drawn == pictures.OUTLINES
    rows = {row[0]: row[1:] for row in found.chart.table.rows}
    assert rows["丙镇"] == ("90", "4 / 4", "–", "n = 1", "本单位已审定的报表")
    assert "丙镇" in found.elsewhere
    assert "甲镇" not in found.elsewhere
    assert "<title>甲镇: 2</title>" in found.chart.svg
    assert found.chart.svg.count("<a ") == 2
    # The outline of nobody is land without a name.
    assert "外县" not in found.chart.svg
    tiles = pictures.of_units_below(
        people, county.id, year, "equal", administrator.actor, pictures.TILES
    )
    assert tiles.drawn == pictures.TILES
    assert tiles.has_outlines
    withheld = pictures.of_units_below(people, county.id, year, "equal", stranger.actor)
    assert "<title>甲镇: 2</title>" not in withheld.chart.svg
    assert 'fill="url(#map-withheld-tenths)"' in withheld.chart.svg


def test_the_pages_go_from_a_file_to_a_map_and_to_paper(
    administrator, officer, county, data, people, towns
):
    client = administrator.client
    list_ = reverse("borders-list", args=[county.id])
    broken = SimpleUploadedFile("towns.geojson", data[:-9])
    page = client.post(list_, {"file": broken, "key": ids.uuid7()})
    assert page.status_code == 200
    assert "JSON" in page.content.decode()
    sent = {"file": SimpleUploadedFile("towns.geojson", data), "key": ids.uuid7()}
    page = client.post(list_, sent, follow=True)
    assert "m2" in page.content.decode()
    kept = Borders.objects.get()
    address = reverse("borders", args=[kept.id])
    nothing = {"way": "code|name", "valid_from": "2026-01-01"}
    assert kept.by == ""
    refused = client.post(address, nothing)
    assert refused.status_code == 200
    used = client.post(address, {"way": "code|adcode", "valid_from": "2026-01-01"}, follow=True)
    assert used.status_code == 200
    kept.refresh_from_db()
    assert (kept.by, kept.match, kept.valid_from) == ("adcode", "code", DAY)
    asked = {"unit": county.id, "indicator": "people", "period": "2026"}
    page = officer.client.get(reverse("tile-map"), asked).content.decode()
    assert "<title>甲镇: " in page
    assert list_ not in page
    paper = officer.client.get(reverse("map-paper"), asked)
    assert paper.content.startswith(b"%PDF-")
    unknown = {"unit": county.id, "indicator": "none"}
    assert officer.client.get(reverse("map-paper"), unknown).status_code == 404
    assert officer.client.get(list_).status_code == 403
