"""Many visitors at once over a few kept connections, and what it cost the server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TypeVar

from benchmarks.browser import Line
from benchmarks.serving import Server, cpu_seconds, memory_bytes

Visit = TypeVar("Visit")
# What one visit does on a line: calls `note(kind, seconds)` for each request that came back.
Note = Callable[[str, float], None]


@dataclass
class Load:
    """What a window of load showed. `seconds`: per kind of request, each one's time."""

    wall: float = 0
    cpu: float = 0
    database_cpu: float = 0
    memory: int = 0
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def __add__(self, other: Load) -> Load:
        """Both windows as one; memory is the later one's."""
        return Load(
            self.wall + other.wall,
            self.cpu + other.cpu,
            self.database_cpu + other.database_cpu,
            other.memory,
            {
                kind: self.seconds.get(kind, []) + other.seconds.get(kind, [])
                for kind in (*self.seconds, *other.seconds)
            },
        )

    def count(self, *kinds: str) -> int:
        return sum(len(self.seconds.get(kind, [])) for kind in kinds or self.seconds)

    def milliseconds(self, share: float, *kinds: str) -> float:
        """The quantile `share` of the time until a request of these kinds came back."""
        every = sorted(one for kind in kinds or self.seconds for one in self.seconds[kind])
        return 1000 * every[min(int(share * len(every)), len(every) - 1)]


def drive(
    server: Server,
    visits: Iterable[Visit],
    act: Callable[[Visit, Line, Note], None],
    connections: int,
    database: int = 0,
) -> Load:
    """Let `connections` threads work off the visits, each on its own line.

    database: the process of the database server, whose CPU is told apart. The first failure of a
    visit ends the run and is raised.
    """
    waiting: SimpleQueue[Visit] = SimpleQueue()
    for visit in visits:
        waiting.put(visit)
    load = Load()
    lock = threading.Lock()
    failures: list[BaseException] = []

    def note(kind: str, seconds: float) -> None:
        with lock:
            load.seconds.setdefault(kind, []).append(seconds)

    def work() -> None:
        line = Line("127.0.0.1", server.port)
        while not failures:
            try:
                act(waiting.get_nowait(), line, note)
            except Empty:
                break
            except BaseException as error:
                failures.append(error)
        line.close()

    threads = [threading.Thread(target=work) for _number in range(connections)]
    before, before_database, began = _used(server.group), _used(database), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.wall = time.perf_counter() - began
    load.cpu = _used(server.group) - before
    load.database_cpu = _used(database) - before_database
    load.memory = memory_bytes(server.group)
    if failures:
        raise failures[0]
    return load


def _used(process: int) -> float:
    return cpu_seconds(process) if process else 0.0
