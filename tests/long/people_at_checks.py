"""People who take checks while the server dies under them, and what they were told is kept.

Each keeps their cookies, sends what was not acknowledged again, and writes down every answer that
was: a redirect came back.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.browser import Answer, Browser, Line
from benchmarks.sitting import question_form, reply

PATIENCE_S = 180
PLACE = re.compile(r":[0-9]$")
NOT_CONTENT = ("csrfmiddlewaretoken", "presentation", "action")


@dataclass
class Ledger:
    """`answers`: presentation → what was sent, as {control: sorted values}; None for don't know."""

    answers: dict[str, dict[str, list[str]] | None] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    lost_contact: int = 0


class Visitor(threading.Thread):
    """Takes one check after another, each in a fresh browser, until asked to stop after one."""

    def __init__(self, port: int, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.line, self.stop = Line("127.0.0.1", port), stop
        self.chance = random.Random(seed)
        self.ledger = Ledger()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self._take_a_check(Browser(self.line))
        except BaseException as error:
            self.failure = error

    def _take_a_check(self, browser: Browser) -> None:
        intro = self._until(lambda: browser.get("/check/quick/"), 200)
        form = next(one for one in intro.forms() if one.has("ticket"))
        sent = [*form.hidden(), ("mode", "alone")]
        address = self._until(lambda: browser.post(form.action, sent), 302).location
        check = address.strip("/").split("/")[-1]
        self.ledger.begun.add(check)
        while True:
            page = self._until(lambda: browser.get(address), 200, 302)
            if page.status == 302:
                break
            self._answer(browser, address, page)
        self._until(lambda: browser.get(f"{address}result/"), 200)
        self.ledger.finished.add(check)

    def _answer(self, browser: Browser, address: str, page: Answer) -> None:
        fields = reply(question_form(page.text), self.chance)
        self._until(lambda: browser.post(address, fields), 302)
        given = dict(fields)
        presentation = given["presentation"]
        if presentation in self.ledger.answers:
            self.ledger.twice.append(presentation)
        self.ledger.answers[presentation] = (
            None if given["action"] == "dont-know" else _content(fields)
        )

    def _until(self, ask: Callable[[], Answer], *wanted: int) -> Answer:
        """Ask again and again while nobody answers; any other answer is a fault."""
        last = time.monotonic() + PATIENCE_S
        while time.monotonic() < last:
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                self.ledger.lost_contact += 1
                time.sleep(0.05)
                continue
            assert answer.status in wanted, f"{answer.status}: {answer.text[:3000]}"
            return answer
        raise AssertionError("the server did not come back")


def _content(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    content: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in NOT_CONTENT:
            # The places of an order are kept as the order of its lines.
            content.setdefault(name, []).append(PLACE.sub("", value))
    return {name: sorted(values) for name, values in content.items()}
