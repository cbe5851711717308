"""`suyang demo`: it fills a folder of its own, holds, says again how to sign in, and touches no
office; `make demo` is this and `suyang serve`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command.conftest import PROJECT, Place, with_content

SMALL = ("--cities", "1", "--counties", "2", "--months", "3", "--people", "2", "--seed", "5")


@pytest.fixture(scope="module")
def once(prepared, tmp_path_factory):
    """The home of a small demonstration, and what was said when it was made."""
    place = Place(tmp_path_factory.mktemp("demonstration") / "home", with_content())
    shutil.copytree(prepared, place.home)
    done = place.suyang("demo", *SMALL, "--json")
    assert done.code == 0, done.said
    return place.home, done.data


@pytest.fixture
def made(once, empty):
    home, said = once
    shutil.copytree(home, empty.home)
    return said


def test_it_is_made_verified_served_and_said_again(made, empty):
    place = empty
    assert (made["units"], made["seed"]) == (4, 5)
    assert made["reports"] >= 12
    assert "made up" in made["demonstration"]
    verified = place.suyang("plans", "verify")
    assert verified.code == 0, verified.said
    assert f"{made['reports']} reports hold" in verified.out
    assert place.suyang("plans", "rebuild", "--check").code == 0
    again = place.suyang("demo")
    assert again.code == 0, again.said
    roles = ("demo-admin", "demo-officer", "demo-a-reviewer", "demo-a1-officer", "demo-a1-trainer")
    for name in (*roles, made["password"], made["participant"], made["group"]):
        assert name in again.out
    assert "Making" not in again.out
    status, page = place.serve().get("/")
    assert status == 200
    assert "演示数据" in page or "Demonstration data" in page


def test_nothing_is_made_beside_an_office(office):
    done = office.suyang("demo", *SMALL)
    assert done.code == 1
    assert "There is an office here already" in done.said
    assert not (office.home / "demonstration.json").exists()


def test_one_that_did_not_come_to_its_end_says_what_to_do(made, empty):
    place = empty
    (place.home / "demonstration.json").unlink()
    done = place.suyang("demo", *SMALL)
    assert done.code == 1
    assert "did not come to its end" in done.said
    assert str(place.home) in done.said


def test_more_counties_than_a_city_has_are_refused_before_anything_is_made(empty):
    done = empty.suyang("demo", "--cities", "1", "--counties", "11")
    assert done.code == 1
    assert "Choose more cities" in done.said
    assert not empty.database.exists()


def test_what_it_says_is_kept_with_its_label(made, empty):
    place = empty
    kept = json.loads((place.home / "demonstration.json").read_text("utf-8"))
    assert {**made, "ok": True} == {"ok": True, **kept}
    assert kept["demonstration"]


def test_make_demo_is_in_a_folder_of_its_own():
    rules = Path(PROJECT, "Makefile").read_text("utf-8")
    rule = rules[rules.index("\ndemo:") : rules.index("\ntest:")]
    assert rule.count("SUYANG_HOME=var/demo") == 2
    assert "suyang demo" in rule
    assert "suyang serve" in rule
