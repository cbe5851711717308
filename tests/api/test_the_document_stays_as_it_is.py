"""The OpenAPI document is a promise: a change shows here, and is renewed on purpose.

SUYANG_RENEW=1 python -m pytest tests/api/test_the_document_stays_as_it_is.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator
from ninja import Schema

from suyang.website.api.document import document

SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_document_is_the_one_that_was_promised():
    with translation.override("en"):
        text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("SUYANG_RENEW") == "1":
        SNAPSHOT.write_text(text, "utf-8")
    assert SNAPSHOT.read_text("utf-8") == text, "SUYANG_RENEW=1 renews tests/api/openapi.json"


def test_every_shape_is_a_json_schema():
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_no_two_shapes_have_one_name():
    """ninja would keep the last of them without a word."""
    names = [one.__name__ for one in _shapes(Schema) if one.__module__.startswith("suyang.")]
    assert sorted(names) == sorted(set(names))


def _shapes(base: type) -> list[type]:
    return [found for one in base.__subclasses__() for found in (one, *_shapes(one))]


def test_every_operation_can_fail_in_the_promised_ways():
    for methods in document()["paths"].values():
        for operation in methods.values():
            assert {"400", "401", "429", "500"} <= set(operation["responses"])


def _words(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_words(one) for one in node))
    if isinstance(node, dict):
        own = {
            value
            for name, value in node.items()
            if name in ("summary", "description") and isinstance(value, str)
        }
        return own.union(*(_words(value) for value in node.values()))
    return set()


def test_every_word_of_it_is_there_in_chinese():
    with translation.override("zh-hans"):
        words = _words(document())
    untranslated = {word for word in words if word and not any(c >= "\u4e00" for c in word)}
    assert untranslated == set()


@pytest.mark.django_db
def test_it_is_served(client):
    answer = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"})
    with translation.override("en"):
        assert answer.json() == json.loads(json.dumps(document()))
