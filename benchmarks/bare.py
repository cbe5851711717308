"""The floor under the answer path: benchmarks.floor, with the same connections and forms."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

from benchmarks.browser import Browser, Line
from benchmarks.load import Load, Note, drive
from benchmarks.serving import Place, Server
from benchmarks.sitting import Sitting

COMMAND = [sys.executable, "-m", "benchmarks.floor"]
SETTINGS = "benchmarks.floor.settings"
ROUND = 50


@dataclass(frozen=True)
class Floor:
    """`one`: insert and render in one request. `two`: insert, redirect, render, as Suyang does."""

    one: Load
    two: Load
    page_bytes: float

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


def measure(server: Server, answers: int, connections: int, database: int = 0) -> Floor:
    chance = random.Random(20260101)

    def visitors(count: int) -> list[Sitting]:
        return [Sitting(Browser(Line("", 0)), chance) for _number in range(count)]

    drive(server, visitors(2 * connections), _two, connections)
    rounds = max(answers // ROUND, connections)
    two = visitors(rounds)
    return Floor(
        two=drive(server, two, _two, connections, database),
        one=drive(server, visitors(rounds), _one, connections, database),
        page_bytes=len(two[0].page.encode()),
    )


def _one(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.show(sitting.browser.get("/floor/one/"))
    for _number in range(ROUND):
        answer = sitting.browser.post("/floor/one/", sitting.reply())
        note("post", sitting.show(answer).seconds)


def _two(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.address = "/floor/two/"
    sitting.show(sitting.browser.get(sitting.address))
    for _number in range(ROUND):
        sent, page = sitting.answer()
        note("post", sent.seconds)
        note("get", page.seconds)
