"""The public view: off until an office says so; texts of editions, approved totals, downloads."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied
from suyang.plans.public import actions, downloads
from tests.conftest import _staff
from tests.plans.public.conftest import measured, write

pytestmark = pytest.mark.django_db


def get(client, plan, what="public-plan"):
    return client.get(reverse(what, args=[plan.slug]))


def table(answer):
    lines = answer.content.decode("utf-8-sig").splitlines()
    notes = [line for line in lines if line.startswith("#")]
    return notes, list(csv.DictReader(io.StringIO("\n".join(lines[len(notes) :]))))


def test_nothing_of_an_office_is_there_until_it_says_so(anybody, plan):
    for what in ("public-plan", "public-plan-csv", "public-plan-json"):
        assert get(anybody, plan, what).status_code == 404
    said = anybody.get(reverse("public-plans")).content.decode()
    assert plan.slug not in said
    assert "has not chosen to publish" in said


def test_a_plan_of_the_content_stands_without_figures_until_then(anybody, county):
    answer = anybody.get("/public/plans/kp2022/")
    assert answer.status_code == 200
    assert "No office's figures stand beside this plan" in answer.content.decode()
    rows = json.loads(anybody.get("/public/plans/kp2022/figures.json").content)["rows"]
    assert rows == []


def test_the_choice_is_made_and_taken_back_on_the_page(administrator, anybody, county, plan):
    page = reverse("public-choice")
    for _click in range(2):
        sent = {"unit": str(county.id), "choice": "on"}
        assert administrator.client.post(page, sent).status_code == 302
    assert get(anybody, plan).status_code == 200
    assert plan.slug in anybody.get(reverse("public-plans")).content.decode()
    assert AuditEntry.objects.filter(action="office.public").count() == 1
    administrator.client.post(page, {"unit": str(county.id), "choice": "off"})
    assert get(anybody, plan).status_code == 404
    assert administrator.client.post(page, {"unit": "x", "choice": "on"}).status_code == 404
    assert administrator.client.post(page, {"unit": str(county.id)}).status_code == 404


def test_only_who_publishes_plans_may_choose(officer, stranger, county, other_county, visitor):
    elsewhere = _staff("elsewhere", "administrator", other_county)
    for who in (officer, stranger, elsewhere):
        with pytest.raises(Denied):
            actions.set_public(who.actor, county.id, True)
    sent = {"unit": str(county.id), "choice": "on"}
    assert elsewhere.client.post(reverse("public-choice"), sent).status_code == 403
    assert officer.client.get(reverse("public-choice")).status_code == 403
    assert visitor.client.get(reverse("public-choice")).status_code == 302
    assert not actions.is_public(county.id)


def test_approved_totals_stand_with_what_they_rest_on(
    anybody, administrator, on, plan, elders, county, town, other_village
):
    seats = measured(plan, elders, administrator.actor, "seats")
    write(seats, town, 1200)
    said = get(anybody, plan).content.decode()
    assert "1,200" in said
    assert "1 of 2" in said
    notes, rows = table(get(anybody, plan, "public-plan-csv"))
    (row,) = [one for one in rows if one["value"]]
    assert (row["indicator"], row["period"], float(row["value"])) == ("seats", "2026-09", 1200)
    assert (row["units_reporting"], row["units_expected"]) == ("1", "2")
    assert len(rows) == 12
    assert {one["mark"] for one in rows} == {"", "missing"}
    text = "\n".join(notes)
    assert "CC-BY-4.0" in text
    for mark in downloads.MARKS:
        assert f"# {mark}: " in text
    read = json.loads(get(anybody, plan, "public-plan-json").content)
    assert [one["value"] for one in read["rows"] if one["value"] is not None] == [1200]
    assert read["licence"]["spdx"] == "CC-BY-4.0"
    assert set(read["method"]) == {"zh-Hans", "en"}
    assert read["method"]["en"].startswith("Totals of approved reports")
    assert set(read["marks"]) == {
        *("missing", "suppressed", "not_applicable", "not_published", "expired"),
    }


def test_a_target_is_judged_by_what_everybody_may_see(
    anybody, administrator, on, plan, elders, county, make_target
):
    seats = measured(plan, elders, administrator.actor, "seats", over_time="last")
    write(seats, county, 1200)
    make_target(seats, county, 1000, elders, period="2026")
    assert "met" in get(anybody, plan).content.decode()
    _notes, rows = table(get(anybody, plan, "public-plan-csv"))
    (row,) = [one for one in rows if one["what"] == "target"]
    assert (row["judgement"], row["target"], row["at_least"]) == ("met", "1000.0", "True")


def test_goals_of_the_content_are_judged_and_say_what_is_unknown(anybody, on, county):
    read = json.loads(anybody.get("/public/plans/kp2024/figures.json").content)
    assert read["goals"]
    assert {one["outcome"] for one in read["goals"]} <= {"cannot_be_shown", None}
    assert anybody.get("/public/plans/kp2024/").status_code == 200


def test_a_name_is_no_formula_in_a_spreadsheet(anybody, administrator, on, plan, elders, county):
    seats = measured(plan, elders, administrator.actor, "seats")
    seats.body["name"] = {"zh-Hans": "=1+1", "en": "=1+1"}
    seats.save()
    _notes, rows = table(get(anybody, plan, "public-plan-csv"))
    assert rows[0]["name_en"] == "'=1+1"


def test_copies_are_kept_where_they_are_the_same_for_all(anybody, administrator, on, plan):
    for what in ("public-plan-csv", "public-plan-json"):
        answer = get(anybody, plan, what)
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
    assert get(anybody, plan)["Cache-Control"] == "private, max-age=300"
    assert anybody.get(reverse("public-plans"))["Cache-Control"] == "private, max-age=300"
    assert "no-store" in get(administrator.client, plan)["Cache-Control"]
    assert anybody.post(reverse("public-plans")).status_code == 405
