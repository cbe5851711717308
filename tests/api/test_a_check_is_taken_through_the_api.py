"""Somebody without an account takes a check from its beginning to its result, and deletes it."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

from tests.api.conftest import Program, new_key

pytestmark = pytest.mark.django_db
KEYS = {"key", "why", "accept", "number", "tolerance", "rationale", "shows", "sources", "solved"}


def begin(program: Program, **body: object) -> dict[str, object]:
    answer = program.post("/checks", {"blueprint": "quick", **body})
    assert answer.status_code == 201, answer.content
    return answer.json()


def names_in(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(names_in(value) for value in data.values()))
    if isinstance(data, list):
        return set().union(*(names_in(one) for one in data))
    return set()


def an_answer(item: dict) -> dict:
    """Something for every control: the first option, all of them as they stand, or a word."""
    return {control["id"]: _something(control) for control in item["controls"]}


def _something(control: dict) -> object:
    ids = [option["id"] for option in control["options"]]
    return {
        "entry": lambda: "12",
        "choice": lambda: ids[0],
        "several": lambda: ids[:1],
        "order": lambda: ids,
        "match": lambda: {row["id"]: ids[0] for row in control["rows"]},
    }[control["kind"]]()


def test_from_the_beginning_to_the_result(bank, anybody_program):
    begun = begin(anybody_program, language="en")
    me = Program(begun["token"]["token"])
    check = f"/checks/{begun['check']['id']}"
    for _number in range(20):
        shown = me.post(f"{check}/next").json()
        if shown["presentation"] is None:
            break
        assert names_in(shown).isdisjoint(KEYS)
        asked = shown["presentation"]
        body = {"presentation": asked["id"], "answer": an_answer(asked["item"])}
        first = me.post(f"{check}/answers", body)
        assert (first.status_code, first.json()["outcome"]) == (200, "accepted"), first.content
    assert me.get(check).json()["state"] == "finished"
    result = me.get(f"{check}/result").json()
    assert result["overall"]["enough"] in (True, False)
    assert set(result["areas"]) == {"1", "2", "3", "4", "5"}
    assert result["competences"] == {}
    assert dt.datetime.fromisoformat(result["computed_at"]).utcoffset() == dt.timedelta(0)
    assert "mean" not in names_in(result)
    assert me.delete(check).status_code == 204
    assert me.get(check).status_code == 404


def test_asked_again_it_is_the_same_item(bank, anybody_program):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    path = f"/checks/{begun['check']['id']}/next"
    assert me.post(path).json()["presentation"] == me.post(path).json()["presentation"]


def test_the_first_answer_counts(bank, anybody_program):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    check = f"/checks/{begun['check']['id']}"
    asked = me.post(f"{check}/next").json()["presentation"]
    body = {"presentation": asked["id"], "answer": an_answer(asked["item"])}
    assert me.post(f"{check}/answers", body).json()["outcome"] == "accepted"
    assert me.post(f"{check}/answers", body).json()["outcome"] == "repeated"
    other = me.post(f"{check}/answers", {"presentation": asked["id"], "dont_know": True})
    assert (other.status_code, other.json()["code"]) == (409, "answered_already")


def test_what_is_missing_is_named(bank, anybody_program):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    check = f"/checks/{begun['check']['id']}"
    asked = me.post(f"{check}/next").json()["presentation"]
    answer = me.post(f"{check}/answers", {"presentation": asked["id"]})
    assert answer.status_code == 422
    assert answer.json()["code"] == "incomplete"
    assert answer.json()["errors"][0]["field"] == f"body.{asked['item']['controls'][0]['id']}"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"assistance": "read"}, "not_assisted"),
        ({"device_time": "2001-01-01T00:00:00Z"}, "clock"),
        ({"device_time": "0001-01-01T00:00:00+14:00"}, "clock"),
        ({"presentation": str(uuid.uuid4())}, "not_found"),
        ({"unknown": 1}, "invalid"),
    ],
)
def test_what_does_not_fit_is_refused(bank, anybody_program, more, code):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    check = f"/checks/{begun['check']['id']}"
    asked = me.post(f"{check}/next").json()["presentation"]
    body = {"presentation": asked["id"], "dont_know": True, **more}
    answer = me.post(f"{check}/answers", body)
    assert answer.json()["code"] == code
    assert me.get(check).json()["answered"] == 0


def test_stopping_twice_is_stopping_once(bank, anybody_program):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    check = f"/checks/{begun['check']['id']}"
    assert me.get(f"{check}/result").status_code == 409
    first = me.post(f"{check}/stop").json()
    assert first["ended_by"] == "person"
    assert me.post(f"{check}/stop").json() == first
    assert me.get(f"{check}/result").json()["overall"] == {
        "enough": False,
        "answers": 0,
        "lowest": None,
        "highest": None,
        "or_above": False,
        "probability": None,
        "probabilities": {},
        "place": None,
    }


def test_a_retry_begins_nothing_twice(bank, anybody_program):
    from suyang.assessment.models import Check
    from suyang.people.models import Person

    key = new_key()
    body = {"blueprint": "quick", "language": "en"}
    first = anybody_program.post("/checks", body, Idempotency_Key=key)
    again = anybody_program.post("/checks", body, Idempotency_Key=key)
    assert first.json()["check"] == again.json()["check"]
    assert Check.objects.count() == 1
    assert Person.objects.count() == 1
    assert (
        Program(again.json()["token"]["token"])
        .get(f"/checks/{first.json()['check']['id']}")
        .status_code
        == 200
    )
    other = anybody_program.post("/checks", {**body, "mode": "assisted"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_key_that_is_old_hands_out_no_token(bank, anybody_program):
    from suyang.assessment.models import Check

    key = new_key()
    anybody_program.post("/checks", {"blueprint": "quick"}, Idempotency_Key=key)
    Check.objects.update(started_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    late = anybody_program.post("/checks", {"blueprint": "quick"}, Idempotency_Key=key)
    assert (late.status_code, late.json()["code"]) == (409, "key_expired")


def test_somebody_with_a_token_stays_who_they_are(bank, participant_program):
    begun = begin(participant_program)
    assert begun["token"] is None
    assert participant_program.get(f"/checks/{begun['check']['id']}").status_code == 200


def test_nobody_else_sees_a_check(bank, anybody_program, stranger_program, administrator_program):
    begun = begin(anybody_program)
    check = f"/checks/{begun['check']['id']}"
    assert anybody_program.get(check).status_code == 401
    for program in (stranger_program, administrator_program):
        for path in (check, f"{check}/result"):
            assert program.get(path).status_code == 404
        for path in (f"{check}/next", f"{check}/stop"):
            assert program.post(path).status_code == 404
        assert program.delete(check).status_code == 404


def test_texts_come_in_the_language_asked_for(bank, anybody_program):
    both = anybody_program.get("/blueprints").json()["items"][0]["title"]
    assert set(both) == {"zh-Hans", "en"}
    one = anybody_program.get("/blueprints?language=en").json()["items"][0]["title"]
    assert one == {"en": both["en"]}
    missing = anybody_program.get("/blueprints?language=bo").json()["items"][0]["title"]
    assert missing == {"zh-Hans": both["zh-Hans"]}


def test_a_programmes_check_is_begun_in_its_group(bank, participant_program):
    answer = participant_program.post("/checks", {"blueprint": "programme-before-after"})
    assert (answer.status_code, answer.json()["code"]) == (409, "needs_programme")


def test_answers_are_the_body_and_json(bank, anybody_program):
    begun = begin(anybody_program)
    me = Program(begun["token"]["token"])
    answer = me.send("POST", f"/checks/{begun['check']['id']}/answers", b"{not json")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "unreadable")
