"""What every release wrote (scripts/make_release_fixture.py) is read by this one."""

import gzip
import json
import sqlite3
from contextlib import closing

import pytest

from tests.command.conftest import PROJECT

RELEASES = sorted((PROJECT / "tests" / "data" / "releases").glob("*.sql"))


def test_there_is_a_release_to_read():
    assert RELEASES


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def old(request, empty):
    """An installation whose database was written by an earlier release."""
    empty.home.mkdir(mode=0o700)
    with closing(sqlite3.connect(empty.database)) as database:
        database.executescript(request.param.read_text("utf-8"))
    return empty


def test_its_groups_checks_and_results_are_read(old, tmp_path):
    done = old.suyang("migrate", "--json")
    assert done.code == 0, done.said
    assert done.data["steps"] == [] or done.data["copy"]
    (group,) = old.suyang("group", "list", "--json").data["groups"]
    file = tmp_path / "package"
    done = old.suyang("group", "export", group["code"], str(file))
    assert done.code == 0, done.said
    body = json.loads(gzip.decompress(file.read_bytes()))["body"]
    assert len(body["enrolments"]) == 3
    checks = [check for one in body["enrolments"] for check in one["checks"]]
    assert len(checks) >= 3
    # Only of those who agreed to be counted.
    assert any(check["presentations"] for check in checks)
    with closing(sqlite3.connect(old.database)) as database:
        (results,) = database.execute("SELECT count(*) FROM assessment_result").fetchone()
    assert results == len(checks)
    verified = old.suyang("audit", "verify", "--json")
    assert verified.code == 0, verified.said
    assert verified.data["lines"] > 10


def test_it_is_served_with_the_content_of_today(old):
    serving = old.serve()
    assert "was not loaded" not in serving.said
    assert serving.get("/")[0] == 200
    assert serving.get("/plans/")[0] == 200
    assert serving.stop() == 0
    states = {one["about"]: one["state"] for one in old.suyang("doctor", "--json").data["findings"]}
    assert states["content"] == states["audit"] == states["migrations"] == "ok"
