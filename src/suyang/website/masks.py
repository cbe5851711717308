"""Masks of the CSRF secret, as Django makes them, from random bytes at once.

Django draws each of the 32 letters by itself, which takes longer than a page takes to fill. The
form is its own (`django.middleware.csrf`): a random mask, then mask + secret, letter by letter.
"""

from __future__ import annotations

import os
from typing import Final

from django.middleware import csrf

_LETTERS: Final[str] = csrf.CSRF_ALLOWED_CHARS
_PLACES: Final = {letter: place for place, letter in enumerate(_LETTERS)}
# Bytes from here on are left out, so that every letter is as likely as any other.
_FAIR: Final = 256 - 256 % len(_LETTERS)


def masked(secret: str) -> str:
    """A token for a form, of which Django's own check finds that it belongs to the secret."""
    mask = _drawn(len(secret))
    size = len(_LETTERS)
    cipher = [_LETTERS[(_PLACES[s] + m) % size] for s, m in zip(secret, mask, strict=True)]
    return "".join([*map(_LETTERS.__getitem__, mask), *cipher])


def _drawn(length: int) -> list[int]:
    found: list[int] = []
    while len(found) < length:
        drawn = os.urandom(2 * length)
        found += [one % len(_LETTERS) for one in drawn if one < _FAIR]
    return found[:length]
