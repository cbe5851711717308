"""What a phone loads before a page stands: the page and everything it names, as sent."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from benchmarks.serving import Server

LIMIT = 60_000
TAG = re.compile(r"<(link|script|img|source|use)\b([^>]*)>")
NAMED = re.compile(r'(?:href|src)="([^"#]+)')
LOADED_LINKS = re.compile(r'rel="[^"]*(stylesheet|icon|manifest|preload)')
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")


@dataclass(frozen=True)
class FirstLoad:
    """`files`: the bytes of each, headers included; compressed where the server compresses."""

    name: str
    files: dict[str, int]

    @property
    def bytes(self) -> int:
        return sum(self.files.values())


def measure(server: Server, name: str, path: str, cookies: dict[str, str]) -> FirstLoad:
    """Fonts and pictures that a style sheet names count as loaded."""
    files: dict[str, int] = {}
    open_ = [path]
    while open_:
        asked = open_.pop()
        if asked in files:
            continue
        size, kind, text = _load(server, asked, cookies)
        files[asked] = size
        open_ += [urljoin(asked, one) for one in _named(kind, text) if not urlsplit(one).scheme]
    return FirstLoad(name, files)


def _named(kind: str, text: str) -> list[str]:
    if kind == "text/css":
        return IN_STYLE.findall(text)
    if kind != "text/html":
        return []
    return [
        address
        for tag, attributes in TAG.findall(text)
        if tag != "link" or LOADED_LINKS.search(attributes)
        for address in NAMED.findall(attributes)
    ]


def _load(server: Server, path: str, cookies: dict[str, str]) -> tuple[int, str, str]:
    """Bytes as sent, the kind, and the text if it was plain; asked again plainly if not."""
    response, body = _ask(server, path, cookies, "gzip, deflate, br")
    size = len(body) + sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    kind = response.headers.get_content_type()
    if response.headers.get("Content-Encoding"):
        _response, body = _ask(server, path, cookies, "identity")
    text = body.decode() if kind.startswith("text/") else ""
    return size, kind, text


def _ask(
    server: Server, path: str, cookies: dict[str, str], encoding: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Accept-Language": "zh-CN", "Accept-Encoding": encoding}
    headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return response, body
