"""The content that the interchange tests translate, read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from suyang.interchange.framework import Crosswalk, Framework
from suyang.interchange.framework_content import crosswalks_from_content, framework_from_content

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.fixture(scope="session")
def content() -> Callable[[str], Any]:
    """Reads a file of content/ by its name below it."""
    return lambda name: yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def suyang_21(content: Callable[[str], Any]) -> Framework:
    return framework_from_content(content("frameworks/suyang-21.yaml"))


@pytest.fixture(scope="session")
def crosswalks(content: Callable[[str], Any]) -> list[tuple[Crosswalk, Framework]]:
    """Every crosswalk of the content with the framework at which it ends."""
    return [
        (crosswalk, framework_from_content(content(f"frameworks/{crosswalk.destination}.yaml")))
        for crosswalk in crosswalks_from_content(content("frameworks/crosswalks.yaml"))
    ]
