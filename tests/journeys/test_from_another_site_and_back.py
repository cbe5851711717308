"""An office connects a library's site; the library sends somebody here for a check; they go back.

Before that they had done a check without signing in elsewhere, and bring it along.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Reader, Site, serve
from tests.journeys.steps import code_shown, go_on, set_up_office


class Library(BaseHTTPRequestHandler):
    """The other site: takes people back and is told what happened."""

    visits: list[str] = []
    told: list[bytes] = []

    def do_GET(self) -> None:
        self.visits.append(self.path)
        self._answer(b"<!doctype html><title>Library</title><h1>Back at the library</h1>")

    def do_POST(self) -> None:
        self.told.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def library() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Library)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation that may send messages to this machine."""
    found = serve(tmp_path_factory.mktemp("site"), SUYANG_OUTGOING_NETWORKS="127.0.0.0/8")
    yield found
    found.process.terminate()
    found.process.wait(20)


def connect(office: Reader, library: str) -> tuple[str, str]:
    """The administrator's way to a connection: its number and the secret that signs."""
    page = office.open("/units/")
    page.locator("main a[href^='/units/']").filter(has_text="青石").first.click()
    page.locator("a[href$='/connections/']").click()
    office.see("connections-empty")
    go_on(page)
    page.fill("[name=name]", "县图书馆")
    page.fill("[name=purpose]", "推荐合适的课程")
    for scope in ("checks", "handover"):
        page.check(f"[name=scopes][value={scope}]")
    page.fill("[name=returns]", f"{library}/learn/")
    office.see("connection-new")
    go_on(page)
    office.see("connection-made")
    shown = page.locator("main").inner_text()
    secret = re.search(r"suyang_handover_[0-9a-f]+", shown)
    number = re.search(r"/connections/([0-9a-f-]{36})/", page.url)
    assert secret is not None
    assert number is not None
    page.locator("a[href$='/webhooks/new/']").click()
    page.fill("[name=address]", f"{library}/hook")
    page.check("[name=events][value='result.handed_over']")
    office.see("webhook-new")
    go_on(page)
    office.see("webhook-made")
    return number[1], secret[0]


def asked(site: Site, library: str, number: str, secret: str) -> str:
    """The library's link, signed as the guide says."""
    import hashlib
    import hmac

    values = {
        "key": number,
        "blueprint": "quick",
        "competence": "",
        "language": "zh-Hans",
        "shares": "profile",
        "return": f"{library}/learn/done",
        "state": "visitor-7",
        "expires": str(int(time.time()) + 600),
    }
    signed = "\n".join(["suyang-handover-1", *values.values()])
    values["signature"] = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return f"/handover/?{urlencode(values)}"


def say_dont_know(page: Page, questions: int) -> None:
    for _number in range(questions):
        page.locator("button[value='dont-know']").click()
        page.wait_for_load_state()


def bring_along(person: Reader, code: str) -> None:
    page = person.open("/my-data/")
    page.locator("a[href='/bring-here/']").click()
    person.see("bring-here")
    page.fill("[name=code]", code)
    go_on(page)
    person.see("bring-preview")
    go_on(page)
    person.see("brought")
    person.open("/my-data/")
    person.see("my-data")


@pytest.mark.parametrize("script", [False, True], ids=["plain", "script"])
def test_the_whole_way(site: Site, library: str, reader: Any, script: bool) -> None:
    office = reader(site, f"office-{script}", script=True)
    if not script:
        set_up_office(office)
    else:
        office.open("/accounts/login/")
        office.page.fill("[name=login]", "zhang")
        office.page.fill("[name=password]", "willow-village-26")
        go_on(office.page)
    number, secret = connect(office, library)

    before = reader(site, f"before-{script}", script=script, elder=True)
    before.open("/check/quick/")
    go_on(before.page)
    say_dont_know(before.page, 2)
    before.open(urlsplit(before.page.url).path + "stop/")
    before.page.locator("main form button").first.click()
    before.page.locator("form[action$='/code/'] button").click()
    code = code_shown(before.page)

    person = reader(site, f"person-{script}", script=script, elder=True)
    page = person.open(asked(site, library, number, secret))
    person.see("handover-asked", axe=script)
    go_on(page)
    say_dont_know(page, 2)
    person.open(urlsplit(page.url).path + "stop/")
    page.locator("main form button").first.click()
    go_on(page)
    assert "/handovers/" in page.url
    person.see("handover-back", axe=script)
    Library.visits.clear()
    go_on(page)
    assert page.locator("h1").inner_text() == "Back at the library"
    [visit] = [one for one in Library.visits if "favicon" not in one]
    told = parse_qs(urlsplit(visit).query)
    assert told["state"] == ["visitor-7"]
    assert set(told) == {"state", "code"}
    for _second in range(40):
        if Library.told:
            break
        time.sleep(0.25)
    assert b"visitor-7" in Library.told.pop()
    if script:
        bring_along(person, code)
