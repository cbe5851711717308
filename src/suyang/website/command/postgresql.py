"""PostgreSQL through its own tools: pg_dump and pg_restore, with the settings' connection."""

from __future__ import annotations

import os
import shutil
import subprocess
from gettext import gettext as _
from pathlib import Path

from suyang.website.command.report import Failure


def dump(target: Path) -> None:
    """The database in PostgreSQL's custom format, consistent while others write."""
    _run([_tool("pg_dump"), *_where(), "--format=custom", "--no-owner", "--file", str(target)])
    target.chmod(0o600)


def restore(dumped: Path, working: Path) -> None:
    """Replace everything in the database by the dump, in one transaction or not at all."""
    script = working / "restore.sql"
    flags = ["--no-owner", "--no-privileges"]
    _run([_tool("pg_restore"), *flags, "--file", str(script), str(dumped)])
    fresh = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"
    # A dump of PostgreSQL 15 and later says CREATE SCHEMA only for schemas that were changed.
    _run(
        [
            _tool("psql"),
            *_where(),
            *("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"),
            *("--command", fresh, "--file", str(script)),
        ]
    )


def counts() -> dict[str, int]:
    """The rows of each table."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = int(cursor.fetchone()[0])
    return found


def _where() -> list[str]:
    from django.conf import settings

    database = settings.DATABASES["default"]
    options = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [f"{option}={database[name]}" for option, name in options.items() if database[name]]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Failure(
            _("%(tool)s is missing. Install PostgreSQL's client tools (package postgresql-client).")
            % {"tool": name},
            "tool_missing",
        )
    return found


def _run(command: list[str]) -> None:
    from django.conf import settings

    database = settings.DATABASES["default"]
    environment = {**os.environ, "PGPASSWORD": str(database["PASSWORD"])}
    options = database.get("OPTIONS")
    if isinstance(options, dict) and "sslmode" in options:
        environment["PGSSLMODE"] = str(options["sslmode"])
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Failure(
            _("%(tool)s could not do it: %(reason)s")
            % {"tool": Path(command[0]).name, "reason": " ".join(done.stderr.split())[:500]},
            "tool_failed",
        )
