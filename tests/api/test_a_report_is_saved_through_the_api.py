"""What is due is read, begun, saved with its revision, and handed up; two at once lose nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.plans.models import Indicator, Plan, Report
from suyang.plans.reporting import defining

pytestmark = pytest.mark.django_db
GIVEN = {
    "api-trained": {"total": 40, "sex:female": 22},
    "api-villages": {"total": {"n": 3, "of": 12}},
}


@pytest.fixture
def form(bank, county, administrator, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))
    for slug, kind, columns in (
        ("api-trained", "people", ["sex:female", "sex:male"]),
        ("api-villages", "rate", []),
    ):
        body = {"name": {"zh-Hans": slug}}
        Indicator.objects.create(slug=slug, kind=kind, columns=columns, body=body)
    return defining.define_form(
        administrator.actor,
        Plan.objects.get(slug="kp2022"),
        county,
        title={"zh-Hans": "月报"},
        frequency="month",
        fields=[{"indicator": "api-trained"}, {"indicator": "api-villages"}],
        first_period="2026-10",
    )


@pytest.fixture
def begun(form, county, officer_program):
    body = {"form": str(form.id), "unit": str(county.id), "period": "2026-10"}
    answer = officer_program.post("/reports", body)
    assert answer.status_code == 200, answer.content
    assert officer_program.post("/reports", body).json()["id"] == answer.json()["id"]
    return answer.json()


def put(program, report, **body):
    return program.send("PUT", f"/reports/{report['id']}", body)


def test_what_is_due_is_read(form, begun, officer_program, stranger_program):
    rows = officer_program.get("/reports/due").json()["items"]
    assert [(row["period"], row["standing"]) for row in rows] == [
        ("2026-10", "open"),
        ("2026-11", "open"),
    ]
    assert rows[0]["report"] == begun["id"]
    assert rows[1]["report"] is None
    assert stranger_program.get("/reports/due").status_code == 403


def test_it_is_saved_and_handed_up_once(begun, officer_program):
    early = officer_program.post(f"/reports/{begun['id']}/submit", {"revision": 0})
    assert early.status_code == 422
    assert {one["field"] for one in early.json()["errors"]} == {"api-trained", "api-villages"}
    saved = put(officer_program, begun, revision=0, values=GIVEN)
    assert saved.status_code == 200, saved.content
    assert saved.json()["values"] == GIVEN
    assert saved.json()["missing"] == []
    # Again, as after a lost answer: nothing changes.
    assert put(officer_program, begun, revision=0, values=GIVEN).json()["revision"] == 1
    for _ in range(2):
        done = officer_program.post(f"/reports/{begun['id']}/submit", {"revision": 1})
        assert done.json()["state"] == "submitted"
    assert Report.objects.get().steps.filter(kind="submitted").count() == 1


def test_the_second_of_two_gets_the_others_version(begun, officer_program, administrator_program):
    put(officer_program, begun, revision=0, values=GIVEN)
    mine = {**GIVEN, "api-trained": {"total": 41}}
    answer = put(administrator_program, begun, revision=0, values=mine)
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "meanwhile"
    assert problem["theirs"]["values"] == GIVEN
    again = put(administrator_program, begun, revision=problem["theirs"]["revision"], values=mine)
    assert again.json()["values"] == mine


def test_what_is_no_figure_is_named_with_its_place(begun, officer_program):
    wrong = {"api-trained": {"total": 1.5}, "unknown": {"total": 1}}
    answer = put(officer_program, begun, revision=0, values=wrong)
    assert answer.status_code == 422
    fields = {one["field"] for one in answer.json()["errors"]}
    assert fields == {"body.values.api-trained.total.value", "body.values.unknown"}
    assert Report.objects.get().values == {}


def test_a_stranger_reads_and_writes_nothing(begun, stranger_program, participant_program):
    for program in (stranger_program, participant_program):
        assert program.get(f"/reports/{begun['id']}").status_code == 404
        assert put(program, begun, revision=0, values=GIVEN).status_code == 404
        answer = program.post(f"/reports/{begun['id']}/submit", {"revision": 0})
        assert answer.status_code == 404
    assert Report.objects.get().values == {}
