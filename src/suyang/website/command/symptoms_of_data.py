"""How the database is: its kind and version, its shape, what is loaded, its record of changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from gettext import gettext as _

from suyang.website.command import migrations, preparing
from suyang.website.command.findings import NOTICE, OK, WRONG, Finding

# The fix of the WAL-reset bug: 3.51.3 and later, and two older lines that got it too.
_SAFE_LINES = {(3, 44): 6, (3, 50): 7}
_POSTGRESQL_MAJOR = 14
# An hour of a large installation makes fewer; more means that nobody cleans.
_MOST_OLD_ROWS = 20_000
# So many wrong units are counted; nobody needs more to act.
_MOST_COUNTED = 1_000


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

    from suyang.foundation import audit, cleaning, outbox
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
    yield from _sealed()
    names = list(AuditStream.objects.values_list("name", flat=True))
    broken = [found for found in map(audit.verify, names) if found]
    yield Finding(
        "audit",
        WRONG if broken else OK,
        _("%(broken)s of %(count)s chains of changes are broken.")
        % {"broken": len(broken), "count": len(names)},
        _("See `suyang audit verify`; compare with a backup.") if broken else "",
    )
    yield from _units()
    waiting = outbox.open_deliveries()
    many = waiting > 100
    yield Finding(
        "outbox",
        NOTICE if many else OK,
        _("%(count)s deliveries between rooms are waiting.") % {"count": waiting},
        _("See `suyang outbox drain`.") if many else "",
    )
    rows = sum(cleaning.waiting().values())
    many = rows > _MOST_OLD_ROWS
    yield Finding(
        "cleaning",
        NOTICE if many else OK,
        _("%(count)s old rows wait to be cleaned away.") % {"count": rows},
        _("The server does it once an hour; on PostgreSQL `suyang worker` must run.")
        if many
        else "",
    )


def _sealed() -> Iterator[Finding]:
    """Whether sealed questions that are in use can be opened."""
    from django.conf import settings

    from suyang.foundation.permissions import Refused
    from suyang.items.models import SealedPackage
    from suyang.items.sealed import keys

    for path in keys.files(settings.SUYANG_SEALED_KEYS):
        try:
            keys.read(path)
        except Refused as refused:
            yield Finding(
                "sealed",
                WRONG,
                str(refused.message),
                _("Put the key file there again, or take SUYANG_SEALED_KEYS away."),
            )
    used = list(SealedPackage.objects.filter(withdrawn_at=None))
    closed = [one for one in used if one.fingerprint not in keys.known()]
    if used:
        yield Finding(
            "sealed",
            WRONG if closed else OK,
            _("%(closed)s of %(count)s packages of sealed questions cannot be opened.")
            % {"closed": len(closed), "count": len(used)},
            _("Name their key files in SUYANG_SEALED_KEYS and start the server again.")
            if closed
            else "",
        )


def _units() -> Iterator[Finding]:
    """Whether the ancestry says what the versions say, and whether accounts need a look."""
    from itertools import islice

    from suyang.organisations import laying
    from suyang.people import standing

    wrong = list(islice(laying.differences(), _MOST_COUNTED))
    yield Finding(
        "ancestry",
        WRONG if wrong else OK,
        _("Of %(count)s units it is not kept right what stands above them.")
        % {"count": f"{_MOST_COUNTED}+" if len(wrong) == _MOST_COUNTED else len(wrong)}
        if wrong
        else _("What is kept of the tree of units agrees with their history."),
        _("Run `suyang units lay`: it lays the tree anew from the units' history.")
        if wrong
        else "",
    )
    # Who is powerful or without an end may be so for a reason; whoever is gone is not.
    dormant, more = standing.to_look_at(None, only="dormant")
    yield Finding(
        "accounts",
        NOTICE if dormant else OK,
        _("%(count)s accounts with a role were not used for %(days)s days.")
        % {"count": f"{len(dormant)}{'+' if more else ''}", "days": standing.DORMANT},
        _("See `suyang accounts`, or “Accounts to look at” in the browser.") if dormant else "",
    )
