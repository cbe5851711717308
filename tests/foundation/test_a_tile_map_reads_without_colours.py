"""A tile map: steps by full bars, signs for what is not shown, and every number in the table."""

from __future__ import annotations

import dataclasses
import re

import pytest

from suyang.foundation.charts import Mark, Tile, TileMap, steps, tile_map

MAP = TileMap(
    key="m",
    title="Share",
    description="Tiles",
    sentence="One of four is withheld.",
    marks={Mark.WITHHELD: "withheld", Mark.MISSING: "no report"},
    place_label="Place",
    value_label="Share",
    step_label="Step",
    steps_label="Two equal steps",
    wanted=2,
    tiles=(
        Tile(column=0, row=0, short="AA", name="Alpha", value=0.1),
        Tile(column=1, row=0, short="BB", name="Beta", value=0.9),
        Tile(column=0, row=1, short="CC", name="Gamma", value=Mark.WITHHELD),
        Tile(column=7, row=1, short="DD", name="Delta", value=Mark.MISSING),
    ),
)


def test_every_place_is_in_the_table_with_its_number_or_why_there_is_none() -> None:
    assert tile_map(MAP).table.rows == (
        ("Alpha", "10%", "1 / 2"),
        ("Beta", "90%", "2 / 2"),
        ("Gamma", "withheld", "–"),
        ("Delta", "no report", "–"),
    )


def test_a_higher_step_has_more_full_bars() -> None:
    def full(value: float) -> int:
        tiles = (
            Tile(column=0, row=0, short="AA", name="A", value=value),
            *MAP.tiles[1:],
            Tile(column=5, row=5, short="EE", name="E", value=0.1),
        )
        svg = tile_map(dataclasses.replace(MAP, tiles=tiles)).svg
        return len(re.findall(r'<rect[^>]*fill="#0b5a55"', svg))

    assert full(0.8) - full(0.2) == 1


def test_a_withheld_place_is_hatched_and_named_in_the_key() -> None:
    svg = tile_map(MAP).svg
    assert svg.count('fill="url(#m-withheld)"') == 2  # its tile and the key
    assert ">withheld<" in svg


@pytest.mark.parametrize(
    ("tiles", "why"),
    [
        (
            (
                Tile(column=0, row=0, short="A", name="A", value=1),
                Tile(column=0, row=0, short="B", name="B", value=1),
            ),
            "one place",
        ),
        ((Tile(column=8, row=0, short="A", name="A", value=1),), "outside"),
        ((Tile(column=0, row=0, short="黑龙江省", name="A", value=1),), "does not fit"),
        ((Tile(column=0, row=0, short="A", name="A", value=Mark.NOT_PUBLISHED),), "no word"),
    ],
)
def test_a_map_that_cannot_be_read_is_refused(tiles: tuple[Tile, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tile_map(dataclasses.replace(MAP, tiles=tiles))


def test_a_map_without_any_number_has_no_steps() -> None:
    only = dataclasses.replace(MAP, tiles=MAP.tiles[2:])
    assert [row[1] for row in tile_map(only).table.rows] == ["withheld", "no report"]


def test_equal_steps_are_equally_wide_and_quantiles_hold_as_many() -> None:
    values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 100.0]
    equal, quantiles = steps(values, 4, "equal"), steps(values, 4, "quantiles")
    assert equal.edges == (0, 25, 50, 75, 100)
    assert [quantiles.of(value) for value in values] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_equal_values_share_a_step() -> None:
    assert steps([5.0, 5.0, 5.0], 4, "quantiles").of(5.0) == 0
    assert steps([5.0, 5.0, 5.0], 4, "equal").count == 1


def test_what_is_not_a_number_makes_no_step() -> None:
    with pytest.raises(ValueError, match="finite"):
        steps([float("nan")], 4, "equal")
