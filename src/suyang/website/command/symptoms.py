"""What `suyang doctor` looks at. Each look yields findings; none of them changes anything."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path

from suyang.website.command import ground, lock, network, symptoms_of_data
from suyang.website.command.findings import NOTICE, OK, WRONG, Finding

LITTLE_ROOM, NO_ROOM = 2_000_000_000, 300_000_000


def languages() -> Iterator[Finding]:
    source = Path(__file__).resolve().parents[2]
    catalogues = sorted(source.glob("*/locale/*/LC_MESSAGES/django.po"))
    # In a wheel both are made together, and their times say nothing.
    checkout = (source.parents[1] / "pyproject.toml").exists()
    old = [path for path in catalogues if not _compiled(path, checkout)]
    yield Finding(
        "languages",
        WRONG if old else OK,
        _("%(count)s of %(all)s language catalogues are not compiled.")
        % {"count": len(old), "all": len(catalogues)},
        _("Run `python scripts/texts.py --compile` (`make run` does it).") if old else "",
    )


def _compiled(path: Path, and_new: bool) -> bool:
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return False
    return not and_new or compiled.stat().st_mtime >= path.stat().st_mtime


def papers() -> Iterator[Finding]:
    """A paper with Chinese is written, as for a sign-in sheet."""
    from suyang.foundation.documents.errors import DocumentError
    from suyang.foundation.documents.model import Page, Section
    from suyang.foundation.documents.pdf import render

    try:
        data = render(Page(title="素养", sections=(Section("测评", ("可以打印。",)),)), "zh-hans")
        fine = data.startswith(b"%PDF")
    except DocumentError:
        fine = False
    yield Finding(
        "papers",
        OK if fine else WRONG,
        _("Papers with Chinese can be written.") if fine else _("Papers cannot be written."),
        "" if fine else _("Install Suyang anew; its fonts or the package typst are missing."),
    )


def machine() -> Iterator[Finding]:
    free = shutil.disk_usage(ground.home()).free
    state = WRONG if free < NO_ROOM else NOTICE if free < LITTLE_ROOM else OK
    yield Finding(
        "disk",
        state,
        _("%(size).1f GB are free on the disk.") % {"size": free / 1e9},
        "" if state == OK else _("Make room: backups need as much as the database."),
    )
    # A laptop whose clock battery is empty wakes up in 1970 or at its BIOS date.
    newest = Path(__file__).stat().st_mtime
    late = time.time() < newest
    yield Finding(
        "clock",
        WRONG if late else OK,
        _("The clock is before the day on which Suyang was installed.")
        if late
        else _("The clock says %(time)s.") % {"time": time.strftime("%Y-%m-%d %H:%M %z")},
        _("Set date and time of this computer.") if late else "",
    )


def addresses() -> Iterator[Finding]:
    from django.conf import settings

    holder = lock.held_by(ground.home())
    if holder is not None and holder.address:
        sentence = _("The server runs at %(address)s.") % {"address": holder.address}
        yield Finding("server", OK, sentence)
    if not settings.ENVIRONMENT.reachable and not (holder and _reachable(holder.address)):
        yield Finding(
            "address",
            NOTICE,
            _("Phones cannot reach %(address)s: it is for this computer only.")
            % {"address": settings.PUBLIC_URL},
            _("Serve with `suyang serve --lan`, or set PUBLIC_URL to the address people type."),
        )
        found = network.local_addresses()
        if found:
            yield Finding(
                "network",
                OK,
                _("In the local network this computer is %(addresses)s.")
                % {"addresses": ", ".join(found)},
            )


def production() -> Iterator[Finding]:
    from django.conf import settings

    if not settings.ENVIRONMENT.production:
        if settings.PUBLIC_URL.startswith("https://"):
            yield Finding(
                "production",
                WRONG,
                _("PUBLIC_URL is https, but the production profile is off."),
                _("Set SUYANG_PRODUCTION=1, so that cookies travel encrypted only."),
            )
        return
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            "production",
            WRONG,
            _("The production profile needs an https address."),
            _("Set PUBLIC_URL to the https address that people type."),
        )
    if not os.environ.get("SECRET_KEY"):
        yield Finding(
            "secret",
            NOTICE,
            _("The secret key is the file secret.key in the home folder."),
            _("With several machines set SECRET_KEY to the same value on each."),
        )
    yield from _django_checks()


def _django_checks() -> Iterator[Finding]:
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=True)
    for message in found:
        serious = message.level >= checks.WARNING
        yield Finding(
            f"check {message.id}",
            WRONG if serious else NOTICE,
            str(message.msg),
            message.hint or "",
        )
    if not found:
        yield Finding("production", OK, _("The production profile is complete."))


def _reachable(address: str) -> bool:
    from urllib.parse import urlsplit

    return not network.loopback(urlsplit(address).hostname or "localhost")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    symptoms_of_data.database,
    languages,
    papers,
    machine,
    addresses,
    production,
)
