"""Every operation of the document, called by nobody and by strangers: never more than theirs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from suyang.website.api.document import document
from tests.api.conftest import BASE, Program

pytestmark = pytest.mark.django_db

OPERATIONS = [
    (method, address, operation)
    for address, methods in document()["paths"].items()
    for method, operation in methods.items()
]
# What a person with a token does for themselves needs no role.
FOR_EVERYBODY_KNOWN = {"listGroups", "listChecks"}
BODIES: dict[str, Any] = {
    "makeShare": {"purpose": "for me"},
    "answerItem": {"presentation": "019a0000-0000-7000-8000-000000000000", "dont_know": True},
    "beginGroupCheck": {"occasion": "before"},
    "setConsents": {"trainer_sees_result": True, "count_in_plan": True},
    "makeVisitor": {},
    "collectResult": {"code": "x" * 43},
    "saveReport": {"revision": 0, "values": {}},
    "submitReport": {"revision": 0},
    "reviseTarget": {"period": "2028", "value": 50, "reason": "x"},
    "answerFollowUp": {"answer": "x"},
    "askFollowUpAgain": {"why": "x"},
    "endReportForm": {"last_period": "2027-12"},
}
# What only another site's server does, with its key; of another site it gets nothing.
OF_VISITORS = {"renewVisitorToken", "makeVisitorCode", "forgetVisitor"}


@pytest.fixture
def theirs(bank, village, trainer_program, connect) -> dict[str, str]:
    """Real things of other people, to stand in every address."""
    _made, site = connect()
    begun = Program().post("/checks", {"blueprint": "quick"}).json()
    body = {"programme": "farmers-new-farm-tools", "unit": str(village.id)}
    group = trainer_program.post("/groups", body).json()
    joined = Program().post("/groups/join", {"code": group["code"], "name": "李"}).json()
    plan = Program().get("/plans/kp2022").json()
    report = _report(village)
    return {
        "unit": str(village.id),
        "unit_id": str(village.id),
        "code": group["code"],
        "check_id": begun["check"]["id"],
        "share_id": str(_share(begun["check"]["id"]).id),
        "group_id": group["id"],
        "enrolment_id": joined["enrolment"]["id"],
        "step": "open",
        "report_id": str(report.id),
        "form_id": str(report.form_id),
        "target_id": str(_target(village).id),
        "follow_up_id": str(_follow_up(village).id),
        "visitor": site.post("/visitors", {}).json()["visitor"],
        "frameworks": "suyang-21",
        "plans": "kp2022",
        "tasks": "kp2022-3.2",
        "lessons": "prices-and-weather",
        "indicators": plan["indicators"][0]["slug"],
    }


def _report(unit: Any) -> Any:
    from suyang.foundation import clock
    from suyang.plans.models import Plan, Report, ReportForm

    form = ReportForm.objects.create(
        plan=Plan.objects.get(slug="kp2022"),
        title={"en": "Report"},
        frequency="month",
        unit=unit,
        first_period="2026-10",
        made_at=clock.now(),
    )
    return Report.objects.create(form=form, unit=unit, period="2026-10", changed_at=clock.now())


def _target(unit: Any) -> Any:
    from suyang.foundation import clock
    from suyang.plans.models import Indicator, Target

    indicator = Indicator.objects.create(
        slug="trained", kind="people", frequency="month", body={"name": {"en": "People trained"}}
    )
    return Target.objects.create(
        indicator=indicator, unit=unit, period="2027", value=40, set_on=clock.today()
    )


def _follow_up(unit: Any) -> Any:
    from suyang.foundation import clock
    from suyang.plans.models import FollowUp

    return FollowUp.objects.create(
        unit=unit, asked_by_unit=unit, text="x", due=clock.today(), asked_at=clock.now()
    )


def _share(check_id: str) -> Any:
    from suyang.assessment.models import Share
    from suyang.foundation import clock

    return Share.objects.create(
        check_taken_id=check_id,
        digest="0" * 64,
        purpose="for a friend",
        extent="areas",
        created_at=clock.now(),
        expires_at=clock.now(),
    )


def call(program: Program, method: str, address: str, operation: dict, theirs: dict) -> Any:
    kind = re.findall(r"/(\w+)/{slug}", address)
    known = {**theirs, "slug": theirs[kind[0]] if kind else ""}
    path = re.sub(r"{(\w+)}", lambda found: known[found[1]], address.removeprefix(BASE))
    name = operation["operationId"]
    body = BODIES.get(name)
    if name == "startGroup":
        body = {"programme": "farmers-new-farm-tools", "unit": theirs["unit"]}
    if name in OF_VISITORS:
        body = {"visitor": theirs["visitor"]}
    if name == "beginReport":
        body = {"form": theirs["report_id"], "unit": theirs["unit"], "period": "2026-10"}
    if name == "setTarget":
        body = {"indicator": "trained", "unit": theirs["unit"], "period": "2028", "value": 50}
    if name == "askFollowUp":
        places = {"asked_by_unit": theirs["unit"], "unit": theirs["unit"]}
        body = {**places, "text": "x", "due": "2199-01-01"}
    if name == "defineReportForm":
        body = {
            "plan": "kp2022",
            "unit": theirs["unit"],
            "title": {"en": "Report"},
            "frequency": "month",
            "fields": [{"indicator": "trained"}],
        }
    if name == "importGroup":
        body = b"not a package"
    return program.send(method.upper(), path, body)


@pytest.mark.parametrize(
    ("method", "address", "operation"),
    OPERATIONS,
    ids=[one[2]["operationId"] for one in OPERATIONS],
)
def test_an_operation_asked_by_strangers(
    method, address, operation, theirs, stranger_program, participant_program
):
    is_open = {} in operation["security"]
    nobody = call(Program(), method, address, operation, theirs)
    assert nobody.status_code < 500
    if not is_open:
        assert nobody.status_code == 401
        assert nobody["WWW-Authenticate"].startswith("Bearer")
    wrong = call(Program("suyang_wrong"), method, address, operation, theirs)
    assert wrong.status_code == 401
    for program in (stranger_program, participant_program):
        answer = call(program, method, address, operation, theirs)
        assert answer.status_code < 500, answer.content
        if is_open:
            continue
        if operation["tags"] == ["sites"]:
            assert answer.status_code == 401
        elif operation["operationId"] in FOR_EVERYBODY_KNOWN:
            assert answer.json()["items"] == []
        elif operation["operationId"] == "listUnits" and answer.status_code == 200:
            assert theirs["unit"] not in json.dumps(answer.json())
        else:
            assert answer.status_code in (403, 404), answer.content
            assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "address", "operation"),
    [one for one in OPERATIONS if {} not in one[2]["security"]],
    ids=[one[2]["operationId"] for one in OPERATIONS if {} not in one[2]["security"]],
)
def test_an_operation_asked_by_another_site(
    method, address, operation, theirs, connect, other_county
):
    """By its server with its key, and by one of its visitors."""
    from suyang.organisations.permissions import system

    _made, site = connect(unit=other_county, actor=system("test"))
    visitor = Program(site.post("/visitors", {}).json()["token"])
    name = operation["operationId"]
    by_key = call(site, method, address, operation, theirs)
    if operation["tags"] != ["sites"]:
        assert by_key.status_code == 401
    elif name in ("makeVisitor", "listHandOvers"):
        assert by_key.json().get("items", []) == []
    else:
        assert by_key.status_code == 404, by_key.content
    by_visitor = call(visitor, method, address, operation, theirs)
    if name == "listChecks":
        assert by_visitor.json()["items"] == []
    else:
        assert by_visitor.status_code in (401, 403, 404), by_visitor.content


def test_tokens_end(bank, participant_program, trainer, trainer_program):
    from django.core import signing

    from suyang.people.models import Account, ApiToken, Person

    assert trainer_program.get("/groups").status_code == 200
    ApiToken.objects.update(revoked_at="2026-01-01T00:00:00Z")
    assert trainer_program.get("/groups").status_code == 401
    assert participant_program.get("/groups").status_code == 200
    Person.objects.filter(id=participant_program.person.id).update(erased_at="2026-01-01T00:00:00Z")
    assert participant_program.get("/groups").status_code == 401
    forged = signing.TimestampSigner(sep=".", salt="other").sign_object(trainer.person.id.hex)
    assert Program(f"person.{forged}").get("/groups").status_code == 401
    assert Account.objects.count() == 1


def test_a_person_token_opens_no_office(bank, village, trainer):
    """Even of somebody who has an account: roles need the account's own token or sign-in."""
    from suyang.people.api import token_for

    program = Program(token_for(trainer.person)["token"])
    body = {"programme": "farmers-new-farm-tools", "unit": str(village.id)}
    assert program.post("/groups", body).status_code == 403
    assert program.get("/units").status_code == 403


def test_a_person_token_lasts_thirty_days(bank, participant_program, monkeypatch):
    import time

    assert participant_program.get("/groups").status_code == 200
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert participant_program.get("/groups").status_code == 401
