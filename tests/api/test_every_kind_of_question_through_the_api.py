"""The API tells every scene and control without its key, and takes an answer to each."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from suyang.assessment.models import Check
from suyang.items import arrangement
from tests.api.conftest import Program
from tests.api.test_a_check_is_taken_through_the_api import KEYS, begin, names_in
from tests.assessment.taking import put_before
from tests.items.samples import MATCH, ORDER, all_of_them, matching, ordering

pytestmark = pytest.mark.django_db
SECRET = KEYS | {"goes", "credit", "from"}


@pytest.fixture
def asked(bank, anybody_program, monkeypatch):
    """asked(body): a program before whose person this item stands, its check, the presentation."""

    def ask(body, query=""):
        begun = begin(anybody_program)
        me = Program(begun["token"]["token"])
        check = f"/checks/{begun['check']['id']}"
        put_before(monkeypatch, Check.objects.get(id=begun["check"]["id"]), body)
        return me, check, me.post(f"{check}/next{query}").json()["presentation"]

    return ask


@pytest.mark.parametrize("kind", all_of_them())
def test_the_scene_is_told_whole_and_nothing_of_the_key(asked, kind):
    body = all_of_them()[kind]
    item = asked(body)[2]["item"]
    assert names_in(item).isdisjoint(SECRET)
    for name, value in body.get("scene", {}).items():
        told = item["scene"][name]
        if isinstance(value, list):
            told = [
                {name: one[name] for name in kept} for one, kept in zip(told, value, strict=True)
            ]
        if name == "sheet":
            assert told == value
        assert told == value
    assert [control["kind"] for control in item["controls"]] == [
        control["kind"] for control in body["controls"]
    ]


def test_in_one_language_a_sheet_keeps_its_numbers_and_words(asked):
    body = all_of_them()["spreadsheet"]
    rows = asked(body, "?language=en")[2]["item"]["scene"]["sheet"]["rows"]
    assert rows[0][0] == {"en": "Month"}
    assert rows[1][1:] == [5200, 3100.5, 2099.5]


def test_an_order_is_told_mixed_as_people_see_it(asked):
    (control,) = asked(ordering())[2]["item"]["controls"]
    told = [option["id"] for option in control["options"]]
    assert told == [option["id"] for option in arrangement.shown(ordering(), ORDER)]
    assert told != [option["id"] for option in ORDER["options"]]


def test_a_match_is_told_by_rows_and_options(asked):
    (control,) = asked(matching())[2]["item"]["controls"]
    assert control["rows"] == [{"id": row["id"], "text": row["text"]} for row in MATCH["rows"]]
    assert {option["id"] for option in control["options"]} == {"call", "mail", "post"}


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (ordering(), {"steps": ["send", "edit", "copy", "save"]}),
        (matching(), {"pairs": {"fire": "call", "form": "call", "feast": "post"}}),
        (matching(), {"pairs": ["fire:call", "form:call", "feast:post"]}),
    ],
)
def test_an_answer_is_taken_and_the_same_again_is_repeated(asked, body, answer):
    me, check, presentation = asked(body)
    sent = {"presentation": presentation["id"], "answer": answer}
    for outcome in ("accepted", "repeated"):
        answered = me.post(f"{check}/answers", sent)
        assert (answered.status_code, answered.json()["outcome"]) == (200, outcome)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (ordering(), {"steps": ["save", "save", "copy", "edit"]}),
        (ordering(), {"steps": ["save", "copy", "edit"]}),
        (matching(), {"pairs": {"fire": "call"}}),
        (matching(), {"pairs": ["fire:call", "fire:mail", "form:mail", "feast:post"]}),
    ],
)
def test_what_is_not_whole_is_refused_at_its_control(asked, body, answer):
    me, check, presentation = asked(body)
    refused = me.post(f"{check}/answers", {"presentation": presentation["id"], "answer": answer})
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert refused.json()["errors"][0]["field"] == f"body.{next(iter(answer))}"


def test_the_document_says_how_each_is_answered(anybody_program):
    with translation.override("en"):
        document = anybody_program.get("/openapi.json").json()
    told = json.dumps(document)
    assert "all ids of an order" in told
    assert "{row: option}" in told
