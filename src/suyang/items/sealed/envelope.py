"""What is encrypted and how: AES-256-GCM (NIST SP 800-38D), with a random nonce of 96 bits.

a package   the line `suyang-sealed-1`, a line of JSON (id, fingerprint, items), then nonce and
            ciphertext of the zipped items; both lines are authenticated
a body      base64 of nonce and ciphertext; slug, version and package are authenticated, so that
            one body does not open in the place of another
"""

from __future__ import annotations

import base64
import json
import os
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.items.sealed.keys import Key

FIRST = b"suyang-sealed-1\n"
_NONCE = 12
# A bank of some thousand items; more is no bank but a bomb.
MOST_BYTES = 64 * 1024 * 1024
MOST_UNZIPPED = 256 * 1024 * 1024


@dataclass(frozen=True)
class Package:
    """A package once it is open. items: {file name below the folder: the item's data}."""

    id: uuid.UUID
    fingerprint: str
    items: dict[str, dict[str, Any]]


def close(package: Package, key: Key) -> bytes:
    """The package as a file."""
    header = {"id": str(package.id), "fingerprint": key.fingerprint, "items": len(package.items)}
    before = FIRST + json.dumps(header, sort_keys=True).encode() + b"\n"
    plain = zlib.compress(json.dumps(package.items, ensure_ascii=False).encode(), 9)
    return before + _encrypted(plain, key, before)


def open_package(data: bytes, key: Key) -> Package:
    """Raises Refused for what is no package, is damaged, or was closed with another key."""
    if len(data) > MOST_BYTES or not data.startswith(FIRST):
        raise Refused(
            _("This is no package of sealed questions. `suyang content seal` makes one."),
            code="wrong_kind",
        )
    line, _newline, rest = data[len(FIRST) :].partition(b"\n")
    try:
        header = json.loads(line)
        found, fingerprint = uuid.UUID(header["id"]), str(header["fingerprint"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged() from None
    if fingerprint != key.fingerprint:
        raise Refused(
            _("This package was sealed with another key: %(theirs)s, not %(yours)s.")
            % {"theirs": fingerprint[:16], "yours": key.fingerprint},
            code="wrong_key",
        )
    plain = _decrypted(rest, key, FIRST + line + b"\n")
    unzip = zlib.decompressobj()
    try:
        text = unzip.decompress(plain, MOST_UNZIPPED)
        if not unzip.eof:
            raise _damaged()
        return Package(found, fingerprint, json.loads(text))
    except (zlib.error, ValueError):
        raise _damaged() from None


def close_body(body: dict[str, Any], key: Key, about: str) -> str:
    """A body as it stands in the database. about: which item of which package it is."""
    plain = json.dumps(body, ensure_ascii=False).encode()
    return base64.b64encode(_encrypted(plain, key, about.encode())).decode()


def open_body(kept: str, key: Key, about: str) -> dict[str, Any]:
    """Raises Refused where it was changed or belongs to another item."""
    found: dict[str, Any] = json.loads(_decrypted(base64.b64decode(kept), key, about.encode()))
    return found


def _encrypted(plain: bytes, key: Key, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key.secret).encrypt(nonce, plain, about)


def _decrypted(data: bytes, key: Key, about: bytes) -> bytes:
    try:
        return AESGCM(key.secret).decrypt(data[:_NONCE], data[_NONCE:], about)
    except (InvalidTag, ValueError):
        raise _damaged() from None


def _damaged() -> Refused:
    return Refused(
        _("The package is damaged: not all of it is as it was sealed. Get it once more."),
        code="damaged",
    )
