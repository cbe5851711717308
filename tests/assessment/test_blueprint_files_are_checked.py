"""A blueprint that cannot hold is refused with its line; a used version keeps its text."""

import shutil

import pytest
from django.conf import settings

from suyang.assessment import actions
from suyang.assessment.content import load
from suyang.assessment.models import Blueprint
from suyang.foundation import content
from suyang.foundation.content import Refusal, check, read_document
from tests.assessment.taking import somebody


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.undo()
    shutil.copytree(settings.SUYANG_CONTENT / "blueprints", tmp_path / "blueprints")
    return tmp_path


def _change(folder, old: str, new: str) -> list[str]:
    path = folder / "blueprints" / "quick.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return [str(problem) for problem in check(folder, ["blueprints"])]


def test_the_blueprints_of_the_repository_pass(folder):
    assert check(folder, ["blueprints"]) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("id: quick", "id: slow", "file's name"),
        ("length: {min: 10, max: 14}", "length: {min: 15, max: 14}", "min is larger"),
        ("{per_area: 2, per_competence: 0}", "{per_competence: 3}", "larger than the maximum"),
        ("competences: all", 'competences: ["1.1", "2.1"]\nhalves: any', "YAML"),
        ("minutes: 8", "minutes: -8", "minutes"),
    ],
)
def test_what_cannot_hold_is_refused_with_its_line(folder, old, new, reason):
    if reason == "YAML":
        problems = _change(folder, "minimums: {per_area: 2", "minimums: {per_area: 20")
        problems += _change(folder, old, 'competences: ["1.1", "2.1"]')
        assert any("the minimums need 40 items" in problem for problem in problems)
        return
    problems = _change(folder, old, new)
    assert any(reason in problem for problem in problems), problems
    assert problems[0].startswith("blueprints/quick.yaml:")


def test_a_used_version_cannot_become_another_text(folder, bank):
    actions.start(somebody(), "quick", "zh-Hans")
    _change(folder, "minutes: 8", "minutes: 9")
    document = read_document(folder / "blueprints" / "quick.yaml", folder)
    with pytest.raises(Refusal, match="raise `version` by one"):
        load([document])


def test_a_new_version_becomes_current_and_the_old_one_stays(folder, bank):
    begun = actions.start(somebody(), "quick", "zh-Hans")
    _change(folder, "version: 1", "version: 2")
    names = ("quick", "elder", "programme-before-after")
    documents = [read_document(folder / "blueprints" / f"{name}.yaml", folder) for name in names]
    assert load(documents) == 1
    assert load(documents) == 0
    assert Blueprint.objects.get(slug="quick", is_current=True).version == 2
    assert Blueprint.objects.get(id=begun.blueprint_id).version == 1


def test_an_unused_version_may_be_corrected(folder, bank):
    _change(folder, "minutes: 8", "minutes: 9")
    document = read_document(folder / "blueprints" / "quick.yaml", folder)
    assert load([document]) == 1
    assert Blueprint.objects.get(slug="quick").body["minutes"] == 9


def test_the_kind_is_registered():
    assert "blueprints" in content._kinds
