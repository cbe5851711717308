"""A light browser: keeps its connection and cookies, sends forms, follows nothing by itself.

Also the browser of tests that need a real server. Its work is not counted in any figure.
"""

from __future__ import annotations

import html
import http.client
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(
    r"<(input|button|textarea|select)\b([^>]*)>(?:(\s*<option\b.*?)</select>)?", re.DOTALL
)
OPTION = re.compile(r'<option value="([^"]+)"')
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')

Sent = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One control of a form; options of a choice are fields with the same name.

    options: of a list to choose from, the values that say something.
    """

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of a page, as far as sending it needs."""

    action: str
    method: str
    fields: tuple[Field, ...]

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.fields)

    def hidden(self) -> list[tuple[str, str]]:
        return [(one.name, one.value) for one in self.fields if one.kind == "hidden"]


@dataclass(frozen=True)
class Answer:
    """What came back. `seconds` from sending to the last byte."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect goes, without the host."""
        return urlsplit(self.headers.get("Location", "")).path

    def forms(self) -> list[Form]:
        return forms(self.text)


class Line:
    """One kept connection, opened again when the server closed it."""

    def __init__(self, host: str, port: int, timeout: float = 30) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Raises OSError or HTTPException when no whole answer came."""
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        seconds = time.perf_counter() - began
        return Answer(response.status, response.headers, content, seconds)

    def close(self) -> None:
        self._connection.close()


@dataclass
class Browser:
    """One visitor's cookies on a line; several visitors may share a line in turn."""

    line: Line
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Sent) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(list(fields)).encode(), kind)

    def _ask(self, method: str, path: str, body: bytes | None, more: dict[str, str]) -> Answer:
        headers = {"Accept-Language": "zh-CN", "Accept-Encoding": "gzip, br", **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.line.ask(method, path, body, headers)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return answer


def forms(page: str) -> list[Form]:
    """The forms of one of our pages: attributes in double quotes, no form in a form."""
    return [_form(_attributes(tag), inside) for tag, inside in FORM.findall(page)]


def _form(tag: dict[str, str], inside: str) -> Form:
    fields = [
        _field(element, _attributes(text), options)
        for element, text, options in FIELD.findall(inside)
    ]
    return Form(
        action=tag.get("action", ""),
        method=tag.get("method", "get").lower(),
        fields=tuple(one for one in fields if one.name),
    )


def _field(element: str, given: dict[str, str], options: str) -> Field:
    kind = given.get("type", "text") if element == "input" else element
    default = "on" if kind in ("checkbox", "radio") else ""
    chosen = tuple(html.unescape(one) for one in OPTION.findall(options))
    return Field(given.get("name", ""), kind, given.get("value", default), chosen)


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
