"""Errors are problem documents in the caller's language, whatever went wrong."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.api.conftest import Program

pytestmark = pytest.mark.django_db


def test_an_address_that_is_not_there(anybody_program):
    answer = anybody_program.get("/nothing/here")
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (404, 404, "not_found")
    assert problem["type"].endswith("/api/v1/docs#not-found")
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors"}
    assert anybody_program.get("/")["Location"] == "/api/v1/docs"
    assert anybody_program.post("/plans/").status_code == 404


def test_what_the_middlewares_refuse(anybody_program):
    answer = anybody_program.get("/groups?cursor=%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_method_that_is_not_taken(anybody_program):
    answer = anybody_program.delete("/plans")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["code"] == "method_not_allowed"


def test_errors_are_named_by_field(anybody_program):
    answer = anybody_program.post("/checks", {"mode": "x", "more": 1})
    errors = {error["field"]: error for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert set(errors) == {"body.blueprint", "body.mode", "body.more"}
    assert errors["body.blueprint"]["message"] == "This is missing."


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[", b'{"blueprint": "\\ud800"}', b"1", b"null"])
def test_bodies_that_nobody_can_read(anybody_program, body):
    assert anybody_program.send("POST", "/checks", body).status_code in (400, 422)


def test_a_body_that_is_too_large(anybody_program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = anybody_program.post("/checks", {"blueprint": "q" * 200})
    assert (answer.status_code, answer.json()["code"]) in [(413, "too_large"), (400, "unreadable")]


def test_what_failed_here_is_not_told(anybody_program, monkeypatch, caplog):
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the secret")

    monkeypatch.setattr("suyang.plans.queries.plan", fail)
    answer = anybody_program.get("/plans/kp2022")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert b"secret" not in answer.content
    assert "the secret" in caplog.text


def test_problems_speak_the_callers_language(county):
    chinese = Program(language="zh-CN").get("/groups").json()
    english = Program(language="en").get("/groups").json()
    assert chinese["code"] == english["code"]
    assert english["title"] == "A valid token is needed"
    assert chinese["title"] == "需要有效的令牌"


def test_too_many_requests(county, monkeypatch):
    from suyang.website.api.assembly import api

    monkeypatch.setattr(api.throttle[0], "requests", 3)
    monkeypatch.setattr("suyang.foundation.api.throttling.CROWD", 2)
    program = Program()
    answers = [program.get("/plans") for _number in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1].json()["code"] == "too_many"


def test_one_browser_does_not_stop_its_neighbour(participant_program, officer_program, monkeypatch):
    from suyang.website.api.assembly import api

    monkeypatch.setattr(api.throttle[0], "requests", 1)
    assert participant_program.get("/groups").status_code == 200
    assert participant_program.get("/groups").status_code == 429
    assert officer_program.get("/groups").status_code == 200


def test_a_session_changes_nothing_without_the_token_of_the_page(bank, participant):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = participant.client.cookies
    assert browser.get("/api/v1/groups").status_code == 200
    body = json.dumps({"blueprint": "quick"})
    refused = browser.post("/api/v1/checks", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "denied")
    browser.cookies["csrftoken"] = "a" * 32
    done = browser.post(
        "/api/v1/checks",
        body,
        content_type="application/json",
        headers={"X-CSRFToken": "a" * 32},
    )
    assert (done.status_code, done.json()["token"]) == (201, None)
