"""Made-up requests for every operation: no failure of ours, and answers as the document says."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
import schemathesis.openapi
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi

from suyang.assessment.models import Share
from suyang.foundation import clock
from suyang.plans.models import Indicator, Plan
from suyang.plans.reporting import defining
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db

PROMISES = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]


@pytest.fixture
def unlimited(monkeypatch):
    monkeypatch.setattr(
        "suyang.foundation.api.throttling.Limit.allow_request", lambda *_arguments: True
    )
    monkeypatch.setattr("suyang.people.throttle.FAILURES_A_BROWSER", 10**6)
    monkeypatch.setattr("suyang.people.throttle.FAILURES_AN_ADDRESS", 10**6)


@pytest.fixture
def callers(
    bank, county, village, administrator, trainer_program, administrator_program, connect
) -> dict[str, Any]:
    """Who calls what, with things that are there and theirs."""
    begun = Program().post("/checks", {"blueprint": "quick"}).json()
    person = Program(begun["token"]["token"])
    asked = person.post(f"/checks/{begun['check']['id']}/next").json()["presentation"]
    body = {"programme": "farmers-new-farm-tools", "unit": str(village.id)}
    group = trainer_program.post("/groups", body).json()
    joined = Program().post("/groups/join", {"code": group["code"], "name": "李"}).json()
    _made, site = connect()
    visitor = site.post("/visitors", {}).json()["visitor"]
    share = Share.objects.create(
        check_taken_id=begun["check"]["id"],
        digest="x",
        purpose="for the trainer",
        extent=Share.Extent.AREAS,
        created_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=1),
    )
    report = _report(county, administrator, administrator_program)
    wanted = {"indicator": "sent-rate", "unit": str(county.id), "period": "2027", "value": 0.8}
    target = administrator_program.post("/targets", wanted).json()
    follow_up = {
        "asked_by_unit": str(county.id),
        "unit": str(village.id),
        "text": "Please explain.",
        "due": (clock.today() + dt.timedelta(days=7)).isoformat(),
    }
    follow_up_asked = administrator_program.post("/follow-ups", follow_up).json()
    return {
        "tokens": {
            "sites": site.token,
            "checks": person.token,
            "enrolments": joined["token"]["token"],
            "groups": trainer_program.token,
            "plans": administrator_program.token,
            "reports": administrator_program.token,
            "targets": administrator_program.token,
            "units": administrator_program.token,
            "frameworks": administrator_program.token,
        },
        "there": {
            "check_id": begun["check"]["id"],
            "group_id": group["id"],
            "enrolment_id": joined["enrolment"]["id"],
            "code": group["code"],
            "step": "finish",
            "share_id": str(share.id),
            "report_id": report["id"],
            "unit_id": report["unit"],
            "form_id": report["form"],
            "target_id": target["id"],
            "follow_up_id": follow_up_asked["id"],
        },
        "slugs": {
            "frameworks": "suyang-21",
            "plans": "kp2022",
            "tasks": "kp2022-3.2",
            "indicators": "sent-rate",
            "lessons": "prices-and-weather",
        },
        "bodies": {
            "beginCheck": {"blueprint": "quick"},
            "answerItem": {"presentation": asked["id"]},
            "startGroup": body,
            "joinGroup": {"code": group["code"]},
            "renewVisitorToken": {"visitor": visitor},
            "makeVisitorCode": {"visitor": visitor},
            "setTarget": {"indicator": "sent-people", "unit": str(county.id), "task": None},
            "askFollowUp": {**follow_up, "task": None, "report": None},
            "defineReportForm": {
                "plan": "kp2022",
                "unit": str(county.id),
                "fields": [{"indicator": "sent-people"}, {"indicator": "sent-rate"}],
            },
            "beginReport": {key: report[key] for key in ("form", "unit", "period")},
        },
    }


def _report(county: Any, administrator: Any, program: Program) -> Any:
    """A report with people and a rate that is being filled in."""
    for slug, kind in (("sent-people", "people"), ("sent-rate", "rate")):
        Indicator.objects.create(slug=slug, kind=kind, columns=["sex:female"], body={"name": {}})
    form = defining.define_form(
        administrator.actor,
        Plan.objects.get(slug="kp2022"),
        county,
        title={"en": "Report"},
        frequency="year",
        fields=[{"indicator": "sent-people"}, {"indicator": "sent-rate"}],
    )
    body = {"form": str(form.id), "unit": str(county.id), "period": form.first_period}
    return program.post("/reports", body).json()


def send_many(callers: dict[str, Any], examples: int, only: str = "") -> int:
    """Two rounds for every operation: anything at all, then about things that are there."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    rounds = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if only not in ("", operation.definition.raw["operationId"]):
            continue
        tag = operation.definition.raw["tags"][0]
        headers = {"Authorization": f"Bearer {callers['tokens'][tag]}"}
        for prepare in (_as_made_up, _with_what_is_there):
            _send(operation, headers, lambda case, do=prepare: do(case, callers), examples)
            rounds += 1
    return rounds


def _send(
    operation: Any, headers: dict[str, str], prepare: Callable[[Any], None], examples: int
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        prepare(case)
        case.call_and_validate(headers=headers, checks=PROMISES)

    run()


def _as_made_up(_case: Any, _callers: dict[str, Any]) -> None:
    pass


def _with_what_is_there(case: Any, callers: dict[str, Any]) -> None:
    """The same request about things that are there."""
    parameters = dict(case.path_parameters or {})
    for name in parameters:
        if name == "slug":
            place = case.path.split("/{slug}")[0].rsplit("/", 1)[1]
            parameters[name] = callers["slugs"][place]
        else:
            parameters[name] = callers["there"][name]
    case.path_parameters = parameters
    more = callers["bodies"].get(case.operation.definition.raw["operationId"])
    if more and isinstance(case.body, dict):
        case.body = {**case.body, **more}


def test_made_up_requests(unlimited, callers):
    assert send_many(callers, examples=8) > 50


@pytest.mark.long
def test_many_made_up_requests(unlimited, callers):
    assert send_many(callers, examples=150) > 50


def test_the_promises_are_checked(unlimited, callers, monkeypatch):
    """An answer that is not as promised is found."""
    monkeypatch.setattr(
        "suyang.plans.api.shown.plan", lambda row: {"slug": str(uuid.uuid4()), "version": 1}
    )
    with pytest.raises(BaseExceptionGroup):
        send_many(callers, examples=1, only="listPlans")
