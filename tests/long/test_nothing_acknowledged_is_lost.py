"""Kill -9 under load: what was acknowledged is there, nothing is there twice, all goes on.

The server runs as `suyang serve` runs it, in its own process group, and is killed whole at random
moments while eight people answer. Afterwards their ledgers are compared with the database.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks import serving
from benchmarks.serving import SUYANG, Place, Server
from tests.long.people_at_checks import Ledger, Visitor

PEOPLE, KILLS = 8, 20
pytestmark = pytest.mark.long
SETTINGS = "tests.long.settings"
RESPONSIVE_S = (0.05, 1.5)
POSTGRESQL = "SUYANG_TEST_DATABASE_URL"


def test_twenty_kills_lose_nothing_on_sqlite(tmp_path):
    _kill_and_compare(Place(tmp_path / "home", settings=SETTINGS))


@pytest.mark.postgresql
def test_twenty_kills_lose_nothing_on_postgresql(tmp_path, postgresql_database):
    _kill_and_compare(Place(tmp_path / "home", postgresql_database, SETTINGS))


@pytest.fixture
def postgresql_database() -> Iterator[str]:
    """A new database on the server that the variable names."""
    url = os.environ.get(POSTGRESQL)
    if not url:
        pytest.fail(f"not run: {POSTGRESQL} names no PostgreSQL (postgresql://user@host:port/name)")
    import psycopg

    name = f"suyang_kill_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _kill_and_compare(place: Place) -> None:
    place.found_office()
    server = serving.suyang(place)
    stop = threading.Event()
    people = [Visitor(server.port, seed, stop) for seed in range(PEOPLE)]
    try:
        for person in people:
            person.start()
        for number in range(KILLS):
            time.sleep(random.uniform(*RESPONSIVE_S))
            server.kill()
            server = serving.start(place, [*SUYANG, "serve"], server.port)
            server.wait("/healthz")
            assert not [one.failure for one in people if one.failure], f"after kill {number + 1}"
        stop.set()
        for person in people:
            person.join(timeout=240)
        assert not [one.failure for one in people if one.failure]
        assert not any(one.is_alive() for one in people)
        _wait_for_the_outbox(server)
    finally:
        stop.set()
        server.stop()
    _compare([one.ledger for one in people], kept(place))
    whole = json.loads(place.run([*SUYANG, "audit", "verify", "--json"]))
    assert whole["broken"] == []


def kept(place: Place) -> dict:
    return json.loads(place.run([sys.executable, "-m", "tests.long.kept"]))


def _wait_for_the_outbox(server: Server) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz") as answer:
            if json.load(answer)["outbox"] == 0:
                return
        time.sleep(0.2)
    pytest.fail("the outbox was not worked off within a minute")


def _compare(ledgers: list[Ledger], kept: dict) -> None:
    answers = {key: value for one in ledgers for key, value in one.answers.items()}
    begun = {check for one in ledgers for check in one.begun}
    finished = {check for one in ledgers for check in one.finished}
    responses = {key: (answer, dont_know) for key, answer, dont_know in kept["responses"]}
    assert sum(one.lost_contact for one in ledgers) >= KILLS, "nobody noticed the kills"
    assert not [one.twice for one in ledgers if one.twice], "a question came twice"

    assert kept["integrity"] == "ok"
    assert set(responses) == set(answers), "answers kept and answers acknowledged differ"
    for presentation, sent in answers.items():
        answer, dont_know = responses[presentation]
        assert dont_know == (sent is None)
        assert _as_lists(answer) == (sent or {})
    assert len(kept["responses"]) == len(responses), "a presentation has two answers"
    _each_check_goes_on(kept, set(responses), begun, finished)

    assert Counter(kept["events"]) == Counter(finished), "one event for each check that ended"
    assert set(kept["calls"]) <= {1}, "a consumer was called twice, or never"
    assert kept["deliveries"] >= len(finished)
    assert kept["open_deliveries"] == 0


def _each_check_goes_on(kept: dict, answered: set, begun: set, finished: set) -> None:
    """Everybody came to the end: places without a gap, no item twice, all answered, a result."""
    assert begun == finished == set(kept["checks"])
    assert all(check["finished"] and check["result"] for check in kept["checks"].values())
    places: dict[str, list[tuple[int, int]]] = {check: [] for check in kept["checks"]}
    for presentation, check, position, item in kept["presentations"]:
        assert presentation in answered
        places[check].append((position, item))
    for check, found in places.items():
        assert [position for position, _item in found] == list(range(1, len(found) + 1)), check
        assert len({item for _position, item in found}) == len(found), check


def _as_lists(answer: dict) -> dict:
    return {
        name: sorted(value) if isinstance(value, list) else [value]
        for name, value in answer.items()
        if value
    }
