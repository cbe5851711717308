"""A practice item at its own page: asked, tried, shown with its reasons; nothing is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from suyang.foundation import clock
from suyang.items import formats, queries
from suyang.items.models import ItemParameters, ItemVersion
from tests.items.samples import all_of_them

BODIES = all_of_them()
COLUMNS = ("version", "framework", "competence", "level", "half", "pool", "format")
RIGHT = ["save:1", "copy:2", "edit:3", "send:4"]


@pytest.fixture
def practice(db):
    """practice(kind): the address of the sample of that kind."""

    def put_in(kind: str) -> str:
        body = BODIES[kind]
        version = ItemVersion.objects.create(
            slug=body["id"],
            body=body,
            digest="x",
            loaded_at=clock.now(),
            **{name: body[name] for name in COLUMNS},
        )
        ItemParameters.objects.create(
            item=version,
            provenance="expert",
            discrimination=1,
            difficulty=0,
            guessing=0,
            difficulty_sd=0.5,
            method="test",
            valid_from=clock.today(),
        )
        return reverse("item", args=[version.slug])

    return put_in


@pytest.mark.parametrize("kind", BODIES)
def test_first_it_is_asked_without_its_answer(practice, visitor, kind):
    page = visitor.client.get(practice(kind)).content.decode()
    body = BODIES[kind]
    assert body["stem"]["zh-Hans"] in page
    assert body["rationale"]["zh-Hans"] not in page
    assert "这个对" not in page
    with translation.override("zh-hans"):
        assert str(formats.NAMES[kind]) in page
    assert "还没有请真人试做" in page


def test_its_answer_is_shown_to_whoever_wants_it(practice, visitor):
    page = visitor.client.get(practice("search"), {"answer": "shown"}).content.decode()
    assert BODIES["search"]["rationale"]["zh-Hans"] in page
    assert "这个对" in page
    assert "不合适。" in page


def test_tried_it_says_which_parts_are_right_and_why(practice, visitor):
    address = practice("ordering")
    page = visitor.client.post(address, {"steps": RIGHT}).content.decode()
    assert "答对了。" in page
    page = visitor.client.post(
        address, {"steps": ["save:1", "copy:2", "edit:4", "send:3"]}
    ).content.decode()
    assert "对了一部分：3处里对了1处。" in page
    assert "应排在第3位" in page


def test_what_is_missing_is_asked_for_and_what_was_chosen_stays(practice, visitor):
    answered = visitor.client.post(
        practice("ordering"), {"steps": ["save:2", "copy:2", "", "edit:1"]}
    )
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "第2位也选给了：保存原件" in page
    assert "第2位也选给了：另存一份" in page
    assert page.count("aria-invalid") == 3
    assert page.count(" selected") == 3
    assert BODIES["ordering"]["rationale"]["zh-Hans"] not in page


def test_every_kind_has_a_name_in_both_languages():
    assert set(formats.NAMES) == set(queries.FORMATS)
    for name in formats.NAMES.values():
        with translation.override("zh-hans"):
            chinese = str(name)
        with translation.override("en"):
            assert str(name) != chinese


def test_once_people_have_answered_it_is_said_to_be_tried_out(practice, visitor):
    address = practice("matching")
    ItemParameters.objects.filter(item__slug="sample-match").update(responses=120)
    page = visitor.client.get(address).content.decode()
    assert "已由真人试做" in page
    assert "还没有请真人试做" not in page
