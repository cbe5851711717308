"""Addresses that an administrator registers for another site: exactly, and matched exactly."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused

LONGEST = 300
MOST = 10
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9A-Fa-f:]+")
OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def lines(typed: str) -> list[str]:
    """One address a line, each once."""
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))


def clean_origins(typed: list[str]) -> list[str]:
    """Origins, such as https://www.example.org, as browsers send them. Raises Refused."""
    return [_origin(one) for one in _few(typed, "origins")]


def clean_returns(typed: list[str]) -> list[str]:
    """Beginnings of return addresses, such as https://www.example.org/learn/. Raises Refused."""
    return [_return(one) for one in _few(typed, "returns")]


def is_registered(address: str, returns: list[str]) -> bool:
    """Whether people may be sent back to an address: its origin is that of a registered one and
    its path is that path or below it. Query and path are taken as they stand; anything that a
    browser could read differently from this is refused."""
    url = _parse(address)
    if url is None:
        return False
    for one in returns:
        known = urlsplit(one)
        path = url.path or "/"
        below = known.path if known.path.endswith("/") else known.path + "/"
        if _place(url) == _place(known) and (path == known.path or path.startswith(below)):
            return True
    return False


def origin_of(address: str) -> str:
    """scheme://host[:port] of an address that was found good."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}"


def _few(typed: list[str], field: str) -> list[str]:
    if len(typed) > MOST:
        raise Refused(_("Ten addresses at most."), code="too_many_addresses", field=field)
    return typed


def _origin(text: str) -> str:
    url = _parse(text)
    if url is None or url.path not in ("", "/") or url.query:
        raise Refused(
            _("“%(address)s” is not an origin such as https://www.example.org, without a path.")
            % {"address": text[:80]},
            code="origin",
            field="origins",
        )
    return origin_of(text).lower()


def _return(text: str) -> str:
    url = _parse(text)
    if url is None or url.query:
        raise Refused(
            _(
                "“%(address)s” is not the beginning of an address such as "
                "https://www.example.org/learn/, without a “?”."
            )
            % {"address": text[:80]},
            code="return",
            field="returns",
        )
    return f"{origin_of(text).lower()}{url.path or '/'}"


def _parse(text: str) -> SplitResult | None:
    """An address that every browser and this program read alike, or None."""
    plain = all(32 < ord(sign) < 127 for sign in text) and not set(text) & set("\\#<>\"'`{}|^")
    if not plain or len(text) > LONGEST:
        return None
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return None
    host = url.hostname or ""
    secure = url.scheme == "https" or (
        url.scheme == "http" and url.netloc.rpartition(":")[0] in OWN_MACHINE
    )
    named = bool(_HOST.fullmatch(host)) and not set(url.netloc) & set("@%") and port != 0
    # Dots that climb up, also written as %2e, and double slashes mean something else elsewhere.
    steps = url.path.lower().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").split("/")
    straight = not {".", ".."} & set(steps) and "//" not in url.path
    # urlsplit makes the scheme small by itself; written large, the text is not what was checked.
    exact = text.startswith(("https://", "http://"))
    return url if secure and named and straight and exact else None


def _place(url: SplitResult) -> tuple[str, str, int | None]:
    usual = 443 if url.scheme == "https" else 80
    return url.scheme, (url.hostname or "").lower(), url.port or usual
