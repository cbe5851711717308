"""Small made-up banks: for tests of what is measured over a whole bank."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from suyang.foundation import content
from tests.items.samples import Body, item, text

# Pairs of characters and words that nothing means; texts of different items have few in common.
HAN = [chr(number) for number in range(0x4E00, 0x5E00)]
LETTERS = "bcdfghjklmnprstvw", "aeiou"


def words(dice: random.Random, count: int) -> str:
    return " ".join(
        "".join(dice.choice(one) for _pair in range(3) for one in LETTERS) for _word in range(count)
    )


def characters(dice: random.Random, count: int) -> str:
    return "".join(dice.choices(HAN, k=count))


def single(number: int, dice: random.Random, key: int = 0, length: int = 0, **more: Any) -> Body:
    """A single choice of four options of different lengths, in no order; the key is at that
    place, the longest or shortest where `length` is 1 or -1."""
    lengths = dice.sample([4, 5, 6, 7], 4)
    if length:
        best = max(lengths) if length > 0 else min(lengths)
        where = lengths.index(best)
        lengths[where], lengths[key] = lengths[key], best
    options: list[Body] = [
        {
            "id": "abcd"[place],
            "text": text(characters(dice, 3 * long), words(dice, long)),
            **({"key": True} if place == key else {"why": text("不合适", "it does not fit")}),
        }
        for place, long in enumerate(lengths)
    ]
    return item(
        f"{number}",
        "single",
        (characters(dice, 30), words(dice, 12)),
        {"id": "answer", "kind": "choice", "options": options},
        **more,
    )


def singles(
    count: int, key: Callable[[int], int] = lambda number: number % 4, length: int = 0
) -> list[Body]:
    dice = random.Random(20261121)
    return [single(number, dice, key(number), length) for number in range(count)]


def documents(bodies: Iterable[Body]) -> list[content.Document]:
    """As if read from files, without lines."""
    return [
        content.Document(Path(), f"items/{body['competence']}/{body['id']}.yaml", body, {})
        for body in bodies
    ]


def written(folder: Path, body: Body) -> content.Document:
    """Truly read from a file, with lines."""
    path = folder / f"{body['id']}.yaml"
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    document = content.read_document(path, folder)
    assert isinstance(document, content.Document)
    return document
