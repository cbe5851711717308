"""Masks of the CSRF secret, as Django makes them, from random bytes at once.

Django draws each of the 32 letters by itself, which takes longer than a page takes to fill. The
form is its own (`django.middleware.csrf`): a random mask, then mask + secret, letter by letter.
"""

from __future__ import annotations

import os
from typing import Final

from django.middleware import csrf
from django.utils.crypto import constant_time_compare

_LETTERS: Final[str] = csrf.CSRF_ALLOWED_CHARS
_PLACES: Final = {letter: place for place, letter in enumerate(_LETTERS)}
_TWICE: Final = _LETTERS + _LETTERS
# Bytes from here on are left out, so that every letter is as likely as any other.
_FAIR: Final = 256 - 256 % len(_LETTERS)


_UNFAIR: Final = bytes(range(_FAIR, 256))
_MODULO: Final = bytes(one % len(_LETTERS) for one in range(256))


def masked(secret: str) -> str:
    """A token for a form, of which Django's own check finds that it belongs to the secret."""
    mask = _drawn(len(secret))
    cipher = [_TWICE[_PLACES[s] + m] for s, m in zip(secret, mask, strict=True)]
    return "".join([*map(_LETTERS.__getitem__, mask), *cipher])


def belongs(token: str, secret: str) -> bool:
    """Whether a token, masked or not, is of the secret, as `CsrfViewMiddleware` asks of a form."""
    size, length = len(_LETTERS), len(secret)
    if len(token) == 2 * length:
        try:
            places = [_PLACES[letter] for letter in token]
        except KeyError:
            return False
        masks = places[:length]
        token = "".join(
            [_LETTERS[(c - m) % size] for c, m in zip(places[length:], masks, strict=True)]
        )
    return constant_time_compare(token, secret)


def _drawn(length: int) -> list[int]:
    found: list[int] = []
    while len(found) < length:
        drawn = os.urandom(2 * length)
        found += drawn.translate(_MODULO, _UNFAIR)
    return found[:length]
