"""Each unit directly below, with its approved figure: only on a choice of its own, small numbers
withheld as everywhere, nothing that a source counted."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.urls import reverse

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, Refused
from suyang.organisations import actions as organisations
from suyang.organisations.permissions import system
from suyang.plans.models import PublicOffice
from suyang.plans.public import actions
from tests.conftest import _staff
from tests.plans.public.conftest import measured, write

pytestmark = pytest.mark.django_db
OPERATOR = system("tests")


@pytest.fixture
def towns(county, town, make_unit):
    return [
        town,
        make_unit("t-2", "青山镇", "town", county),
        make_unit("t-3", "静水镇", "town", county),
    ]


@pytest.fixture
def below(on, administrator, county):
    return actions.set_units_public(administrator.actor, county.id, True)


def page(client, plan):
    return client.get(reverse("public-plan", args=[plan.slug])).content.decode()


def rows(client, plan):
    written = client.get(reverse("public-plan-csv", args=[plan.slug])).content.decode("utf-8-sig")
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    return [one for one in csv.DictReader(io.StringIO("\n".join(lines))) if one["what"] == "unit"]


def test_nothing_of_units_is_shown_until_the_office_says_so(
    anybody, administrator, on, plan, elders, county, towns
):
    seats = measured(plan, elders, administrator.actor, "seats")
    write(seats, towns[1], 73519)
    assert "Unit by unit" not in page(anybody, plan)
    assert rows(anybody, plan) == []
    assert ">t-2<" not in page(anybody, plan)
    actions.set_units_public(administrator.actor, county.id, True)
    said = page(anybody, plan)
    assert "Unit by unit" in said
    assert ">t-2<" in said
    actions.set_units_public(administrator.actor, county.id, False)
    assert ">t-2<" not in page(anybody, plan)


def test_each_unit_has_its_approved_figure_or_the_word_for_none(
    anybody, administrator, below, plan, elders, towns
):
    seats = measured(plan, elders, administrator.actor, "seats")
    write(seats, towns[0], 1200)
    write(seats, towns[1], 30)
    found = {one["unit_code"]: one for one in rows(anybody, plan)}
    assert set(found) >= {"t-2", "t-3"}
    assert (found["t-2"]["value"], found["t-2"]["period"]) == ("30.0", "2026-09")
    assert (found["t-3"]["value"], found["t-3"]["mark"]) == ("", "missing")
    assert found["t-2"]["unit_name_zh_hans"] == "青山镇"
    read = json.loads(anybody.get(reverse("public-plan-json", args=[plan.slug])).content)
    units = [one for one in read["rows"] if one["what"] == "unit"]
    assert {one["value"] for one in units} == {1200, 30, None}
    assert "no ranking" in page(anybody, plan)


def test_small_numbers_cannot_be_worked_out_from_the_whole(
    anybody, administrator, below, plan, elders, towns
):
    """Three people in one town: another town is withheld with it, since the whole is shown."""
    people = measured(plan, elders, administrator.actor, "people", "people")
    for unit, value in zip(towns, (3, 40, 70), strict=True):
        write(people, unit, value)
    found = {one["unit_code"]: one for one in rows(anybody, plan)}
    marks = [one["mark"] for one in found.values()]
    assert marks.count("suppressed") == 2
    assert found["t-3"]["value"] == "70.0"
    assert "113" in page(anybody, plan)
    assert '"value": 3' not in anybody.get(
        reverse("public-plan-json", args=[plan.slug])
    ).content.decode().replace("3.0", "3")


def test_a_unit_that_came_later_is_not_hidden_in_the_place_of_another(
    anybody, administrator, below, plan, elders, towns, county, other_county, make_unit
):
    people = measured(plan, elders, administrator.actor, "people", "people")
    for unit, value in zip(towns, (3, 40, 70), strict=True):
        write(people, unit, value)
    came = make_unit("t-9", "远来镇", "town", other_county)
    write(people, came, 10)
    organisations.move_unit(OPERATOR, came, county, dt.date(2026, 10, 12))
    found = {one["unit_code"]: one for one in rows(anybody, plan)}
    assert "t-9" not in found
    assert [one["mark"] for one in found.values()].count("suppressed") == 2


def test_what_a_source_counted_is_nobodys_approved_figure(
    anybody, administrator, below, plan, elders, towns
):
    seats = measured(plan, elders, administrator.actor, "seats")
    write(seats, towns[0], 5)
    write(seats, towns[1], 73519, counted=True)
    found = {one["unit_code"]: one for one in rows(anybody, plan)}
    assert (found["t-2"]["value"], found["t-2"]["mark"]) == ("", "missing")


def test_who_may_choose_and_when(officer, stranger, administrator, county, town, other_county):
    for who in (officer, stranger, _staff("elsewhere", "administrator", other_county)):
        with pytest.raises(Denied):
            actions.set_units_public(who.actor, county.id, True)
    with pytest.raises(Refused):
        actions.set_units_public(administrator.actor, county.id, True)
    assert not PublicOffice.objects.filter(below=True).exists()


def test_the_choice_is_made_on_the_page_and_ends_with_the_first_one(
    administrator, on, county, officer
):
    where = reverse("public-choice")
    client = administrator.client
    sent = {"unit": str(county.id), "choice": "units-on"}
    assert "units-on" in client.get(where).content.decode()
    assert officer.client.post(where, sent).status_code == 403
    for _twice in range(2):
        assert client.post(where, sent).status_code == 302
    assert actions.shows_units(county.id)
    assert AuditEntry.objects.filter(action="units.public").count() == 1
    assert "units-off" in client.get(where).content.decode()
    client.post(where, {"unit": str(county.id), "choice": "off"})
    client.post(where, {"unit": str(county.id), "choice": "on"})
    assert not actions.shows_units(county.id)
    assert client.post(where, sent | {"choice": "maybe"}).status_code == 404
