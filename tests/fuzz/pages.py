"""Every address and every form there is: from the resolver, and from walking all links."""

from __future__ import annotations

import re
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from benchmarks.browser import Form, forms

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
# Pages of the same kind, and forms of the same fields: more of them show nothing new.
PAGES_OF_A_KIND = 2


@dataclass(frozen=True)
class Address:
    """A pattern of the resolver: `groups/%(group_id)s/`, its parameters, their converters."""

    template: str
    parameters: tuple[str, ...]

    def filled(self, values: dict[str, str]) -> str:
        """The path; `slug` is taken from the value that is named after the part before it."""
        named = {"slug": values.get(_before_slug(self.template), "x")} | values
        own = {name: named.get(name, "x") for name in self.parameters}
        return "/" + self.template % own


@dataclass
class Walk:
    """What one of the cast found: addresses that came, their forms, and links that failed."""

    pages: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[Address]:
    """Every pattern that the resolver knows, with and without a name."""
    known = resolver or get_resolver()
    seen = set()
    for key in known.reverse_dict:
        for possibilities, _pattern, _defaults, _converters in known.reverse_dict.getlist(key):
            for template, parameters in possibilities:
                if template not in seen:
                    seen.add(template)
                    yield Address(before + template, tuple(parameters))
    for prefix, below in known.namespace_dict.values():
        yield from addresses(below, before + prefix)


def walk(client: Client, starts: tuple[str, ...], most: int = 120) -> Walk:
    """Follow links from page to page, a few of each kind."""
    client.raise_request_exception = False
    found = Walk()
    kinds: dict[str, int] = {}
    waiting, met = deque(starts), set(starts)
    while waiting and len(found.pages) < most:
        path = waiting.popleft()
        kind = _kind(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > PAGES_OF_A_KIND:
            continue
        for link in _visit(client, path, found):
            target = urlsplit(urljoin(path, link.replace("&amp;", "&")))
            address = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc in ("", "testserver") and address not in met:
                met.add(address)
                waiting.append(address)
    return found


def _visit(client: Client, path: str, found: Walk) -> list[str]:
    """Look at one page; the links on it."""
    response = client.get(path)
    if response.status_code in (301, 302):
        return [response["Location"]]
    if response.status_code == 404 or response.status_code >= 500:
        found.failed.append(f"{response.status_code} {path}\n{told(response)}")
        return []
    found.pages.append(path)
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return []
    page = response.content.decode()
    for form in forms(page):
        placed = Form(urljoin(path, form.action or path), form.method, form.fields)
        if _like(placed) not in {_like(one) for one in found.forms}:
            found.forms.append(placed)
    return LINK.findall(page)


def told(response: Any) -> str:
    """Why the test client's response is an error, as far as it knows."""
    error = getattr(response, "exc_info", None)
    return "".join(traceback.format_exception(*error))[-5000:] if error else ""


def _like(form: Form) -> tuple[str, str]:
    """Two of a kind: where a form goes, and what it has, without the values."""
    return _kind(form.action), " ".join(sorted({one.name for one in form.fields}))


def _before_slug(template: str) -> str:
    """`tasks/` of `plans/tasks/%(slug)s/report.pdf`."""
    return template.partition("%(slug)s")[0].rstrip("/").rpartition("/")[2] + "/"


def _kind(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return path
