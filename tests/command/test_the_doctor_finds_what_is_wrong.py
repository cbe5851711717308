import sqlite3
from contextlib import closing

import pytest

from suyang.website.command.symptoms_of_data import sqlite_is_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.0", True),
    ],
)
def test_an_sqlite_with_the_wal_reset_bug_is_known(version, safe):
    assert sqlite_is_safe(version) is safe


def test_what_a_first_start_would_do_is_found_before_it(empty):
    assert found(empty)["migrations"]["state"] == "wrong"
    assert empty.suyang("migrate").code == 0
    findings = found(empty)
    assert findings["content"]["state"] == "wrong"
    assert findings["content"]["remedy"]
    assert findings["office"]["state"] == "notice"


def test_a_served_office_is_well(office):
    serving = office.serve()
    findings = found(office)
    assert findings["migrations"]["state"] == "ok"
    assert findings["sqlite"]["state"] == "ok"
    assert findings["journal"]["state"] == "ok"
    assert findings["papers"]["state"] == "ok"
    assert findings["content"]["state"] == "ok"
    assert serving.url in findings["server"]["sentence"]


def test_a_changed_line_of_the_record_is_found(office):
    assert office.suyang("audit", "verify").code == 0
    with closing(sqlite3.connect(office.database)) as database:
        database.execute("UPDATE foundation_auditentry SET actor = 'somebody else'")
        database.commit()
    done = office.suyang("audit", "verify", "--json")
    assert done.code == 1
    assert done.data["broken"][0]["reason"] == "changed"
    assert found(office)["audit"]["state"] == "wrong"
    assert office.suyang("audit", "verify", "no-such-chain").code == 1


def test_what_is_unexpected_goes_to_the_log_and_not_to_the_screen(office):
    with closing(sqlite3.connect(office.database)) as database:
        database.execute("DROP TABLE foundation_auditstream")
        database.commit()
    done = office.suyang("audit", "verify")
    assert done.code == 1
    assert "Traceback" not in done.said
    (log,) = (office.home / "log").glob("error-*.log")
    assert str(log) in done.err
    assert "Traceback" in log.read_text("utf-8")


def test_the_outbox_is_worked_off(office):
    done = office.suyang("outbox", "drain", "--json")
    assert done.code == 0, done.said
    assert done.data["open"] == 0


def test_a_worker_of_its_own_needs_postgresql(office):
    done = office.suyang("worker")
    assert done.code == 1
    assert "suyang serve" in done.err


def test_commands_before_the_first_start_say_how_to_begin(empty):
    for arguments in (["audit", "verify"], ["backup", "x.tar.gz"], ["group", "list"]):
        done = empty.suyang(*arguments)
        assert done.code == 1
        assert "suyang init" in done.err


def found(place) -> dict:
    return {one["about"]: one for one in place.suyang("doctor", "--json").data["findings"]}
