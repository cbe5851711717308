"""`suyang content new-key`, `seal`, `load-sealed`, `withdraw-sealed`, in real processes.

The whole database file and a backup are searched for the questions' texts.
"""

from __future__ import annotations

import tarfile

import pytest
import yaml

from tests.items.sealed.conftest import MARK, MARK_EN, generated


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "items"
    for item in generated(12):
        path = root / item["competence"] / f"{item['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(item, allow_unicode=True), "utf-8")
    return root


def test_from_a_key_to_a_pool_and_out_of_use(office, folder, tmp_path):
    key, package = tmp_path / "exam.key", tmp_path / "exam.sealed"
    assert office.suyang("content", "new-key", str(key)).code == 0
    again = office.suyang("content", "new-key", str(key))
    assert again.code == 1, again.said
    sealed = office.suyang(
        "content", "seal", str(folder), "--to", str(package), "--key-file", str(key), "--json"
    )
    assert sealed.code == 0, sealed.said
    assert sealed.data["items"] == 12
    assert office.suyang("content", "load").code == 0

    other = tmp_path / "other.key"
    office.suyang("content", "new-key", str(other))
    wrong = office.suyang("content", "load-sealed", str(package), "--key-file", str(other))
    assert wrong.code == 1
    assert sealed.data["fingerprint"] in wrong.said

    for expected in (True, False):
        loaded = office.suyang(
            "content", "load-sealed", str(package), "--key-file", str(key), "--json"
        )
        assert loaded.code == 0, loaded.said
        assert loaded.data["new"] is expected
    ill = office.suyang("doctor")
    assert "SUYANG_SEALED_KEYS" in ill.said
    backup = tmp_path / "b.tar.gz"
    assert office.suyang("backup", str(backup)).code == 0
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "backup", filter="data")
    held = [office.database, *(tmp_path / "backup").rglob("*"), package]
    held += list(office.database.parent.glob("*.sqlite3*")) + list(
        office.database.parent.glob("log/*")
    )
    for file in held:
        if file.is_file():
            data = file.read_bytes()
            assert MARK.encode() not in data, file
            assert MARK_EN.encode() not in data, file
    gone = office.suyang("content", "withdraw-sealed", loaded.data["package"])
    assert gone.code == 0, gone.said


def test_a_wrong_file_is_told_with_line_and_reason(office, folder, tmp_path):
    key = tmp_path / "exam.key"
    office.suyang("content", "new-key", str(key))
    first = next(folder.rglob("*.yaml"))
    item = yaml.safe_load(first.read_text("utf-8"))
    item["level"] = 11
    first.write_text(yaml.safe_dump(item, allow_unicode=True), "utf-8")
    target = tmp_path / "x.sealed"
    done = office.suyang(
        "content", "seal", str(folder), "--to", str(target), "--key-file", str(key)
    )
    assert done.code == 1
    assert f"{first.name}:" in done.said
    assert "level" in done.said
    assert not target.exists()
