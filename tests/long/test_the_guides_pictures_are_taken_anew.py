"""`make guides`, into another folder: the demonstration is made and walked in both languages, and
the pictures that come are those that the guides show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "guides" / "pictures"

pytestmark = [pytest.mark.long, pytest.mark.browser]


def test_the_same_pictures_come_again(tmp_path: Path):
    names = ("SUYANG_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    command = [sys.executable, str(ROOT / "scripts" / "guide_pictures.py"), "--to", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    taken = {one.relative_to(tmp_path) for one in tmp_path.rglob("*.png")}
    assert taken == {one.relative_to(KEPT) for one in KEPT.rglob("*.png")}
    for one in taken:
        # Letters differ from one browser to the next; what is framed does not.
        with Image.open(tmp_path / one) as anew, Image.open(KEPT / one) as kept:
            assert anew.size == kept.size, one
