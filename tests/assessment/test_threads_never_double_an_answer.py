"""Six threads at the same check: one begins it, one answer counts, one end; on both databases.

And whatever somebody does while their checks go to another person is kept there, or refused in
words.
"""

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


# By what is done at the moment of the claim: what came of it, and what is then there.
OF_CLAIMS = {
    "answer": ["accepted", "joined", "whole"],
    "last answer": ["accepted", "joined", "whole"],
    "ask": ["presented", "joined", "whole"],
    "stop": ["stopped", "joined", "whole"],
    "begin": ["refused", "joined", "whole"],
    "code": ["refused", "joined", "whole"],
    "consent": ["refused", "joined", "whole"],
    "erase": ["refused", "joined", "whole"],
}


def _race(home: Path, database_url: str = "", *what: str) -> dict:
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "SUYANG_HOME": str(home),
        "DATABASE_URL": database_url,
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.assessment.racing", *what],
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


def test_claims_on_sqlite(tmp_path):
    assert _race(tmp_path, "", "claims") == OF_CLAIMS


@pytest.fixture
def postgresql():
    """The address of a database of its own on the server of SUYANG_TEST_DATABASE_URL."""
    given = os.environ.get("SUYANG_TEST_DATABASE_URL", "")
    if not given:
        pytest.skip("not run: SUYANG_TEST_DATABASE_URL names no server")
    import psycopg

    name = f"suyang_race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgresql
def test_on_postgresql(tmp_path, postgresql):
    _holds(_race(tmp_path, postgresql))


@pytest.mark.postgresql
def test_claims_on_postgresql(tmp_path, postgresql):
    assert _race(tmp_path, postgresql, "claims") == OF_CLAIMS
