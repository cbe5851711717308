"""The answer path as `suyang serve` serves it: real checks, walked over HTTP."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from benchmarks.browser import Browser, Line
from benchmarks.load import Load, Note, drive
from benchmarks.serving import Server
from benchmarks.sitting import Sitting

Visit = TypeVar("Visit")
HALF_WAY = 6
# A quick check has 10 to 14 items.
ANSWERS_A_CHECK = 12
# Answered to the end before anything is counted, so that most questions have been drawn once: a
# server that has been up for an hour draws none.
WARMED = 80


class AnswerPath:
    """`answering`: post an answer, get the next page. `reloading`: the page alone.

    Beginning the checks, and those that warm the server up, are not in the figures. Each of
    `rounds` calls of `measure` walks a share.
    """

    def __init__(
        self, server: Server, answers: int, connections: int, rounds: int, database: int = 0
    ) -> None:
        chance = random.Random(20260101)
        checks = max(answers // ANSWERS_A_CHECK, connections)
        self.waiting = [_visitor(chance) for _number in range(checks)]
        self.reloaders = [_visitor(chance) for _number in range(connections)]
        self.server, self.connections, self.database = server, connections, database
        self.share = -(-checks // rounds)
        self.again = max(answers // (2 * connections * rounds), 3)
        self.done: list[Sitting] = []
        self.answering, self.reloading = Load(), Load()
        warming = [_visitor(chance) for _number in range(WARMED)]
        drive(server, [*warming, *self.reloaders, *self.waiting], _begin, connections)
        drive(server, warming, _answer_all, connections)
        drive(server, self.reloaders, _half_way, connections)

    def measure(self) -> None:
        now, self.waiting = self.waiting[: self.share], self.waiting[self.share :]
        again = [(one, self.again) for one in self.reloaders]
        self.reloading += self._drive(again, _reload)
        self.answering += self._drive(now, _answer_all)
        self.done += now

    def _drive(self, visits: list[Visit], act: Callable[[Visit, Line, Note], None]) -> Load:
        return drive(self.server, visits, act, self.connections, self.database)

    @property
    def answers(self) -> int:
        return self.answering.count("post")

    @property
    def page_bytes(self) -> float:
        pages = [size for one in self.done for size in one.pages]
        return sum(pages) / len(pages)

    @property
    def cpu_page(self) -> float:
        """Milliseconds of the server's CPU for one GET of a question."""
        return 1000 * self.reloading.cpu / self.reloading.count()

    @property
    def cpu_together(self) -> float:
        """Milliseconds for one answer: the POST, and the GET of the next page that follows it."""
        return 1000 * self.answering.cpu / self.answers

    @property
    def cpu_post(self) -> float:
        """Milliseconds for the POST: what is left when the pages are taken off."""
        return self.cpu_together - self.cpu_page * self.answering.count("get") / self.answers


def _visitor(chance: random.Random) -> Sitting:
    return Sitting(Browser(Line("", 0)), random.Random(chance.random()))


def _begin(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    sitting.begin()


def _half_way(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    for _number in range(HALF_WAY):
        sitting.answer()


def _reload(visit: tuple[Sitting, int], line: Line, note: Note) -> None:
    sitting, times = visit
    sitting.browser.line = line
    for _number in range(times):
        note("get", sitting.show(sitting.browser.get(sitting.address)).seconds)


def _answer_all(sitting: Sitting, line: Line, note: Note) -> None:
    sitting.browser.line = line
    while sitting.page:
        sent, page = sitting.answer()
        note("post", sent.seconds)
        note("get", page.seconds)
