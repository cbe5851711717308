"""Keys of sealed items: 256 random bits in a file that only its owner reads.

A key is known by its fingerprint, which tells nothing of it, so that a wrong key is said to be one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused

_FIRST = "suyang-key-1"
BYTES = 32


@dataclass(frozen=True)
class Key:
    """`secret` is left out wherever a key is written."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits."""
        return hashlib.sha256(b"fingerprint of " + self.secret).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"


def make(path: Path) -> Key:
    """A new key in a new file, on the disk before this returns. Raises Refused for one that is
    there already: what was sealed with it could never be opened again."""
    key = Key(secrets.token_bytes(BYTES))
    text = f"{_FIRST} {base64.b64encode(key.secret).decode()}\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(_("%(file)s is there already and stays as it is.") % {"file": path}) from None
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    with os.fdopen(file, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    return key


def read(path: Path) -> Key:
    """The key of a file. Raises Refused for anything else."""
    try:
        first, _space, written = path.read_text("ascii").strip().partition(" ")
        secret = base64.b64decode(written, validate=True)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, binascii.Error):
        first, secret = "", b""
    if first != _FIRST or len(secret) != BYTES:
        raise Refused(
            _("%(file)s is no key file. `suyang content new-key` makes one.") % {"file": path}
        )
    return Key(secret)


def known() -> dict[str, Key]:
    """The keys that this installation was given, by fingerprint: SUYANG_SEALED_KEYS names a file or
    a folder of them. A file that is no key is left out; `suyang doctor` tells of it."""
    return dict(_known(settings.SUYANG_SEALED_KEYS))


def files(place: Path | None) -> list[Path]:
    """The files that are to hold keys."""
    if place is None:
        return []
    if place.is_dir():
        return sorted(path for path in place.iterdir() if path.is_file())
    return [place]


@lru_cache(maxsize=4)
def _known(place: Path | None) -> tuple[tuple[str, Key], ...]:
    found = []
    for path in files(place):
        try:
            key = read(path)
        except Refused:
            continue
        found.append((key.fingerprint, key))
    return tuple(found)


def forget() -> None:
    """Read the files anew: one came or went."""
    _known.cache_clear()
