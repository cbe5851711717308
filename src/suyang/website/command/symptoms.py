"""What `suyang doctor` looks at. Each look yields findings; none of them changes anything."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from suyang.website.command import ground, lock, migrations, network, preparing

OK, NOTICE, WRONG = "ok", "notice", "wrong"
LITTLE_ROOM, NO_ROOM = 2_000_000_000, 300_000_000
# The fix of the WAL-reset bug: 3.51.3 and later, and two older lines that got it too.
_SAFE_LINES = {(3, 44): 6, (3, 50): 7}
_POSTGRESQL_MAJOR = 14


@dataclass(frozen=True)
class Finding:
    about: str
    state: str
    sentence: str
    remedy: str = ""


def database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        yield Finding(
            "database",
            WRONG,
            _("The database cannot be opened: %(reason)s") % {"reason": reason},
            _("Check DATABASE_URL and that PostgreSQL runs; or the disk and the file's owner."),
        )
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
    state = migrations.state()
    if state.later:
        yield Finding("migrations", WRONG, str(migrations.written_by_later(state)))
    elif state.open:
        yield Finding(
            "migrations",
            WRONG,
            _("The database is not up to date: %(count)s steps are open.")
            % {"count": len(state.open)},
            _("Run `suyang migrate`, or start `suyang serve`."),
        )
    else:
        yield Finding("migrations", OK, _("The database has the shape this version needs."))
        yield from _inside()


def sqlite_is_safe(version: str) -> bool:
    """Whether this SQLite cannot corrupt a database by the WAL-reset bug."""
    major, minor, patch, *_rest = (*map(int, version.split(".")), 0, 0)
    patched = _SAFE_LINES.get((major, minor))
    return (major, minor, patch) >= (3, 51, 3) or (patched is not None and patch >= patched)


def _sqlite() -> Iterator[Finding]:
    from django.db import connection

    from suyang.foundation.sqlite.base import sqlite_version

    version = sqlite_version()
    safe = sqlite_is_safe(version)
    yield Finding(
        "sqlite",
        OK if safe else WRONG,
        _("SQLite %(version)s.") % {"version": version},
        "" if safe else _("It can damage the database. Install the package pysqlite3 anew."),
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA synchronous")
        synchronous = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check")
        whole = str(cursor.fetchone()[0])
    yield Finding(
        "journal",
        OK if mode == "wal" and synchronous >= 2 else WRONG,
        _("Answers are on the disk before they are acknowledged (%(mode)s, synchronous %(level)s).")
        % {"mode": mode, "level": synchronous},
        ""
        if mode == "wal"
        else _("The folder may be on a network drive, where SQLite is not safe. Move SUYANG_HOME."),
    )
    yield Finding(
        "integrity",
        OK if whole == "ok" else WRONG,
        _("The database file is whole.")
        if whole == "ok"
        else _("The database file is damaged: %(reason)s") % {"reason": whole},
        "" if whole == "ok" else _("Stop the server and restore the last backup."),
    )


def _postgresql() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    new_enough = int(version.split(".")[0]) >= _POSTGRESQL_MAJOR
    yield Finding(
        "postgresql",
        OK if new_enough else WRONG,
        _("PostgreSQL %(version)s.") % {"version": version},
        "" if new_enough else _("Version 14 or later is needed."),
    )
    tool = shutil.which("pg_dump")
    if tool is None:
        yield Finding(
            "pg_dump",
            NOTICE,
            _("`suyang backup` cannot work: pg_dump is missing."),
            _("Install PostgreSQL's client tools (package postgresql-client)."),
        )


def _inside() -> Iterator[Finding]:
    """What only a database of the right shape can be asked."""
    from django.conf import settings

    from suyang.foundation import audit, outbox
    from suyang.foundation.models import AuditStream
    from suyang.organisations import queries

    if queries.installation() is None:
        yield Finding(
            "office",
            NOTICE,
            _("There is no office yet."),
            _("Open the first page in the browser, or run `suyang init`."),
        )
    loaded = preparing.loaded_fingerprint()
    if not loaded:
        remedy = _("Run `suyang content load`, or start `suyang serve`.")
        yield Finding("content", WRONG, _("No content is loaded."), remedy)
    elif loaded != preparing.fingerprint(settings.SUYANG_CONTENT):
        yield Finding(
            "content",
            NOTICE,
            _("The content files are not those that are loaded."),
            _("Run `suyang content check`, then `suyang content load`."),
        )
    else:
        yield Finding("content", OK, _("The content is loaded."))
    names = list(AuditStream.objects.values_list("name", flat=True))
    broken = [found for found in map(audit.verify, names) if found]
    yield Finding(
        "audit",
        WRONG if broken else OK,
        _("%(broken)s of %(count)s chains of changes are broken.")
        % {"broken": len(broken), "count": len(names)},
        _("See `suyang audit verify`; compare with a backup.") if broken else "",
    )
    waiting = outbox.open_deliveries()
    many = waiting > 100
    yield Finding(
        "outbox",
        NOTICE if many else OK,
        _("%(count)s deliveries between rooms are waiting.") % {"count": waiting},
        _("See `suyang outbox drain`.") if many else "",
    )


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
    database,
    languages,
    papers,
    machine,
    addresses,
    production,
)
