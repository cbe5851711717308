"""The backup file: a tar.gz of one manifest, the database, the secret and the stored files.

The manifest comes first and says, for each member, its size and SHA-256, and for the database
which migrations it has and how many rows each table holds. What is read back is checked against
it before anything is replaced.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from typing import Any

from suyang.website.command.report import Failure

FORMAT = 1
MANIFEST, SECRET, FILES = "manifest.json", "secret.key", "files"
SQLITE, POSTGRESQL = "suyang.sqlite3", "suyang.pgdump"
_CHUNK = 1024 * 1024
Say = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `secret` is a digest of the key under which codes were made."""

    version: str
    made_at: str
    engine: str
    migrations: list[list[str]]
    counts: dict[str, int]
    secret: str
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use, made in one reading transaction."""
    import pysqlite3

    with (
        closing(pysqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=30)) as old,
        closing(pysqlite3.connect(str(target))) as new,
    ):
        target.chmod(0o600)
        old.backup(new)
        (answer,) = new.execute("PRAGMA quick_check").fetchone()
        # One file that can be carried away, without a log beside it.
        new.execute("PRAGMA journal_mode=DELETE")
    if answer != "ok":
        target.unlink()
        raise Failure(
            _("The database is damaged and was not copied: %(reason)s") % {"reason": answer},
            "damaged",
        )


def read_sqlite(path: Path) -> tuple[list[list[str]], dict[str, int]]:
    """The migrations of a database file, and the rows of each of its tables."""
    import pysqlite3

    with closing(pysqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        names = [
            str(name)
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        counts = {
            name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
            for name in sorted(names)
        }
        if "django_migrations" not in names:
            raise Failure(_("The file holds no data of Suyang."), "not_a_backup")
        done = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [[str(app), str(name)] for app, name in done], counts


def pack(target: Path, manifest: Manifest, database: Path, home: Path, say: Say) -> Manifest:
    """Write the backup beside `target`, then put it in its place."""
    from django.conf import settings

    members: dict[str, Path] = {SQLITE if manifest.engine == "sqlite" else POSTGRESQL: database}
    if (home / SECRET).exists() and _digest_text(settings.SECRET_KEY) == manifest.secret:
        members[SECRET] = home / SECRET
    folder = home / FILES
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file():
            members[f"{FILES}/{path.relative_to(folder).as_posix()}"] = path
    for name, path in members.items():
        manifest.members[name] = {"size": path.stat().st_size, "sha256": digest_file(path)}
    say(_("Writing %(count)s files …") % {"count": len(members)})
    part = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                _add_bytes(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
                for name, path in members.items():
                    tar.add(path, name, recursive=False)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """The manifest of a backup; says in words when the file is something else."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST:
                raise _no_backup(file)
            reader = tar.extractfile(first)
            data = json.loads(reader.read()) if reader else {}
        manifest = Manifest(**data)
    except (tarfile.TarError, EOFError, OSError, ValueError, TypeError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise _no_backup(file)
    if manifest.format != FORMAT:
        raise Failure(
            _("This backup was made by a later version of Suyang (%(version)s). Install that one.")
            % {"version": manifest.version},
            "later_version",
        )
    return manifest


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write the members into `folder` and compare each with the manifest."""
    seen = set()
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                if member.name == MANIFEST:
                    continue
                if member.name not in manifest.members or not _safe(member):
                    raise _damaged(member.name)
                reader = tar.extractfile(member)
                if reader is None:
                    raise _damaged(member.name)
                target = folder / member.name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with target.open("wb") as out:
                    shutil.copyfileobj(reader, out, _CHUNK)
                target.chmod(0o600)
                if digest_file(target) != manifest.members[member.name]["sha256"]:
                    raise _damaged(member.name)
                seen.add(member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        if getattr(error, "errno", None):
            raise
        raise _damaged(file.name)
    missing = set(manifest.members) - seen
    if missing:
        raise _damaged(min(missing))


def working_folder(beside: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder on the same disk, so that moving into place is one step; gone afterwards."""
    return tempfile.TemporaryDirectory(prefix=".suyang-", dir=beside)


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def secret_digest() -> str:
    from django.conf import settings

    return _digest_text(settings.SECRET_KEY)


def digest_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _safe(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    known = path.parts[0] == FILES or member.name in (SQLITE, POSTGRESQL, SECRET)
    return member.isreg() and known and not path.is_absolute() and ".." not in path.parts


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    import io

    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def _digest_text(text: str) -> str:
    return hashlib.sha256(f"suyang-backup:{text}".encode()).hexdigest()


def _no_backup(file: Path) -> Failure:
    return Failure(
        _("%(file)s is not a backup made by `suyang backup`.") % {"file": file}, "not_a_backup"
    )


def _damaged(name: str) -> Failure:
    return Failure(
        _("The backup is damaged at %(name)s. Nothing was changed; use another backup.")
        % {"name": name},
        "damaged",
    )
