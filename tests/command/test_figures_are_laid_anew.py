from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest


def test_a_difference_is_found_and_put_right(place):
    assert place.suyang("plans", "rebuild", "--check", "--json").data["differed"] == 0
    slug = _tamper(place)
    done = place.suyang("plans", "rebuild", "--indicator", slug, "--check", "--json")
    assert (done.code, done.data["ok"], done.data["written"]) == (1, False, False)
    (one,) = done.data["differences"]
    assert (one["indicator"], one["year"], one["part"]) == (slug, 2026, "own")
    done = place.suyang("plans", "rebuild", "--indicator", slug)
    assert done.code == 0
    assert "1 differed and were put right." in done.out
    assert f"1/1  2026: {slug}" in done.out
    done = place.suyang("plans", "rebuild", "--check", "--language", "zh")
    assert done.code == 0
    assert "均与报告一致" in done.out


@pytest.mark.parametrize(("language", "words"), [("en", "no indicator"), ("zh", "没有指标")])
def test_an_unknown_indicator_is_named(place, language, words):
    done = place.suyang("plans", "rebuild", "--indicator", "no-such", "--language", language)
    assert done.code == 1
    assert words in done.said
    assert "no-such" in done.said


def _tamper(place) -> str:
    """A figure without a report behind it."""
    with closing(sqlite3.connect(place.database)) as database, database:
        unit = database.execute(
            "SELECT id FROM organisations_unit ORDER BY code LIMIT 1"
        ).fetchone()[0]
        id_, slug = database.execute(
            "SELECT id, slug FROM plans_indicator ORDER BY slug LIMIT 1"
        ).fetchone()
        database.execute(
            "INSERT INTO plans_series (indicator_id, unit_id, year, method, own)"
            " VALUES (?, ?, 2026, 1, ?)",
            [id_, unit, _one_value()],
        )
    return str(slug)


def _one_value() -> bytes:
    from suyang.plans.figures.cells import Cell, empty, pack, put

    cells = empty(1)
    put(cells, 0, ("total",), {"total": Cell(3.0)})
    return pack(cells, ("total",)) or b""
