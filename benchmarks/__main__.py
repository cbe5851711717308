"""`make bench`: the answer path, what pages weigh, the engine; each beside its floor or a peer."""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pysqlite3

from benchmarks import bare, first_load, postgresql, serving, table
from benchmarks.adaptive import start as adaptive
from benchmarks.answers import AnswerPath
from benchmarks.bare import Floor
from benchmarks.browser import Browser, Line
from benchmarks.figures import start as figures
from benchmarks.load import Load
from benchmarks.serving import Place, Server
from benchmarks.sitting import Sitting
from benchmarks.units import start as units

SECTIONS = ("answers", "engine", "adaptive", "figures", "units")
ROUNDS = 5
WORKERS = 2
SHARES = {"p50": 0.5, "p99": 0.99}


def main() -> None:
    arguments = _arguments()
    # Servers and the cluster are stopped on every way out.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    found: dict[str, Any] = {"environment": _environment(), "answer_path": {}, "not_measured": {}}
    sections = (arguments.only,) if arguments.only else SECTIONS
    with tempfile.TemporaryDirectory(prefix="suyang-bench-") as folder:
        if "answers" in sections and arguments.database in ("sqlite", "all"):
            _on_sqlite(Path(folder), arguments, found)
        if "answers" in sections and arguments.database in ("postgresql", "all"):
            _on_postgresql(Path(folder), arguments, found)
        if "engine" in sections:
            _engine(Path(folder), found)
        if "figures" in sections:
            found["figures"] = figures.measured(Path(folder), arguments.database)
        if "units" in sections:
            found["units"] = units.measured(Path(folder), arguments.database)
    if "adaptive" in sections:
        found["adaptive"] = adaptive.compared()
    print(json.dumps(found, indent=2) if arguments.json else table.written(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print figures for a program")
    parser.add_argument("--only", choices=SECTIONS, help="one section, not all")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "all"), default="all")
    parser.add_argument("--answers", type=int, default=800, help="answers for each database")
    parser.add_argument("--connections", type=int, default=16)
    return parser.parse_args()


def _on_sqlite(folder: Path, arguments: argparse.Namespace, found: dict[str, Any]) -> None:
    place, floor = Place(folder / "sqlite"), Place(folder / "floor", settings=bare.SETTINGS)
    place.found_office()
    server = serving.suyang(place)
    try:
        found["first_load"] = _first_loads(server)
        found["answer_path"]["SQLite"] = _beside_the_floor(server, place, floor, arguments)
    finally:
        server.stop()


def _on_postgresql(folder: Path, arguments: argparse.Namespace, found: dict[str, Any]) -> None:
    why = postgresql.missing()
    if why:
        found["not_measured"]["PostgreSQL"] = why
        return
    with postgresql.cluster() as cluster:
        found["environment"]["postgresql"] = cluster.version
        place = Place(folder / "postgresql", cluster.create("suyang"))
        floor = Place(folder / "floor-postgresql", cluster.create("floor"), bare.SETTINGS)
        place.found_office()
        server = serving.suyang(place, WORKERS)
        try:
            compared = _beside_the_floor(server, place, floor, arguments, cluster.pid, WORKERS)
        finally:
            server.stop()
        found["answer_path"][f"PostgreSQL, {WORKERS} workers"] = compared


def _engine(folder: Path, found: dict[str, Any]) -> None:
    place = Place(folder / "engine")
    place.found_office()
    # A server does it when it starts.
    place.run([*serving.SUYANG, "content", "load"])
    found["engine"] = json.loads(place.run([sys.executable, "-m", "benchmarks.engine"]))
    found["engine_cost"] = adaptive.cost()


def _beside_the_floor(
    server: Server,
    place: Place,
    floor: Place,
    arguments: argparse.Namespace,
    database: int = 0,
    workers: int = 1,
) -> dict[str, Any]:
    """In turns, so that what else the machine does falls on both."""
    bare.prepare(place, floor)
    amount = (arguments.answers, arguments.connections, ROUNDS, database)
    with serving.serving(floor, [*bare.COMMAND, str(workers)], "/healthz") as bare_server:
        path, below = AnswerPath(server, *amount), Floor(bare_server, *amount)
        for _number in range(ROUNDS):
            path.measure()
            below.measure()
    return _compared(path, below)


def _compared(path: AnswerPath, floor: Floor) -> dict[str, Any]:
    """The figures of one database. CPU in ms for an answer; latency in ms for a request."""
    return {
        "suyang": {
            "answers": path.answers,
            "cpu_ms_post": round(path.cpu_post, 2),
            "cpu_ms_page": round(path.cpu_page, 2),
            "cpu_ms_together": round(path.cpu_together, 2),
            "page_bytes": round(path.page_bytes),
            **_figures(path.answering, path.answers),
        },
        "bare": {
            "answers": floor.asking.count("post"),
            "cpu_ms_together": round(floor.cpu_asking, 2),
            **_figures(floor.asking, floor.asking.count("post")),
        },
        "floor": {
            "answers": floor.two.count("post"),
            "cpu_ms_together": round(floor.cpu_two, 2),
            "cpu_ms_one_request": round(floor.cpu_one, 2),
            "page_bytes": round(floor.page_bytes),
            **_figures(floor.two, floor.two.count("post")),
        },
        "ratio": round(path.cpu_together / floor.cpu_asking, 2),
        "ratio_to_insert_and_render": round(path.cpu_together / floor.cpu_two, 2),
        "ratio_to_one_request": round(path.cpu_together / floor.cpu_one, 2),
    }


def _figures(load: Load, count: int) -> dict[str, Any]:
    return {
        "database_cpu_ms": round(1000 * load.database_cpu / count, 2),
        "requests_per_s": round(load.count() / load.wall),
        "latency_ms": {
            kind: {name: round(load.milliseconds(share, kind), 1) for name, share in SHARES.items()}
            for kind in ("post", "get")
        },
        "rss_mb": round(load.memory / 1e6),
    }


def _first_loads(server: Server) -> dict[str, Any]:
    sitting = Sitting(Browser(Line("127.0.0.1", server.port)), random.Random(1))
    sitting.begin()
    pages = {"home": "/", "question of a check": sitting.address, "a plan": "/plans/kp2022/"}
    found = {}
    for name, path in pages.items():
        cookies = sitting.browser.cookies if path == sitting.address else {}
        loaded = first_load.measure(server, name, path, cookies)
        found[name] = {"bytes": loaded.bytes, "limit": first_load.LIMIT, "files": loaded.files}
    return found


def _environment() -> dict[str, Any]:
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "processor": _processor(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
        "numpy": version("numpy"),
        "sqlite": pysqlite3.sqlite_version,
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    main()
