"""Files: every one goes in and out through here (hash, type, size, permission on read).

A file lies in the installation's store under its SHA-256, so the same content is kept once; the
row says what it is called and who may read it. Rooms register rules of reading by name.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Acting, NotFound, Refused

LARGEST = 50 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    PDF: b"%PDF-",
    JPEG: b"\xff\xd8\xff",
    PNG: b"\x89PNG\r\n\x1a\n",
    XLSX: b"PK\x03\x04",
    DOCX: b"PK\x03\x04",
}
# Kept for the room that reads it; as a text it has no sign of its own by which `kind_of` knows it.
GEOJSON = "application/geo+json"
_BEGINNINGS = {**MEDIA_TYPES, GEOJSON: b"{"}
# Office files are packages; the part that each must have tells one from the other.
_MAIN_PARTS = {XLSX: "xl/workbook.xml", DOCX: "word/document.xml"}
Rule = Callable[[Acting, StoredFile], bool]
_rules: dict[str, Rule] = {}


def rule(name: str, may_read: Rule) -> None:
    """Register who may read the files that name this rule."""
    _rules[name] = may_read


def kind_of(data: bytes) -> str | None:
    """What a file is by its bytes, whatever its name says; None for what is not kept here."""
    for media_type, magic in MEDIA_TYPES.items():
        if not data.startswith(magic):
            continue
        part = _MAIN_PARTS.get(media_type)
        if part is None or part in _parts(data):
            return media_type
    return None


def keep(
    data: bytes, *, name: str, media_type: str, owner: uuid.UUID | None, reader: str = "owner"
) -> StoredFile:
    """Store a file for good and on the disk before its row is written.

    Raises Refused for one that is too large or is not what its type says."""
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than 50 MB."), code="too_large")
    if not data.startswith(_BEGINNINGS.get(media_type, b"\0")):
        raise Refused(_("The file is not of the kind that it says."), code="wrong_kind")
    digest = hashlib.sha256(data).hexdigest()
    _write(_path(digest), data)
    return StoredFile.objects.create(
        sha256=digest,
        name=Path(name).name[:200],
        media_type=media_type,
        size=len(data),
        owner=owner,
        reader=reader,
        created_at=clock.now(),
    )


def read(actor: Acting, file_id: uuid.UUID) -> tuple[StoredFile, bytes]:
    """The file for somebody who may read it; for everybody else there is none.

    Raises Refused when the store has lost or changed it."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None or not _rules[row.reader](actor, row):
        raise NotFound
    try:
        data = _path(row.sha256).read_bytes()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Refused(_("The file is damaged in the store. Make it anew."), code="damaged")
    return row, data


def is_whole(row: StoredFile) -> bool:
    """Whether the store still has the file as it was kept."""
    try:
        with _path(row.sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == row.sha256
    except FileNotFoundError:
        return False


def remove(row: StoredFile) -> None:
    """Take a file away; its content goes when no other row has the same."""
    digest = row.sha256
    row.delete()
    if not StoredFile.objects.filter(sha256=digest).exists():
        _path(digest).unlink(missing_ok=True)


def _parts(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.namelist()
    except Exception:  # zipfile lets many kinds through for damaged files
        return []


def _path(digest: str) -> Path:
    return Path(settings.SUYANG_HOME) / "files" / digest[:2] / digest


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


rule("owner", lambda actor, row: row.owner is not None and actor.person_id == row.owner)
