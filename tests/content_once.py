"""The real content, read and checked once in a test run and loaded afresh for each test."""

from functools import cache
from pathlib import Path
from typing import Any

from suyang.foundation import content

_read = content._read


@cache
def read_once(root: Path, one: content.Kind) -> tuple[list[content.Document], list[Any]]:
    return _read(root, one)
