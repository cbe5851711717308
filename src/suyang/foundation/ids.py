"""Identifiers: UUIDv7 for rows (RFC 9562, section 5.7), short codes for people to type."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import secrets
import threading
import time
import uuid
from collections.abc import Callable

# Crockford's alphabet without the letters that look or sound like others when read aloud.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_one_at_a_time = threading.Lock()
_latest = 0
_LOOKALIKE = str.maketrans({"O": "Q", "0": "Q", "I": "J", "L": "J", "1": "J", "U": "V"})


def uuid7() -> uuid.UUID:
    """A time-ordered identifier: 48 bits of milliseconds, 74 random bits.

    Those of one process rise, also within a millisecond: events are told in this order.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    global _latest
    with _one_at_a_time:
        # Further by a random step, so that nobody guesses the next from this one.
        _latest = value = max(value, _latest + 1 + secrets.randbits(32))
    return uuid.UUID(int=value)


def first_uuid7(moment: dt.datetime) -> uuid.UUID:
    """The least identifier that `uuid7` could make at a moment: older rows have lesser ones."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62)


def new_code(length: int) -> str:
    """A random code of `length` characters of `CODE_ALPHABET`, without separators."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def read_code(typed: str) -> str:
    """What somebody typed, as a code: capitals, without spaces and dashes, look-alikes mended."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    return letters.translate(_LOOKALIKE)


def show_code(code: str) -> str:
    """A code in groups of four, as it is printed: `K7MP-3QXW`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def keyed_digest(purpose: str, value: str, secret: str | None = None) -> str:
    """HMAC-SHA256 in hex under the installation's secret: finds a code without storing it."""
    from django.conf import settings

    key = hashlib.sha256(f"{purpose}:{secret or settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def keyed_digests(purpose: str, value: str) -> list[str]:
    """The digest under the secret of today, then under those of before that still open things."""
    return [keyed_digest(purpose, value, secret) for secret in _secrets()]


def derived(made: Callable[[str], str], digest: str, purpose: str) -> str:
    """A code that follows from a row and a secret: by the secret under which the row was written.

    made: the code by a secret; digest: what the row keeps of it, `keyed_digest` for `purpose`. By
    the secret of today for a row that keeps nothing yet, or something else.
    """
    for secret in _secrets():
        code = made(secret)
        if keyed_digest(purpose, code, secret) == digest:
            return code
    return made(_secrets()[0])


def _secrets() -> list[str]:
    from django.conf import settings

    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
