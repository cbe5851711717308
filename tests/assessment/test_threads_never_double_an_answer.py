"""Six threads at the same check: one begins it, one answer counts, one end; on both databases."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = {
    "begun": True,
    "newcomers": [1, 1],
    "positions": True,
    "answers": True,
    "finished": True,
    "side by side": True,
    "stopped once": [1, 1],
}


def _race(home: Path, database_url: str = "") -> dict:
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "SUYANG_HOME": str(home),
        "DATABASE_URL": database_url,
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.assessment.racing"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _holds(found: dict) -> None:
    outcomes = found.pop("outcomes")
    assert set(outcomes) == {"accepted once"}
    assert 10 <= sum(outcomes.values()) <= 14
    assert found == EXPECTED


def test_on_sqlite(tmp_path):
    _holds(_race(tmp_path))


@pytest.mark.postgresql
def test_on_postgresql(tmp_path):
    given = os.environ.get("SUYANG_TEST_DATABASE_URL", "")
    if not given:
        pytest.skip("not run: SUYANG_TEST_DATABASE_URL names no server")
    import psycopg

    name = f"suyang_race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            _holds(_race(tmp_path, urlunsplit(urlsplit(given)._replace(path=f"/{name}"))))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
