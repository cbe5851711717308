import resource
import socket
import time

import pytest

from suyang.website.command import network


def test_a_first_start_prepares_and_a_stop_is_clean(empty):
    serving = empty.serve()
    assert "Ready after" in wait_for(serving, "Ready after")
    assert "Loading lessons" in serving.said
    assert empty.home.stat().st_mode & 0o077 == 0
    assert serving.stop() == 0
    assert "Everything is kept in" in serving.said


def test_a_second_start_prepares_nothing_and_is_quick(office):
    before = processor_s()
    serving = office.serve()
    assert "Loading lessons" not in serving.said
    assert "Preparing pictures" not in serving.said
    assert serving.stop() == 0
    # Of the processor and not of the clock: other tests run beside this one.
    assert processor_s() - before <= 5


def test_it_serves_one_folder_once_and_says_so(place):
    serving = place.serve()
    assert serving.get("/healthz")[0] == 200
    again = place.suyang("serve", "--port", "1025")
    assert again.code == 1
    assert serving.url in again.err
    refused = place.suyang("migrate", "--json")
    assert refused.code == 1
    assert refused.data["error"]["code"] == "in_use"
    assert serving.stop() == 0
    assert place.suyang("migrate").code == 0


def test_after_a_kill_nothing_is_left_and_it_starts_again(office):
    serving = office.serve()
    serving.process.kill()
    serving.process.wait()
    end = time.monotonic() + 20
    while (done := office.suyang("migrate")).code and time.monotonic() < end:
        time.sleep(0.2)
    assert done.code == 0, done.said
    with pytest.raises(OSError, match="refused"):
        serving.get()
    assert office.serve().get()[0] == 200


def test_a_taken_port_is_said_in_one_line(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = place.suyang("serve", "--port", str(port))
    assert done.code == 1
    assert f"Port {port} is in use" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_on_loopback_it_says_that_phones_cannot_reach_it(place):
    assert "serve --lan" in place.serve().said


@pytest.mark.skipif(not network.local_addresses(), reason="this machine is in no network")
def test_in_the_local_network_it_names_an_address_that_answers(place):
    serving = place.serve("--lan")
    address = network.local_addresses()[0]
    port = serving.url.rsplit(":", 1)[1]
    assert f"http://{address}:{port}" in serving.said
    assert serving.get("/healthz", host=f"{address}:{port}")[0] == 200
    assert serving.get("/healthz", host="elsewhere.example")[0] == 400


def test_a_given_public_address_is_the_one_that_is_said(place):
    serving = place.serve("--host", "0.0.0.0", PUBLIC_URL="http://suyang.example:8000/")
    assert "素养  http://suyang.example:8000\n" in serving.said
    assert serving.get("/healthz", host="suyang.example:8000")[0] == 200


def test_wrong_settings_are_said_in_words(place):
    done = place.suyang("serve", PORT="many")
    assert done.code == 1
    assert "PORT is many" in done.err
    done = place.suyang("doctor", DATABASE_URL="mysql://x/y")
    assert done.code == 1
    assert "DATABASE_URL" in done.err
    assert "Traceback" not in done.said


def test_more_processes_need_postgresql(place):
    done = place.suyang("serve", "--workers", "2", "--port", "0")
    assert done.code == 2
    done = place.suyang("serve", "--workers", "2", "--port", "18999")
    assert done.code == 1
    assert "PostgreSQL" in done.err


def wait_for(serving, words: str, seconds: float = 10) -> str:
    end = time.monotonic() + seconds
    while words not in serving.said and time.monotonic() < end:
        time.sleep(0.05)
    return serving.said


def processor_s() -> float:
    """What processes that have ended took of the processor, in seconds."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime
