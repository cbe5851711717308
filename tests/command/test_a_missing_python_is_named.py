"""`make PYTHON=… run` with a Python that is not there says which one, not that all are missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "scripts" / "setup.sh"
SH = "/bin/sh"


def set_up(python: str, path: str = "/usr/bin:/bin") -> tuple[int, str]:
    # Nothing is made: both names are looked for before anything else happens.
    done = subprocess.run(
        [SH, str(SETUP), python, "runtime"],
        capture_output=True,
        text=True,
        env={"PATH": path},
        timeout=20,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", ["python9.99", "/opt/no-such/bin/python3"])
def test_the_name_that_was_given_is_said(name):
    code, said = set_up(name)
    assert code == 1
    assert f"{name} (PYTHON) is not here" in said
    assert "is missing" not in said


def test_without_a_name_python_itself_is_missing(tmp_path):
    for tool in ("dirname", "sh"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    code, said = set_up("python3", path=str(tmp_path))
    assert code == 1
    assert "Python 3.11 or later is missing" in said
