"""What happens when: stories that each go on at their own moment, told in the order of time.

A story is a generator. It yields the moment at which it goes on; what follows in it then happens at
that moment (`clock.at`). All stories together are told in one order, so that a decision in June
knows all that was done in May, and nothing of July.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable, Iterator

from suyang.foundation import clock

Story = Iterator[dt.datetime]
Tell = Callable[[dt.date], None]


def tell(stories: Iterable[Story], until: dt.datetime, every_month: Tell) -> None:
    """Tell all stories up to a moment; what is still to come by then is left out.

    every_month: called with a day of each month in which something happens, when it begins.
    """
    waiting: list[tuple[dt.datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _go_on(waiting, number, story)
    month = (0, 0)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        if moment > until:
            return
        with clock.at(moment):
            day = clock.today()
            if (day.year, day.month) != month:
                month = (day.year, day.month)
                every_month(day)
            _go_on(waiting, number, story)


def _go_on(waiting: list[tuple[dt.datetime, int, Story]], number: int, story: Story) -> None:
    moment = next(story, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, number, story))
