"""The serving lock: who serves from a home folder, and nobody else at the same time.

The server takes the lock of <home>/serving.lock alone, then shares it with its worker processes,
so that it stays held while any of them lives, also after the first one was killed. `restore` and
`migrate` take it alone for as long as they work.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from gettext import gettext as _
from io import TextIOWrapper
from pathlib import Path

from suyang.website.command.report import Failure


@dataclass(frozen=True)
class Holder:
    """Who holds the lock, as it wrote into the file: for messages only."""

    process: int = 0
    doing: str = ""
    address: str = ""


def path(home: Path) -> Path:
    return home / "serving.lock"


@contextmanager
def alone(home: Path, doing: str, address: str = "") -> Iterator[TextIOWrapper]:
    """Hold the lock; raises Failure, which says who, when somebody else does."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path(home).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal(_holder(file)) from None
        file.seek(0)
        file.truncate()
        json.dump(asdict(Holder(os.getpid(), doing, address)), file)
        file.flush()
        try:
            yield file
        finally:
            # A killed server leaves the file; an empty one and a free one mean the same.
            file.truncate(0)


def share(file: TextIOWrapper) -> None:
    """Go from alone to shared, so that worker processes can `join`."""
    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def join(home: Path) -> TextIOWrapper:
    """A worker's share of the lock, for as long as the file stays open."""
    file = path(home).open("a+", encoding="utf-8")
    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return file


def held_by(home: Path) -> Holder | None:
    """Who serves from this folder now, or None."""
    if not path(home).exists():
        return None
    with path(home).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(file)
    return None


def refusal(holder: Holder) -> Failure:
    """What to say when the folder is in use."""
    if holder.doing == "serve":
        message = _(
            "Suyang is serving from this folder (%(address)s, process %(process)s). "
            "Stop it first: press Ctrl-C where it runs, or `kill %(process)s`."
        )
    else:
        message = _(
            "Another command is at work in this folder (`suyang %(doing)s`, process %(process)s). "
            "Wait until it is done."
        )
    return Failure(message % asdict(holder), "in_use", **asdict(holder))


def _holder(file: TextIOWrapper) -> Holder:
    file.seek(0)
    try:
        return Holder(**json.load(file))
    except (ValueError, TypeError):
        return Holder()
