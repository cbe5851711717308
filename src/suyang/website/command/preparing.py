"""What has to be in place before pages are served: static files and content, when they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

Say = Callable[[str], None]


def collect_static(say: Say) -> bool:
    """Gather and compress the static files unless they are as they were; whether it was done."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp = root.parent / "static.stamp"
    now = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == now and (root / "staticfiles.json").exists():
        return False
    say(_("Preparing pictures and styles …"))
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def load_content(say: Say, *, even_unchanged: bool = False, by: str = "serve") -> LoadResult:
    """Load the content folder if it changed since it was last loaded into this database.

    What is refused changes nothing: the content loaded before stays."""
    from django.conf import settings
    from django.db import transaction

    from suyang.foundation import audit, content
    from suyang.organisations.permissions import system

    root = settings.SUYANG_CONTENT
    now = fingerprint(root)
    if not even_unchanged and now == loaded_fingerprint():
        return LoadResult(loaded=False)
    say(_("Loading lessons, questions and plans …"))
    with transaction.atomic():
        result = content.load(root, _progress(say))
        if not result.problems:
            audit.record(STREAM, system(by), "content.load", fingerprint=now, counts=result.counts)
    return LoadResult(
        loaded=not result.problems,
        counts=result.counts,
        problems=[str(problem) for problem in result.problems],
    )


STREAM = "content"


class LoadResult:
    def __init__(
        self,
        *,
        loaded: bool,
        counts: dict[str, int] | None = None,
        problems: list[str] | None = None,
    ) -> None:
        self.loaded, self.counts, self.problems = loaded, counts or {}, problems or []


def fingerprint(root: Path) -> str:
    """Of the files and of the program that reads them."""
    from suyang import __version__
    from suyang.foundation import content

    return f"{__version__}:{content.fingerprint(root)}"


def loaded_fingerprint() -> str:
    """What was loaded last into this database, by its audit line; empty before the first time."""
    from suyang.foundation.models import AuditEntry

    lines = AuditEntry.objects.filter(stream_id=STREAM, action="content.load")
    last = lines.order_by("-number").first()
    return str(last.data.get("fingerprint", "")) if last else ""


def _progress(say: Say) -> Callable[[str, int, int], None]:
    def tell(name: str, number: int, total: int) -> None:
        say(f"  {number}/{total} {name}")

    return tell


def _static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            about = path.stat()
            state.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return state.hexdigest()
