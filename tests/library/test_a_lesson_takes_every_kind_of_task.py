"""A lesson's try-it may be of every kind that items have: checked, tried, explained, printed."""

from __future__ import annotations

import re
import shutil
from copy import deepcopy

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suyang.foundation import content
from suyang.library import practice, queries
from tests.assessment.taking import right, wrong
from tests.items.samples import all_of_them

SLUG = "prices-and-weather"
KINDS = sorted(all_of_them())
PLACE = "try-this"


def task_of(kind: str) -> dict:
    """A sample item as a lesson's task: a lesson measures nobody and gives no partial credit."""
    body = deepcopy(all_of_them()[kind])
    kept = {
        name: body[name]
        for name in ("format", "stem", "scene", "controls", "rationale")
        if name in body
    }
    return {"id": PLACE, **kept}


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(settings.SUYANG_CONTENT, folder)
    return folder


def put(root, task: dict) -> None:
    path = root / "lessons" / SLUG / "lesson.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    data["try_it"][0] = task
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


def sent(answers: dict) -> dict:
    return {"task": PLACE} | {f"{PLACE}-{name}": value for name, value in answers.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_tried_and_answered_at_once(bank, root, kind, language):
    task = task_of(kind)
    put(root, task)
    assert not content.load(root).problems
    client = Client()
    client.cookies["suyang_reading"] = f"language={language}"
    page = reverse("lesson", args=[SLUG])
    rationale = task["rationale"]["en" if language == "en" else "zh-Hans"]

    fresh = client.get(page).content.decode()
    assert f'name="{PLACE}-{task["controls"][0]["id"]}"' in fresh
    assert rationale not in fresh

    solved = client.post(page, sent(right(task))).content.decode()
    assert rationale in solved
    lesson = queries.lesson(SLUG)
    assert practice.drawn(lesson, _posted(sent(right(task))))[PLACE].right is True
    assert practice.drawn(lesson, _posted(sent(wrong(task))))[PLACE].right is False
    assert rationale in client.post(page, sent(wrong(task))).content.decode()

    again = client.post(page, {"task": PLACE}).content.decode()
    assert "-error" in again
    assert rationale not in again


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_printed_with_its_answer_at_the_end(bank, root, kind):
    task = task_of(kind)
    put(root, task)
    assert not content.load(root).problems
    client = Client()
    client.cookies["suyang_reading"] = "language=en"
    paper = client.get(reverse("lesson-print", args=[SLUG])).content.decode()
    # Nothing to press or to open on paper.
    main = re.search(r"<main.*?</main>", paper, re.DOTALL).group()
    assert "<select" not in main
    assert "<input" not in main
    before, _heading, after = main.partition("The right answers")
    assert task["rationale"]["en"] not in before
    assert task["rationale"]["en"] in after
    for control in task["controls"]:
        for option in control.get("options", ()):
            assert option["text"]["en"] in before
        for row in control.get("rows", ()):
            assert row["text"]["en"] in before
        keys = [one for one in control.get("options", ()) if one.get("key")]
        ordered = control["options"] if control["kind"] == "order" else []
        for one in [*keys, *ordered]:
            assert one["text"]["en"] in after


@pytest.mark.parametrize(
    ("kind", "edit", "said"),
    [
        ("matching", lambda task: task["controls"][0]["rows"][0].update(goes="nowhere"), "nowhere"),
        ("ordering", lambda task: task["controls"][0]["options"].pop(), "too short"),
        ("ordering", lambda task: task["controls"][0]["options"][0].update(key=True), "key"),
        ("search", lambda task: task["scene"].pop("results"), "results"),
        ("spreadsheet", lambda task: task["scene"]["sheet"].update(cell="F9"), "no cell F9"),
        ("search", lambda task: task["controls"][0]["options"][1].pop("why"), "why"),
        ("search", lambda task: task.update(credit={"from": [1, 2]}), "credit"),
    ],
)
def test_a_task_that_does_not_fit_is_named(root, kind, edit, said):
    task = task_of(kind)
    if kind == "ordering":
        task["controls"][0]["options"] = task["controls"][0]["options"][:3]
    edit(task)
    put(root, task)
    [problem, *_more] = content.check(root, ["lessons"])
    assert said in str(problem)
    assert "lessons/prices-and-weather/lesson.yaml" in str(problem)


def _posted(values: dict):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
