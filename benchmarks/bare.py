"""The floor under the answer path: benchmarks.floor, with the same connections and forms."""

from __future__ import annotations

import random
import sys

from benchmarks.browser import Browser, Line
from benchmarks.load import Load, Note, drive
from benchmarks.serving import Place, Server
from benchmarks.sitting import Sitting

COMMAND = [sys.executable, "-m", "benchmarks.floor"]
SETTINGS = "benchmarks.floor.settings"
A_VISIT = 10


class Floor:
    """`one`: insert and render in one request. `two`: insert, redirect, render, as Suyang does.
    `asking`: look up, record, choose, redirect, look up, render.

    Each of `rounds` calls of `measure` takes a share.
    """

    def __init__(
        self, server: Server, answers: int, connections: int, rounds: int, database: int = 0
    ) -> None:
        self.server, self.connections, self.database = server, connections, database
        self.visits = max(answers // (A_VISIT * rounds), connections)
        self.chance = random.Random(20260101)
        self.one, self.two, self.asking = Load(), Load(), Load()
        self.page_bytes = 0
        drive(server, self._visitors(), _two, connections)
        drive(server, self._begun(), _asking, connections)

    def measure(self) -> None:
        visitors = self._visitors()
        self.two += drive(self.server, visitors, _two, self.connections, self.database)
        self.one += drive(self.server, self._visitors(), _one, self.connections, self.database)
        self.page_bytes = len(visitors[0].page.encode())
        self.asking += drive(self.server, self._begun(), _asking, self.connections, self.database)

    def _visitors(self) -> list[Sitting]:
        return [Sitting(Browser(Line("", 0)), self.chance) for _number in range(self.visits)]

    def _begun(self) -> list[Sitting]:
        visitors = self._visitors()
        drive(self.server, visitors, _begin, self.connections)
        return visitors

    @property
    def cpu_asking(self) -> float:
        """Milliseconds of the server's CPU for one answer and the next page, without a model."""
        return 1000 * self.asking.cpu / self.asking.count("post")

    @property
    def cpu_one(self) -> float:
        """Milliseconds of the server's CPU for one row and one page, in one request."""
        return 1000 * self.one.cpu / self.one.count("post")

    @property
    def cpu_two(self) -> float:
        """The same in two requests."""
        return 1000 * self.two.cpu / self.two.count("post")


def prepare(suyang: Place, floor: Place) -> None:
    """What its page shows, out of the bank of a Suyang that has served."""
    floor.home.mkdir(parents=True, exist_ok=True)
    page = str(floor.home / "page.json")
    suyang.run([sys.executable, "-m", "benchmarks.floor.contexts", page])


def _one(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.show(sitting.browser.get("/floor/one/"))
    for _number in range(A_VISIT):
        answer = sitting.browser.post("/floor/one/", sitting.reply())
        note("post", sitting.show(answer).seconds)


def _begin(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.address = sitting.browser.get("/floor/begin/").location
    sitting.show(sitting.browser.get(sitting.address))


def _asking(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    for _number in range(A_VISIT):
        sent, page = sitting.answer()
        note("post", sent.seconds)
        note("get", page.seconds)


def _two(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.address = "/floor/two/"
    sitting.show(sitting.browser.get(sitting.address))
    for _number in range(A_VISIT):
        sent, page = sitting.answer()
        note("post", sent.seconds)
        note("get", page.seconds)
