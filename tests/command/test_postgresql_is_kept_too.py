"""The same on PostgreSQL, in a database of its own in the cluster that `make test` starts."""

import os
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest

pytestmark = [pytest.mark.postgresql, pytest.mark.long]


@pytest.fixture
def on_postgresql(place):
    """An office whose data is in PostgreSQL."""
    url = os.environ.get("SUYANG_TEST_DATABASE_URL")
    if not url:
        pytest.fail("SUYANG_TEST_DATABASE_URL names no PostgreSQL server; `make test` starts one")
    name = f"suyang_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    place.variables["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
    done = place.suyang(
        *("init", "--office", "青石县", "--kind", "county", "--name", "王芳"),
        *("--username", "wangfang", "--json"),
    )
    assert done.code == 0, done.said
    yield place
    for serving in place.servers:
        serving.process.kill()
        serving.process.wait()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_it_is_served_backed_up_and_restored(on_postgresql, tmp_path):
    serving = on_postgresql.serve("--workers", "2", "--no-background")
    file = tmp_path / "b.tar.gz"
    done = on_postgresql.suyang("backup", str(file), "--json")
    assert done.code == 0, done.said
    rows = done.data["rows"]
    assert on_postgresql.suyang("restore", str(file), "--yes").code == 1
    assert serving.stop() == 0
    before = password_of(on_postgresql)
    assert on_postgresql.suyang("password", "reset", "wangfang").code == 0
    assert password_of(on_postgresql) != before
    done = on_postgresql.suyang("restore", str(file), "--yes", "--json")
    assert done.code == 0, done.said
    assert done.data["rows"] == rows
    assert password_of(on_postgresql) == before
    assert any("pgdump" in path for path in done.data["kept"])
    states = {one["about"]: one["state"] for one in doctor(on_postgresql)}
    assert states["postgresql"] == states["migrations"] == states["audit"] == "ok"


def test_a_backup_of_sqlite_does_not_fit(on_postgresql, tmp_path):
    url = on_postgresql.variables.pop("DATABASE_URL")
    file = tmp_path / "b.tar.gz"
    assert on_postgresql.suyang("migrate").code == 0
    assert on_postgresql.suyang("backup", str(file)).code == 0
    on_postgresql.variables["DATABASE_URL"] = url
    done = on_postgresql.suyang("restore", str(file), "--yes", "--json")
    assert done.code == 1
    assert done.data["error"]["code"] == "other_database"


def test_a_server_that_is_not_there_is_said_in_words(place):
    place.variables["DATABASE_URL"] = "postgresql://suyang@127.0.0.1:9/none"
    done = place.suyang("audit", "verify", "--json")
    assert done.code == 1
    assert done.data["error"]["code"] == "database_unreachable"
    assert "Traceback" not in done.said
    assert place.suyang("doctor", "--json").data["findings"][0]["state"] == "wrong"


def doctor(place) -> list:
    return place.suyang("doctor", "--json").data["findings"]


def password_of(place) -> str:
    with psycopg.connect(place.variables["DATABASE_URL"]) as connection:
        return connection.execute("SELECT password FROM people_account").fetchone()[0]
