from __future__ import annotations

import json

import pytest

from suyang.foundation import content

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "level": {"type": "integer"}},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A content folder with one kind, and what was loaded from it."""
    monkeypatch.setattr(content, "_kinds", {})
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "schema.json").write_text(json.dumps(SCHEMA))
    loaded: list[str] = []

    def load(documents):
        loaded.extend(document.data["id"] for document in documents)
        return len(documents)

    def check(documents):
        for document in documents:
            if document.data["id"] == "odd":
                yield document.problem("is odd", "id")

    content.kind("things", "things/*.yaml", "things/schema.json", 1, load, check)
    return tmp_path, loaded


def write(folder, name, text):
    (folder / "things" / name).write_text(text, "utf-8")


@pytest.mark.django_db
def test_good_content_is_loaded(folder):
    root, loaded = folder
    write(root, "a.yaml", "id: a\nlevel: 2\n")
    assert content.load(root).counts == {"things": 1}
    assert loaded == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("id: b\n# a remark\nlevel: two\n", 3, "'two' is not of type 'integer'"),
        ("level: 2\n", 1, "'id' is a required property"),
        ("id: b\nlevl: 2\n", 1, "'levl' was unexpected"),
        ("id: [b\n", 2, "is not YAML"),
        ("- b\n", 1, "must be a mapping"),
        ("level: 1\nid: odd\n", 2, "is odd"),
    ],
)
def test_bad_content_is_refused_and_nothing_is_loaded(folder, text, line, reason):
    root, loaded = folder
    write(root, "a.yaml", "id: good\n")
    write(root, "b.yaml", text)
    (problem,) = content.load(root).problems
    assert (problem.file, problem.line) == ("things/b.yaml", line)
    assert reason in problem.reason
    assert loaded == []


@pytest.mark.django_db
def test_a_file_that_is_not_text_is_refused(folder):
    root, _loaded = folder
    (root / "things" / "b.yaml").write_bytes(b"\xff\xfe\x00")
    (problem,) = content.check(root)
    assert "UTF-8" in problem.reason


def test_the_fingerprint_changes_with_any_file(folder):
    root, _loaded = folder
    write(root, "a.yaml", "id: a\n")
    first = content.fingerprint(root)
    assert content.fingerprint(root) == first
    write(root, "a.yaml", "id: abc\n")
    assert content.fingerprint(root) != first
