"""A lesson is open to everybody, answers at once, and keeps nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from suyang.library import queries
from suyang.library.models import Lesson

pytestmark = pytest.mark.django_db

SLUG = "prices-and-weather"


@pytest.fixture
def page(bank):
    return reverse("lesson", args=[SLUG])


def test_everybody_finds_and_reads_it(page, visitor):
    listed = visitor.client.get(reverse("lesson-list")).content.decode()
    assert page in listed
    text = visitor.client.get(page).content.decode()
    assert text.count("<h1") == 1
    assert text.count("<svg aria-hidden") == 4
    assert 'role="img" aria-label="' in text
    assert " style=" not in text
    assert "<script" not in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("elder", ["0", "1"])
def test_every_lesson_in_every_way(bank, language, elder):
    client = Client()
    client.cookies["suyang_reading"] = f"language={language}&elder={elder}"
    for lesson in queries.lessons():
        address = reverse("lesson", args=[lesson.slug])
        for part in range(len(queries.parts(lesson)) + 2 if elder == "1" else 1):
            answer = client.get(address, {"part": part})
            assert answer.status_code == 200
            assert answer.content.decode().count("<h1") == 1
        printed = client.get(reverse("lesson-print", args=[lesson.slug]))
        assert printed.status_code == 200


def test_a_right_try_is_praised_and_explained(page):
    sent = {"task": "hail-message", "hail-message-answer": "b"}
    text = Client().post(page, sent).content.decode()
    lesson = queries.lesson(SLUG)
    assert lesson.body["try_it"][2]["rationale"]["zh-Hans"] in text


def test_a_wrong_try_says_why(page):
    lesson = queries.lesson(SLUG)
    sent = {"task": "hail-message", "hail-message-answer": "a"}
    text = Client().post(page, sent).content.decode()
    why = lesson.body["try_it"][2]["controls"][0]["options"][0]["why"]["zh-Hans"]
    assert f'<span class="quiet">{why}' in text
    assert f'<span class="quiet">{why}' not in Client().get(page).content.decode()


def test_nothing_chosen_asks_again(page):
    text = Client().post(page, {"task": "hail-message"}).content.decode()
    assert "hail-message-field-answer-error" in text


def test_nonsense_is_a_page_too(page):
    for sent in (
        {},
        {"task": "no-such-task"},
        {"task": "same-unit", "same-unit-answer": "x" * 999},
    ):
        assert Client().post(page, sent).status_code == 200
    assert Client().get(reverse("lesson", args=["no-such-lesson"])).status_code == 404


def test_elder_mode_shows_one_thing_a_page(page):
    client = Client()
    client.cookies["suyang_reading"] = "elder=1"
    text = client.get(page, {"part": "2"}).content.decode()
    assert text.count("primary") == 1
    assert text.count("<h2") == 1
    for nonsense in ("x", "-1", "9999", "²"):
        assert client.get(page, {"part": nonsense}).status_code == 200


def test_a_result_leads_to_the_lesson(bank):
    from suyang.assessment import nextsteps

    lesson = Lesson.objects.get(slug=SLUG, is_current=True)
    links = [link for source in nextsteps._sources for link in source("1.1", lesson.band)]
    assert reverse("lesson", args=[SLUG]) in [link.url for link in links]
