"""What a schema cannot say of an item's scene and controls is refused with line and reason."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

from suyang.foundation import content
from suyang.items import checking
from tests.items.samples import all_of_them, text

SCHEMA = content.read_document(
    Path(settings.SUYANG_CONTENT) / "items" / "schema.json", Path(settings.SUYANG_CONTENT)
)


def found(tmp_path: Path, body: dict) -> list[content.Problem]:
    path = tmp_path / "item.yaml"
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    document = content.read_document(path, tmp_path)
    assert isinstance(document, content.Document)
    return list(checking.problems(document))


@pytest.mark.parametrize("kind", all_of_them())
def test_the_samples_pass(tmp_path, kind):
    body = all_of_them()[kind]
    assert not found(tmp_path, body)
    assert not list(Draft202012Validator(SCHEMA.data).iter_errors(body))


def _rename(part: str, name: str):
    def change(body):
        body["scene"][part][0]["id"] = name

    return change


def _set(value, *path):
    def change(body):
        at = body
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


WRONG = [
    ("ordering", _set([1, 2], "credit", "from"), "which are 3"),
    ("ordering", _set([2, 1, 3], "credit", "from"), "must rise"),
    ("ordering", _set([1, 1, 3], "credit", "from"), "must rise"),
    ("ordering", _set("copy", "controls", 0, "options", 0, "id"), "two options have the same id"),
    ("matching", _set("else", "controls", 0, "rows", 1, "goes"), "no option is called 'else'"),
    ("matching", _set("fire", "controls", 0, "rows", 1, "id"), "two rows have the same id"),
    ("permissions", _set([1, 3], "credit", "from"), "which are 2"),
    ("permissions", _set("else", "controls", 0, "at"), "no part of the scene is called 'else'"),
    ("permissions", _rename("permissions", "people"), "two parts of the scene are called"),
    ("permissions", _set("people-set", "controls", 0, "id"), "two controls are called"),
    ("search", _set(False, "controls", 0, "options", 0, "key"), "0 options are keys"),
    ("search", _set({"id": "x", "text": text("a", "a")}, "controls", 0, "options", 1), "`why`"),
    ("spreadsheet", _set("D9", "scene", "sheet", "cell"), "the sheet has no cell D9"),
    ("spreadsheet", _set("F1", "scene", "sheet", "cell"), "the sheet has no cell F1"),
    ("files", _set("prize", "scene", "files", 1, "inside"), "no folder 'prize' stands before"),
    ("files", _set("papers", "scene", "files", 1, "inside"), "no folder 'papers' stands before"),
    ("files", _set("photos", "scene", "files", 0, "inside"), "no folder 'photos' stands before"),
]


@pytest.mark.parametrize(
    ("kind", "change", "reason"), WRONG, ids=lambda one: one[:40] if isinstance(one, str) else ""
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, kind, change, reason):
    body = copy.deepcopy(all_of_them()[kind])
    change(body)
    problems = found(tmp_path, body)
    assert any(reason in problem.reason for problem in problems), problems
    assert all(problem.line > 1 for problem in problems)


def test_every_part_of_every_scene_can_have_a_control(tmp_path):
    for kind, name, part in (
        ("search", "results", "report"),
        ("files", "files", "loan"),
        ("document", "paragraphs", "what"),
        ("consent", "purposes", "ads"),
    ):
        body = copy.deepcopy(all_of_them()[kind])
        body["controls"][0]["at"] = part
        assert part in {one["id"] for one in body["scene"][name]}
        assert not found(tmp_path, body)
