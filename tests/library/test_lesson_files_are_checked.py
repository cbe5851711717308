"""A lesson's file and drawings: refused with file, line and reason, and nothing is lost."""

from __future__ import annotations

import shutil

import pytest
import yaml
from django.conf import settings

from suyang.foundation import content
from suyang.library import drawings
from suyang.library.models import Lesson

SLUG = "prices-and-weather"
GOOD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("<path", "<script>alert(1)</script><path"),
        GOOD.replace("<path", '<path onclick="alert(1)"'),
        GOOD.replace("<path", '<path style="fill:red"'),
        GOOD.replace("<path", "<style>*{}</style><path"),
        GOOD.replace("<path", '<image href="https://elsewhere.example/x.png"/><path'),
        GOOD.replace("<path", '<a href="javascript:alert(1)"></a><path'),
        GOOD.replace("<path", '<path fill="url(https://elsewhere.example/#x)"'),
        GOOD.replace("<path", "<foreignObject/><path"),
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + GOOD,
        GOOD.replace("</svg>", ""),
        GOOD.replace(' viewBox="0 0 9 9"', ""),
        "<html/>",
        GOOD.replace("M0", " " * drawings.MAX_BYTES),
    ],
)
def test_a_drawing_can_do_nothing_but_be_seen(wrong):
    assert list(drawings.problems(wrong))


def test_a_plain_drawing_passes_and_is_silent():
    assert not list(drawings.problems(GOOD))
    assert 'aria-hidden="true"' in drawings.inline('<?xml version="1.0"?>\n' + GOOD)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(settings.SUYANG_CONTENT, folder)
    return folder


def change(root, edit):
    path = root / "lessons" / SLUG / "lesson.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    edit(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda data: data["next"].insert(0, "no-such-lesson"), "no-such-lesson"),
        (lambda data: data["words"][0].update(at="step-7"), None),
        (lambda data: data["words"][0].update(at="try-3"), None),
        (lambda data: data["words"][0].update(at="wrong-6"), "wrong-6"),
        (lambda data: data["steps"][1]["picture"].update(file="gone.svg"), "gone.svg"),
        (lambda data: data["try_it"][1].update(id=data["try_it"][0]["id"]), "two tasks"),
        (lambda data: data["try_it"][0]["controls"][0].update(at="nowhere"), "nowhere"),
        (lambda data: data["try_it"][0]["controls"][0]["options"][0].update(key=True), "keys"),
        (lambda data: data.update(id="another-name"), "folder"),
    ],
)
def test_what_does_not_fit_is_named(root, edit, said):
    change(root, edit)
    reasons = " ".join(str(problem) for problem in content.check(root, ["lessons"]))
    assert (said in reasons) if said else not reasons


@pytest.mark.django_db
def test_a_lesson_without_a_file_is_no_longer_offered(bank, root):
    shutil.rmtree(root / "lessons" / "spot-the-swindle")
    (root / "programmes" / "farmers-new-farm-tools.yaml").unlink()
    for path in (root / "lessons").glob("*/lesson.yaml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        data["next"] = [one for one in data["next"] if one != "spot-the-swindle"]
        data["version"] += 1
        path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    assert not content.load(root).problems
    assert not Lesson.objects.filter(slug="spot-the-swindle", is_current=True).exists()
    assert Lesson.objects.filter(slug=SLUG).count() == 2
