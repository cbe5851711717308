"""Finding units: by parts of names, old names, codes, levels and place; a page at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.organisations import actions, finding
from suyang.organisations.finding import Asked


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
