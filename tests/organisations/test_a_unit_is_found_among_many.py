"""Finding units: by parts of names, old names, codes, levels and place; a page at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations import actions, finding
from suyang.organisations.finding import Asked
from suyang.organisations.laying import ids_for_database


@pytest.fixture
def land(county, town, village, other_village, make_unit):
    for number in range(7):
        make_unit(f"v-{number}", f"柳林{number}村", "village", town)
    return county


def codes(tops, **asked):
    found, after = [], ""
    while True:
        page = finding.find(tops, Asked(**asked, after=after), limit=3)
        found += [row.unit.code for row in page.rows]
        if not page.next:
            return found
        after = page.next


@pytest.mark.parametrize("few", [0, 2, finding.FEW])
def test_both_ways_find_the_same(land, town, village, other_village, monkeypatch, few):
    monkeypatch.setattr(finding, "FEW", few)
    tops = [land.id]
    villages = ["other-village", *[f"v-{number}" for number in range(7)], "village"]
    assert codes(tops) == sorted(["county", "town", "other-town", *villages])
    assert codes(tops, kind="village") == villages
    assert codes(tops, words="柳") == [*[f"v-{number}" for number in range(7)], "village"]
    assert codes(tops, words="v-3") == ["v-3"]
    assert codes(tops, within=town.id, direct=True, words="树") == ["village"]
    assert codes([town.id], words="石桥") == []
    assert codes([town.id], within=other_village.id) == []


def test_a_percent_sign_is_no_wildcard(land):
    assert codes([land.id], words="%") == []
    assert codes([land.id], words="_") == []


def test_a_former_name_finds_the_unit_and_an_ended_one_says_so(administrator, land, village):
    before = clock.today() - dt.timedelta(days=3)
    actions.rename_unit(administrator.actor, village, {"zh-Hans": "新柳村"}, before)
    assert codes([land.id], words="柳树村") == ["village"]
    actions.end_unit(administrator.actor, village)
    assert "village" not in codes([land.id])
    page = administrator.client.get(reverse("unit-list") + "?q=柳树村").content.decode()
    assert "新柳村" in page


def test_the_list_keeps_what_was_asked_from_page_to_page(administrator, land, monkeypatch):
    monkeypatch.setattr(finding, "find", lambda tops, asked: FIND(tops, asked, 3))
    client = administrator.client
    seen, address = [], reverse("unit-list") + "?q=柳林&kind=village"
    while address:
        page = client.get(address)
        seen += [row.unit.code for row in page.context["rows"]]
        address = reverse("unit-list") + page.context["next"] if page.context["next"] else ""
    assert seen == [f"v-{number}" for number in range(7)]


FIND = finding.find


@pytest.mark.parametrize("query", ["kind=nonsense", "within=nonsense"])
def test_an_address_that_says_nothing_is_not_found(administrator, query):
    assert administrator.client.get(reverse("unit-list") + "?" + query).status_code == 404


def test_what_stands_below_another_office_is_not_found(administrator, other_county):
    address = reverse("unit-list") + f"?within={other_county.id}"
    assert administrator.client.get(address).status_code == 404


def test_a_list_asks_few_queries_however_many_units_there_are(
    administrator, land, town, make_unit, django_assert_max_num_queries
):
    for number in range(60):
        make_unit(f"w-{number:02}", f"杨林{number}村", "village", town)
    with django_assert_max_num_queries(30):
        page = administrator.client.get(reverse("unit-list"))
    assert len(page.context["rows"]) == finding.PAGE


def test_units_with_many_names_take_no_others_place(administrator, land, town, make_unit):
    first = clock.today() - dt.timedelta(days=400)
    for number in range(3):
        unit = make_unit(f"n-{number}", "旧杨林村", "village", town)
        for day in range(12):
            name = {"zh-Hans": f"杨林{day}村"}
            actions.rename_unit(administrator.actor, unit, name, first + dt.timedelta(days=day))
    assert codes([land.id], words="杨林") == ["n-0", "n-1", "n-2"]


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="SQLite's plan; `make test` runs it there"
)
@pytest.mark.parametrize("few", [0, finding.FEW])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "village"},
        {"words": "柳"},
        {"words": "柳", "kind": "village"},
        {"within": "county", "direct": True},
    ],
    ids=str,
)
def test_no_page_is_sorted_or_read_from_the_beginning(land, monkeypatch, few, asked):
    """SQLite says how it will read: each part along an index, from where the page begins."""
    monkeypatch.setattr(finding, "FEW", few)
    asked = {**asked, "within": land.id} if "within" in asked else asked
    tops = ids_for_database([land.id])
    asking = finding._Asking(Asked(**asked, after="v-3"), tops, clock.today())
    for sql, values in asking.parts(8):
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql, values)
            plan = [row[3] for row in cursor.fetchall()]
        assert not any("TEMP B-TREE" in line or line.startswith("SCAN") for line in plan), plan
        assert "code>" in plan[0], plan
