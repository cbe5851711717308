"""Requests to other machines, at addresses that somebody typed: never into the own network.

A name is looked up once and the connection goes to the address that was looked at, so that a name
cannot point elsewhere between the two (DNS rebinding). No redirect is followed, little is read.
Addresses that are not of the public internet are refused, unless `settings.OUTGOING_NETWORKS`
lists their network; plain http is for loopback addresses of that list alone, as in tests.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused

TIMEOUT_S = 15.0
LONGEST_ANSWER = 4096
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:.]{2,45}")


class Unreachable(Exception):
    """Nothing came back, or the address is one that must not be asked. Says why, in English."""


@dataclass(frozen=True)
class Answer:
    status: int
    retry_after: str = ""


def check_address(address: str, field: str = "address") -> str:
    """An address as it is kept: https, a host, no name or password in it. Raises Refused."""
    try:
        _split(address)
    except ValueError as wrong:
        raise Refused(_why(str(wrong)), code="address", field=field) from None
    return address


def post(
    address: str, body: bytes, headers: Mapping[str, str], timeout_s: float = TIMEOUT_S
) -> Answer:
    """Send `body`; the status that came back. Raises Unreachable within about `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    try:
        url = _split(address)
        host = url.hostname or ""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = _resolve(host, port, secure=url.scheme == "https")
        line = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection = _Connection(host, port, found, url.scheme == "https", deadline)
        # A time limit on each read alone would let a receiver send a sign every few seconds.
        watch = threading.Timer(timeout_s, connection.end)
        watch.start()
        try:
            connection.request("POST", line, body, dict(headers))
            response = connection.getresponse()
            response.read(LONGEST_ANSWER)
            return Answer(response.status, response.headers.get("Retry-After", ""))
        finally:
            watch.cancel()
            connection.close()
    except Unreachable:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise Unreachable(f"no answer within {timeout_s:g} s") from None
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from None


def is_allowed(found: Address) -> bool:
    """Whether an address is of the public internet, or of a network that the operator allows."""
    plain = getattr(found, "ipv4_mapped", None) or found
    networks = [ipaddress.ip_network(one) for one in settings.OUTGOING_NETWORKS]
    if any(plain.version == one.version and plain in one for one in networks):
        return True
    tunnelled = getattr(plain, "sixtofour", None) or getattr(plain, "teredo", None)
    # 64:ff9b::/96 stands for an IPv4 address behind a translator.
    translated = plain in ipaddress.ip_network("64:ff9b::/96") if plain.version == 6 else False
    return plain.is_global and not plain.is_multicast and not tunnelled and not translated


def _split(address: str) -> SplitResult:
    """Raises ValueError with a name of `_why`."""
    if len(address) > 500 or any(ord(sign) <= 32 or ord(sign) > 126 for sign in address):
        raise ValueError("signs")
    if "\\" in address or "#" in address:
        raise ValueError("signs")
    url = urlsplit(address)
    if url.scheme not in ("https", "http"):
        raise ValueError("https")
    if url.username is not None or url.password is not None or "@" in url.netloc:
        raise ValueError("password")
    host = url.hostname or ""
    if not _HOST.fullmatch(host) or url.port == 0:
        raise ValueError("host")
    literal = _literal(host)
    if literal is not None and not is_allowed(literal):
        raise ValueError("network")
    if literal is None and (host.endswith(".") or "." not in host) and host != "localhost":
        raise ValueError("host")
    if url.scheme == "http" and not _is_own_machine(host):
        raise ValueError("https")
    if host == "localhost" and not is_allowed(ipaddress.ip_address("127.0.0.1")):
        raise ValueError("network")
    return url


def _is_own_machine(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _resolve(host: str, port: int, *, secure: bool) -> str:
    """One address of the host; if any of them is not allowed, none is used."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable(f"{host} has no address") from None
    found = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    if not found or not all(is_allowed(one) for one in found):
        raise Unreachable(f"{host} is in a network that is not allowed")
    if not secure and not all(one.is_loopback for one in found):
        raise Unreachable(f"{host} must be asked by https")
    return str(found[0])


class _Connection(http.client.HTTPConnection):
    """To the address that was looked at, while the certificate is held against the name."""

    def __init__(self, host: str, port: int, found: str, secure: bool, deadline: float) -> None:
        super().__init__(host, port)
        self.found, self.secure, self.deadline = found, secure, deadline
        self.open: socket.socket | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.found, self.port), self._left())
        self.sock.settimeout(self._left())
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
            self.sock.settimeout(self._left())
        self.open = self.sock

    def end(self) -> None:
        """Cut it off, from another thread."""
        if self.open is not None:
            with contextlib.suppress(OSError):
                self.open.shutdown(socket.SHUT_RDWR)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _why(name: str) -> str:
    return {
        "signs": _(
            "Write the address without spaces, other alphabets or a “#”; at most 500 signs."
        ),
        "https": _("The address must begin with https://."),
        "password": _("The address must not hold a name or password."),
        "host": _("The address names no machine that can be found, such as www.example.org."),
        "network": _(
            "This address lies inside a private network. The operator of this installation can "
            "allow it."
        ),
    }.get(name, _("This is not an address."))
