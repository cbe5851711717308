"""Targets: set once, read with their judgement, revised with the old one in sight."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.foundation.models import AuditEntry
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Indicator, Target
from tests.api.conftest import _staff_program, new_key
from tests.conftest import _staff

pytestmark = pytest.mark.django_db
TERMS = {
    "period": "2027",
    "value": 0.8,
    "baseline_period": "2025",
    "baseline": 0.6,
    "reason": "As the plan says.",
}


@pytest.fixture
def share(bank, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))
    return Indicator.objects.create(
        slug="share-online",
        body={"name": {"zh-Hans": "线上办事比例", "en": "Errands done online"}},
        kind="rate",
        frequency="month",
        over_time="last",
        better="up",
    )


@pytest.fixture
def sent(share, county):
    return {"indicator": share.slug, "unit": str(county.id), **TERMS}


@pytest.fixture
def observer_program(county):
    return _staff_program(_staff("observer", "observer", county))


@pytest.fixture
def target(sent, officer_program):
    answer = officer_program.post("/targets", sent)
    assert answer.status_code == 201, answer.content
    return answer.json()


def known(indicator, unit, months):
    cells = {month - 1: {"total": Cell(n, of)} for month, (n, of) in months.items()}
    rollup.write_own(indicator, unit.id, 2026, cells)


def test_a_retry_sets_it_once(sent, officer, officer_program):
    key = new_key()
    first, second = (
        officer_program.post("/targets", sent, Idempotency_Key=key) for _again in range(2)
    )
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    [made] = Target.objects.all()
    assert str(made.id) == first.json()["id"]
    assert (made.value, made.baseline, made.set_by) == (0.8, 0.6, officer.person.id)
    assert made.reason == {"en": "As the plan says."}
    assert AuditEntry.objects.filter(action="target.set").count() == 1
    other = officer_program.post("/targets", {**sent, "value": 0.9}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    again = officer_program.post("/targets", sent, Idempotency_Key=new_key())
    assert (again.status_code, again.json()["code"]) == (422, "exists")
    assert Target.objects.count() == 1


def test_it_is_judged_by_what_is_known(share, county, target, observer_program):
    assert (target["judgement"], target["why"]) == ("no_data", "missing")
    known(share, county, {8: (65, 100), 9: (66, 100), 10: (67, 100), 11: (74, 100)})
    found = observer_program.get(f"/targets/{target['id']}").json()
    assert (found["judgement"], found["why"]) == ("on_track", "ahead")
    # November 2026 is 11 of the 24 months on the line from .6 to .8.
    assert found["expected"] == pytest.approx(0.6 + 0.2 * 11 / 24)
    figure = found["figure"]
    assert (figure["period"], figure["value"]) == ("2026-11", 0.74)
    assert (figure["count"], figure["of"], figure["interval"]) == (74, 100, None)
    assert [one["value"] for one in found["figures"][-4:]] == [0.65, 0.66, 0.67, 0.74]
    ahead = found["projection"]
    assert ahead["n"] == 4
    assert ahead["low"] < ahead["value"] < ahead["high"]
    assert ahead["foreseen"] == "not_shown"
    [listed] = observer_program.get("/targets").json()["items"]
    assert {key: found[key] for key in listed} == listed


def test_a_revision_takes_its_place_and_both_stay(target, officer_program):
    address = f"/targets/{target['id']}"
    wanted = {**TERMS, "value": 0.7}
    silent = officer_program.post(f"{address}/revise", {**wanted, "reason": " "})
    assert silent.status_code == 422
    assert silent.json()["errors"][0]["field"] == "body.reason"
    key = new_key()
    made, again = (
        officer_program.post(f"{address}/revise", wanted, Idempotency_Key=key).json()
        for _again in range(2)
    )
    assert made == again
    assert (made["value"], made["revises"]) == (0.7, target["id"])
    assert [(one["id"], one["value"]) for one in made["earlier"]] == [(target["id"], 0.8)]
    assert officer_program.get(address).json()["revised_by"] == made["id"]
    assert [one["id"] for one in officer_program.get("/targets").json()["items"]] == [made["id"]]
    late = officer_program.post(f"{address}/revise", {**wanted, "value": 0.65})
    assert (late.status_code, late.json()["code"]) == (409, "revised")
    assert Target.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"value": 80}, "body.value"),
        ({"baseline_period": "2028"}, "body.baseline_period"),
        ({"baseline_period": None}, "body.baseline"),
        ({"period": "2027-13"}, "body.period"),
        ({"period": "1800"}, "body.period"),
        ({"steps": {"2026-Q5": 0.7}}, "body.steps.2026-Q5.[key]"),
        ({"steps": {"2029": 0.7}}, "body.steps"),
        ({"column": "sex:female"}, "body.column"),
        ({"indicator": "no-such"}, "body.indicator"),
        ({"task": "kp2022-99.9"}, "body.task"),
        ({"value": 1e300}, "body.value"),
        ({"reason": "a\u0000b"}, "body.reason"),
    ],
)
def test_what_is_wrong_is_named(sent, officer_program, more, field):
    answer = officer_program.post("/targets", {**sent, **more})
    assert answer.status_code == 422, answer.content
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not Target.objects.exists()


def test_a_target_of_a_task_is_found_by_its_plan(sent, officer_program):
    with_task = {**sent, "task": "kp2022-3.2", "steps": {"2026": 0.75}}
    assert officer_program.post("/targets", sent).status_code == 201
    made = officer_program.post("/targets", with_task).json()
    assert (made["task"], made["steps"]) == ("kp2022-3.2", {"2026": 0.75})
    found = officer_program.get("/targets?plan=kp2022&indicator=share-online").json()["items"]
    assert [one["id"] for one in found] == [made["id"]]
    assert officer_program.get("/targets?indicator=other").json()["items"] == []


def test_the_list_comes_in_pages(sent, officer_program):
    ids = [
        officer_program.post("/targets", {**sent, "period": str(year)}).json()["id"]
        for year in (2028, 2027, 2029)
    ]
    first = officer_program.get("/targets?limit=2").json()
    rest = officer_program.get(f"/targets?limit=2&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids
    assert rest["next"] is None


def test_who_only_sees_figures_sets_and_revises_nothing(sent, target, observer_program):
    assert observer_program.get(f"/targets/{target['id']}").status_code == 200
    assert observer_program.post("/targets", {**sent, "period": "2028"}).status_code == 404
    answer = observer_program.post(f"/targets/{target['id']}/revise", {**TERMS, "value": 0.7})
    assert answer.status_code == 403
    assert Target.objects.count() == 1


def test_a_stranger_learns_nothing(
    sent, target, county, village, stranger_program, participant_program
):
    """An address that is there and one that is not are answered alike."""
    nowhere = new_key()
    for program in (stranger_program, participant_program):
        for pair in (
            [program.get(f"/targets/{one}") for one in (target["id"], nowhere)],
            [
                program.post(f"/targets/{one}/revise", {**TERMS, "value": 0.1})
                for one in (target["id"], nowhere)
            ],
            [program.post("/targets", {**sent, "unit": one}) for one in (str(county.id), nowhere)],
            [program.get(f"/targets?unit={one}") for one in (county.id, nowhere)],
        ):
            assert pair[0].status_code in (403, 404)
            assert pair[0].content == pair[1].content
    assert Target.objects.count() == 1
