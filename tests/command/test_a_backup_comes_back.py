import json
import sqlite3
import tarfile
import threading
from contextlib import closing

import pytest


@pytest.fixture
def writes(office):
    """The office, and a thread that keeps writing to its database as the server would."""
    stop = threading.Event()
    written: list[int] = []

    def write():
        with closing(
            sqlite3.connect(office.database, timeout=30, isolation_level=None)
        ) as database:
            database.execute("CREATE TABLE IF NOT EXISTS trial (one INTEGER, two INTEGER)")
            number = 0
            while not stop.is_set():
                number += 1
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO trial VALUES (?, ?)", (number, -number))
                database.execute("INSERT INTO trial VALUES (?, ?)", (-number, number))
                database.execute("COMMIT")
                written.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    yield written
    stop.set()
    thread.join()


def test_a_backup_under_writes_is_whole(office, writes, tmp_path):
    serving = office.serve()
    file = tmp_path / "b.tar.gz"
    done = office.suyang("backup", str(file), "--json")
    assert done.code == 0, done.said
    assert done.data["rows"] > 100
    assert file.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part"))
    with tarfile.open(file) as tar:
        names = tar.getnames()
        assert names[0] == "manifest.json"
        manifest = json.loads(tar.extractfile("manifest.json").read())
        assert set(manifest["members"]) == set(names[1:])
        tar.extract("suyang.sqlite3", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "suyang.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        # Both rows of a transaction or none.
        count, total = copy.execute("SELECT count(*), sum(one) FROM trial").fetchone()
    assert count % 2 == 0
    assert total == 0
    assert manifest["counts"]["trial"] == count
    assert serving.get()[0] == 200


def test_a_restore_is_refused_while_serving_and_works_afterwards(office, tmp_path):
    file = tmp_path / "b.tar.gz"
    assert office.suyang("backup", str(file)).code == 0
    assert office.suyang("backup", str(file)).code == 1  # never over another backup
    reset = office.suyang("password", "reset", "wangfang", "--json").data["one_time_password"]
    serving = office.serve()
    refused = office.suyang("restore", str(file), "--yes")
    assert refused.code == 1
    assert "is serving from this folder" in refused.err
    assert serving.stop() == 0
    assert office.suyang("restore", str(file)).code == 1  # nobody to ask
    done = office.suyang("restore", str(file), "--yes", "--json")
    assert done.code == 0, done.said
    kept = [path for path in done.data["kept"] if "sqlite3" in path]
    assert len(kept) == 1
    assert password_of(office.database) != password_of(kept[0])
    assert reset
    assert office.suyang("audit", "verify").code == 0


def test_a_backup_moves_to_another_machine_with_its_secret(office, tmp_path):
    file = tmp_path / "b.tar.gz"
    (office.home / "files").mkdir()
    (office.home / "files" / "one").write_text("a stored file")
    assert office.suyang("backup", str(file)).code == 0
    secret = (office.home / "secret.key").read_text()
    office.home = tmp_path / "another"
    done = office.suyang("restore", str(file), "--yes")
    assert done.code == 0, done.said
    assert (office.home / "secret.key").read_text() == secret
    assert (office.home / "files" / "one").read_text() == "a stored file"
    assert office.suyang("doctor", "--json").data["findings"]


def test_a_damaged_or_foreign_file_changes_nothing(office, tmp_path):
    before = office.database.read_bytes()
    foreign = tmp_path / "foreign.tar.gz"
    foreign.write_bytes(b"something else")
    assert "not a backup" in office.suyang("restore", str(foreign), "--yes").err
    file = tmp_path / "b.tar.gz"
    assert office.suyang("backup", str(file)).code == 0
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:-5000])
    done = office.suyang("restore", str(cut), "--yes")
    assert done.code == 1
    assert "damaged" in done.err
    changed = repacked(file, tmp_path / "changed.tar.gz", b"not a database")
    assert (
        office.suyang("restore", str(changed), "--yes", "--json").data["error"]["code"] == "damaged"
    )
    assert office.database.read_bytes() == before
    assert not list(office.home.glob(".suyang-*"))


def test_a_backup_of_a_later_version_is_refused(office, tmp_path):
    file = tmp_path / "b.tar.gz"
    assert office.suyang("backup", str(file)).code == 0
    later = repacked(file, tmp_path / "later.tar.gz", None, ["foundation", "9999_later"])
    done = office.suyang("restore", str(later), "--yes")
    assert done.code == 1
    assert "later version" in done.err
    with closing(sqlite3.connect(office.database)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)",
            ("foundation", "9999_later", "2030-01-01"),
        )
        database.commit()
    done = office.suyang("audit", "verify")
    assert done.code == 1
    assert "later version" in done.err


def password_of(path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT password FROM people_account").fetchone()[0]


def repacked(file, target, database: bytes | None, step: list[str] | None = None):
    """The backup with another database or one more migration in its manifest."""
    import io

    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            data = old.extractfile(member).read()
            if member.name == "manifest.json" and step:
                manifest = json.loads(data)
                manifest["migrations"].append(step)
                data = json.dumps(manifest).encode()
            if member.name == "suyang.sqlite3" and database is not None:
                data = database
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target
