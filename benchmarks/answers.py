"""The answer path as `suyang serve` serves it: real checks, walked over HTTP."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.browser import Browser, Line
from benchmarks.load import Load, Note, drive
from benchmarks.serving import Server
from benchmarks.sitting import Sitting

HALF_WAY = 6
# A quick check has 10 to 14 items.
ANSWERS_A_CHECK = 12


@dataclass(frozen=True)
class AnswerPath:
    """`answering`: post an answer, get the next page. `reloading`: the page alone."""

    answering: Load
    reloading: Load
    page_bytes: float

    @property
    def answers(self) -> int:
        return self.answering.count("post")

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


def measure(server: Server, answers: int, connections: int, database: int = 0) -> AnswerPath:
    """Walk about `answers` answers. Beginning the checks is not in the figures."""
    chance = random.Random(20260101)
    waiting = [_visitor(chance) for _number in range(max(answers // ANSWERS_A_CHECK, connections))]
    reloaders = [_visitor(chance) for _number in range(connections)]
    drive(server, [*reloaders, *waiting], _begin, connections)
    drive(server, reloaders, _half_way, connections)
    again = max(answers // (2 * connections), 10)
    reloading = drive(server, [(one, again) for one in reloaders], _reload, connections, database)
    answering = drive(server, waiting, _answer_all, connections, database)
    pages = [size for one in waiting for size in one.pages]
    return AnswerPath(answering, reloading, sum(pages) / len(pages))


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
