"""Report forms: defined once, asked of the units below at once, read by them, ended."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.foundation.models import AuditEntry
from suyang.plans.models import Indicator, ReportDue, ReportForm
from tests.api.conftest import _staff_program, new_key
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _indicators(bank, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))
    for slug, kind, more in (
        ("trained", "people", {"columns": ["sex:female", "sex:male"]}),
        ("villages", "rate", {}),
        ("worked-out", "rate", {"formula": "villages"}),
    ):
        body = {"name": {"zh-Hans": slug}}
        Indicator.objects.create(slug=slug, kind=kind, frequency="month", body=body, **more)


@pytest.fixture
def town_program(town):
    return _staff_program(_staff("town-officer", "officer", town))


@pytest.fixture
def village_program(village):
    return _staff_program(_staff("village-officer", "officer", village))


@pytest.fixture
def sent(county, village):
    return {
        "plan": "kp2022",
        "unit": str(county.id),
        "title": {"zh-Hans": "月报", "en": "Monthly report"},
        "frequency": "month",
        "kinds": ["town"],
        "fields": [
            {"indicator": "trained"},
            {"indicator": "villages"},
            {"question": "done", "text": {"zh-Hans": "做了什么？"}, "required": True},
        ],
        "rules": [
            {"kind": "range", "indicator": "trained", "low": 0, "high": 500, "explain": True},
            {"kind": "sum", "indicator": "trained", "parts": ["sex:female", "sex:male"]},
            {"kind": "jump", "indicator": "trained", "factor": 3},
            {"kind": "at_most", "left": ["villages", "total"], "right": ["trained", "total"]},
        ],
        "first_period": "2026-10",
        "days": 8,
    }


@pytest.fixture
def form(sent, officer_program):
    answer = officer_program.post("/report-forms", sent)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_retry_defines_it_once_and_asks_the_units(sent, town, officer_program):
    key = new_key()
    first, second = (
        officer_program.post("/report-forms", sent, Idempotency_Key=key).json()
        for _again in range(2)
    )
    assert first == second
    row = ReportForm.objects.get()
    assert (row.fields[2], row.rules) == (sent["fields"][2], sent["rules"])
    assert (row.fields[0], row.days, row.kinds) == ({"indicator": "trained"}, 8, ["town"])
    assert AuditEntry.objects.filter(action="form.defined").count() == 1
    dues = ReportDue.objects.order_by("period").values_list("unit_id", "period", "due")
    assert list(dues) == [
        (town.id, "2026-10", dt.date(2026, 11, 8)),
        (town.id, "2026-11", dt.date(2026, 12, 8)),
    ]
    other = officer_program.post("/report-forms", {**sent, "days": 9}, Idempotency_Key=key)
    assert other.json()["code"] == "key_reused"
    assert ReportForm.objects.count() == 1


def test_a_report_is_filled_in_by_what_the_form_says(form, town, town_program):
    """Who is asked reads the form of the office above, and its rules hold for the report."""
    [listed] = town_program.get("/report-forms?plan=kp2022").json()["items"]
    assert listed == form == town_program.get(f"/report-forms/{form['id']}").json()
    due = town_program.get("/reports/due").json()["items"][0]
    begun = town_program.post(
        "/reports", {"form": listed["id"], "unit": str(town.id), "period": due["period"]}
    ).json()
    values = {
        "trained": {"total": 900, "sex:female": 500, "sex:male": 300},
        "villages": {"total": {"n": 1, "of": 4}},
    }
    saved = town_program.send(
        "PUT",
        f"/reports/{begun['id']}",
        {"revision": begun["revision"], "values": values, "answers": {"done": "三期班。"}},
    ).json()
    # Above the range: a reason is asked for, and is enough.
    [lack] = saved["missing"]
    assert lack["code"] == "why"
    told = {"done": "三期班。", lack["field"]: "新增两期。"}
    body = {"revision": saved["revision"], "values": values, "answers": told}
    again = town_program.send("PUT", f"/reports/{begun['id']}", body).json()
    assert again["missing"] == []


def test_whoever_is_not_asked_does_not_see_it(form, village_program):
    assert village_program.get("/report-forms").json()["items"] == []
    assert village_program.get(f"/report-forms/{form['id']}").status_code == 404


def test_it_is_ended_by_who_defines_forms(form, officer_program, town_program):
    address = f"/report-forms/{form['id']}/end"
    assert town_program.post(address, {"last_period": "2026-10"}).status_code == 403
    wrong = officer_program.post(address, {"last_period": "2026"})
    assert wrong.json()["errors"][0]["field"] == "body.last_period"
    for _again in range(2):
        ended = officer_program.post(address, {"last_period": "2026-10"})
        assert ended.json()["last_period"] == "2026-10"
    assert list(ReportDue.objects.values_list("period", flat=True)) == ["2026-10"]
    assert AuditEntry.objects.filter(action="form.ended").count() == 1


def test_the_list_comes_in_pages(form, sent, officer_program):
    newer = officer_program.post("/report-forms", sent).json()
    first = officer_program.get("/report-forms?limit=1").json()
    rest = officer_program.get(f"/report-forms?limit=1&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [newer["id"], form["id"]]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"plan": "no-such"}, "body.plan"),
        ({"title": {}}, "body.title"),
        ({"title": {"en": "a\u0000"}}, "body.title.en"),
        ({"fields": []}, "body.fields"),
        ({"fields": [{"indicator": "no-such"}]}, "body.fields.0.indicator"),
        ({"fields": [{"indicator": "worked-out"}]}, "body.fields"),
        ({"fields": [{"indicator": "trained"}, {"indicator": "trained"}]}, "body.fields"),
        ({"fields": [{"indicator": "trained", "question": "q"}]}, "body.fields.0"),
        ({"rules": [{"kind": "range", "indicator": "trained"}]}, "body.rules.0"),
        ({"rules": [{"kind": "jump", "indicator": "other", "factor": 3}]}, "body.rules"),
        ({"kinds": ["body"]}, "body.kinds.0"),
        ({"first_period": "2026"}, "body.first_period"),
        ({"first_period": "1990-01"}, "body.first_period"),
        ({"last_period": "2026-09"}, "body.last_period"),
        ({"days": 181}, "body.days"),
    ],
)
def test_what_is_wrong_is_named(sent, officer_program, more, field):
    answer = officer_program.post("/report-forms", {**sent, **more})
    assert answer.status_code == 422, answer.content
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not ReportForm.objects.exists()


def test_a_stranger_learns_nothing(form, sent, county, stranger_program, participant_program):
    nowhere = new_key()
    ending = {"last_period": "2026-10"}
    for program in (stranger_program, participant_program):
        assert program.get("/report-forms").status_code == 403
        for there, other in (
            [program.get(f"/report-forms/{one}") for one in (form["id"], nowhere)],
            [program.post(f"/report-forms/{one}/end", ending) for one in (form["id"], nowhere)],
            [
                program.post("/report-forms", {**sent, "unit": one})
                for one in (str(county.id), nowhere)
            ],
        ):
            assert there.status_code == 404
            assert there.content == other.content
    assert ReportForm.objects.get().last_period == ""
