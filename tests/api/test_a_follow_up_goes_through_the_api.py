"""Follow-ups: asked by a day, answered, asked again, closed; each step by whose it is."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.foundation.models import AuditEntry
from suyang.plans.models import FollowUp, Plan, Report, ReportForm
from tests.api.conftest import _staff_program, new_key
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november(bank, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))


@pytest.fixture
def reviewer_program(county):
    return _staff_program(_staff("reviewer", "reviewer", county))


@pytest.fixture
def town_program(town):
    return _staff_program(_staff("town-officer", "officer", town))


@pytest.fixture
def sent(county, town):
    return {
        "asked_by_unit": str(county.id),
        "unit": str(town.id),
        "text": "请说明人次。\n并附签到表。",
        "due": "2026-11-12",
    }


@pytest.fixture
def asked(sent, reviewer_program):
    answer = reviewer_program.post("/follow-ups", sent)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def report(town):
    form = ReportForm.objects.create(
        plan=Plan.objects.get(slug="kp2022"),
        title={"en": "Report"},
        frequency="month",
        unit=town,
        first_period="2026-10",
        made_at=clock.now(),
    )
    return Report.objects.create(form=form, unit=town, period="2026-10", changed_at=clock.now())


def test_a_retry_asks_once(sent, reviewer_program):
    key = new_key()
    first, second = (
        reviewer_program.post("/follow-ups", sent, Idempotency_Key=key).json()
        for _again in range(2)
    )
    assert first == second
    assert (first["state"], first["answer"]) == ("open", None)
    assert FollowUp.objects.get().text == sent["text"]
    assert AuditEntry.objects.filter(action="follow_up.asked").count() == 1
    other = reviewer_program.post("/follow-ups", {**sent, "text": "x"}, Idempotency_Key=key)
    assert other.json()["code"] == "key_reused"
    # After it was asked again, the first request is still the same one.
    again = f"/follow-ups/{first['id']}/ask-again"
    assert reviewer_program.post(again, {"why": "还缺。"}).status_code == 200
    late = reviewer_program.post("/follow-ups", sent, Idempotency_Key=key)
    assert (late.status_code, late.json()["id"]) == (201, first["id"])
    assert FollowUp.objects.count() == 1


def test_it_is_answered_asked_again_and_closed(asked, town_program, reviewer_program):
    address = f"/follow-ups/{asked['id']}"
    for _again in range(2):
        answered = town_program.post(f"{address}/answer", {"answer": "多了一期班。"})
        assert answered.status_code == 200
    assert answered.json()["state"] == "answered"
    assert AuditEntry.objects.filter(action="follow_up.answered").count() == 1
    for _again in range(2):
        open_again = reviewer_program.post(f"{address}/ask-again", {"why": "请附签到表。"}).json()
    assert open_again["state"] == "open"
    assert open_again["text"].count("请附签到表。") == 1 + asked["text"].count("请附签到表。")
    assert town_program.post(f"{address}/answer", {"answer": "已附。"}).status_code == 200
    for _again in range(2):
        closed = reviewer_program.post(f"{address}/close")
        assert closed.status_code == 200
    assert closed.json()["state"] == "closed"
    assert AuditEntry.objects.filter(action="follow_up.closed").count() == 1
    for program, do, body in (
        (town_program, "answer", {"answer": "还有。"}),
        (reviewer_program, "ask-again", {"why": "还缺。"}),
    ):
        late = program.post(f"{address}/{do}", body)
        assert (late.status_code, late.json()["code"]) == (409, "state")
    assert reviewer_program.get(address).json() == closed.json()
    assert closed.json()["answer"] == "已附。"


def test_each_step_is_for_whose_it_is(asked, town_program, reviewer_program):
    address = f"/follow-ups/{asked['id']}"
    assert reviewer_program.post(f"{address}/answer", {"answer": "x"}).status_code == 403
    assert town_program.post(f"{address}/close").status_code == 403
    assert town_program.post(f"{address}/ask-again", {"why": "x"}).status_code == 403
    assert FollowUp.objects.get().state == "open"


def test_a_unit_does_not_ask_above_or_beside(sent, county, town, other_village, town_program):
    for other in (county, other_village):
        body = {**sent, "asked_by_unit": str(town.id), "unit": str(other.id)}
        assert town_program.post("/follow-ups", body).status_code == 404
    assert not FollowUp.objects.exists()


def test_both_sides_find_it(sent, asked, county, town, town_program, reviewer_program):
    def found(program, more=""):
        return [one["id"] for one in program.get(f"/follow-ups{more}").json()["items"]]

    assert found(town_program) == found(reviewer_program) == [asked["id"]]
    assert found(town_program, "?side=asked&state=open") == [asked["id"]]
    assert found(town_program, "?side=asking") == []
    assert found(reviewer_program, "?side=asking") == [asked["id"]]
    assert found(reviewer_program, "?side=asked") == []
    assert found(reviewer_program, f"?unit={town.id}&side=asked") == [asked["id"]]
    assert found(reviewer_program, "?state=closed") == []
    newer = reviewer_program.post("/follow-ups", {**sent, "text": "二"}).json()
    first = reviewer_program.get("/follow-ups?limit=1").json()
    rest = reviewer_program.get(f"/follow-ups?limit=1&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [newer["id"], asked["id"]]
    assert town_program.get(f"/follow-ups?unit={county.id}").status_code == 403


def test_it_may_be_about_a_report_and_a_task(sent, report, village, reviewer_program):
    body = {**sent, "report": str(report.id), "task": "kp2022-3.2"}
    made = reviewer_program.post("/follow-ups", body).json()
    assert (made["report"], made["task"]) == (str(report.id), "kp2022-3.2")
    other = reviewer_program.post("/follow-ups", {**body, "unit": str(village.id)})
    assert other.json()["errors"][0]["field"] == "body.unit"
    none = reviewer_program.post("/follow-ups", {**body, "report": new_key()})
    assert none.status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "  "}, "body.text"),
        ({"text": "a\u0000b"}, "body.text"),
        ({"due": "2026-11-04"}, "body.due"),
        ({"due": "soon"}, "body.due"),
        ({"task": "kp2022-99.9"}, "body.task"),
        ({"priority": 1}, "body.priority"),
    ],
)
def test_what_is_wrong_is_named(sent, reviewer_program, more, field):
    answer = reviewer_program.post("/follow-ups", {**sent, **more})
    assert answer.status_code == 422, answer.content
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not FollowUp.objects.exists()


def test_a_stranger_learns_nothing(sent, asked, county, stranger_program, participant_program):
    nowhere = new_key()
    for program in (stranger_program, participant_program):
        assert program.get("/follow-ups").status_code == 403
        for there, other in (
            [program.get(f"/follow-ups/{one}") for one in (asked["id"], nowhere)],
            [program.get(f"/follow-ups?unit={one}") for one in (county.id, nowhere)],
            [program.post(f"/follow-ups/{one}/close") for one in (asked["id"], nowhere)],
            [
                program.post("/follow-ups", {**sent, "asked_by_unit": one})
                for one in (str(county.id), nowhere)
            ],
        ):
            assert there.status_code in (403, 404)
            assert there.content == other.content
    assert FollowUp.objects.get().state == "open"
