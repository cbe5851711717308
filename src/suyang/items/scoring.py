"""Whether an answer is right: pure functions of an item's body (content/items/schema.json).

An answer is {control id: value}. The value of a choice is an option's id, of an entry the typed
text; of several a list of ids, of an order all ids as the person puts them, of a match a list of
"row:option" in the rows' order. An order or a match that is not whole is kept as a draft, so that
the person sees it again: an order then is a list of "option:place".

Whatever else stands in an answer (it may come from a file or a program) is as good as nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from math import factorial
from typing import Any

Answer = Mapping[str, "str | list[str]"]
MAX_ENTRY = 200
_CLOSING = " \t\n.。,，;；!！?？“”\"'‘’"
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_PLACE = re.compile(r"[1-9][0-9]?")


def score(body: Mapping[str, Any], answer: Answer) -> float:
    """1.0 when every part is right, else 0.0; with partial credit the category, 0 to full_score."""
    right = [one for control in parts(body, answer).values() for one in control]
    if "credit" not in body:
        return float(all(right))
    return float(sum(right.count(True) >= fewest for fewest in body["credit"]["from"]))


def full_score(body: Mapping[str, Any]) -> int:
    """The score of somebody who has everything right."""
    return len(body["credit"]["from"]) if "credit" in body else 1


def parts(body: Mapping[str, Any], answer: Answer) -> dict[str, list[bool]]:
    """What can be right by itself, by control: each row of a match, each two neighbours of an
    order's key that stand directly one after the other, every other control as one."""
    return {
        control["id"]: _parts(control, _values(answer.get(control["id"])))
        for control in body["controls"]
    }


def complete(body: Mapping[str, Any], answer: Answer) -> bool:
    """Whether every control has an answer: an empty one is not taken, the person is asked again."""
    return all(given(control, answer) for control in body["controls"])


def given(control: Mapping[str, Any], answer: Answer) -> bool:
    """Whether one control has its whole answer."""
    values = _values(answer.get(control["id"]))
    if control["kind"] == "order":
        return _in_a_row(control, places(control, values))
    if control["kind"] == "match":
        return len(matches(control, values)) == len(control["rows"])
    return any(values)


def clean(body: Mapping[str, Any], values: Mapping[str, list[str]]) -> dict[str, str | list[str]]:
    """Only what the item asks for, from form data {control id: values}; the rest is dropped."""
    return {
        control["id"]: _clean(control, values.get(control["id"], []))
        for control in body["controls"]
    }


def guessing(body: Mapping[str, Any]) -> float:
    """The chance of a blind hit: the product over what is chosen; 0 as soon as something must be
    typed or several must be ticked, and where a part of the answer counts too
    (docs/decisions/0006-guessing-of-tasks.md)."""
    chance = 0.0 if "credit" in body else 1.0
    for control in body["controls"]:
        chance *= _guessing(control)
    return chance


def normal(text: str) -> str:
    """A typed text as it is compared: NFKC, lower case, no spaces, no closing punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).strip(_CLOSING)


def number_in(text: str) -> float | None:
    """The one number of a typed text: 1,234.50, ¥38.5, 38.5元; None when there is none or two."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    folded = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", folded)
    found = _NUMBER.findall(folded)
    return float(found[0]) if len(found) == 1 else None


def places(control: Mapping[str, Any], values: list[str]) -> dict[str, int]:
    """The place that each option of an order is given, 1 first; two may be given the same.

    values: ids as they follow each other, or "option:place". An option with two places has none.
    """
    ids = _ids(control["options"])
    found: dict[str, set[int]] = {}
    for number, one in enumerate((value for value in values if value in ids), 1):
        found.setdefault(one, set()).add(number)
    for one, place in () if found else map(_pair, values):
        if one in ids and _PLACE.fullmatch(place):
            found.setdefault(one, set()).add(int(place))
    sure = {one: min(found[one]) for one in ids if len(found.get(one, ())) == 1}
    return {one: place for one, place in sure.items() if place <= len(ids)}


def matches(control: Mapping[str, Any], values: list[str]) -> dict[str, str]:
    """The option that each row of a match is given; a row with two has none."""
    rows, options = _ids(control["rows"]), _ids(control["options"])
    found: dict[str, set[str]] = {}
    for row, option in map(_pair, values):
        if row in rows and option in options:
            found.setdefault(row, set()).add(option)
    return {row: min(found[row]) for row in rows if len(found.get(row, ())) == 1}


def _clean(control: Mapping[str, Any], values: list[str]) -> str | list[str]:
    if control["kind"] == "entry":
        return _typed(values[0] if values else "")
    if control["kind"] == "order":
        placed = places(control, values)
        if _in_a_row(control, placed):
            return sorted(placed, key=placed.__getitem__)
        return [f"{one}:{place}" for one, place in placed.items()]
    if control["kind"] == "match":
        return [f"{row}:{option}" for row, option in matches(control, values).items()]
    chosen = [one for one in _ids(control["options"]) if one in values]
    if control["kind"] == "several":
        return chosen
    return chosen[0] if len(chosen) == 1 else ""


def _typed(text: str) -> str:
    """Without control characters and broken halves of characters, which no database keeps."""
    kept = (
        c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text[: 4 * MAX_ENTRY]
    )
    return "".join(kept).strip()[:MAX_ENTRY].strip()


def _parts(control: Mapping[str, Any], values: list[str]) -> list[bool]:
    if control["kind"] == "entry":
        return [len(values) == 1 and _entry_right(control, values[0])]
    if control["kind"] == "order":
        placed = places(control, values)
        whole = _in_a_row(control, placed)
        neighbours = pairwise(_ids(control["options"]))
        return [whole and placed[after] == placed[before] + 1 for before, after in neighbours]
    if control["kind"] == "match":
        matched = matches(control, values)
        return [matched.get(row["id"]) == row["goes"] for row in control["rows"]]
    return [set(values) == {option["id"] for option in control["options"] if option.get("key")}]


def _entry_right(control: Mapping[str, Any], typed: str) -> bool:
    if any(normal(typed) == normal(accepted) for accepted in control.get("accept", ())):
        return True
    if "number" not in control:
        return False
    value = number_in(typed)
    return value is not None and abs(value - control["number"]) <= control.get("tolerance", 1e-9)


def _guessing(control: Mapping[str, Any]) -> float:
    if control["kind"] == "choice":
        return 1 / len(control["options"])
    if control["kind"] == "order":
        return 1 / factorial(len(control["options"]))
    if control["kind"] == "match":
        return float(len(control["options"])) ** -len(control["rows"])
    return 0.0


def _in_a_row(control: Mapping[str, Any], placed: Mapping[str, int]) -> bool:
    """Every option has a place of its own."""
    return len(set(placed.values())) == len(control["options"])


def _ids(named: list[Mapping[str, Any]]) -> list[str]:
    return [one["id"] for one in named]


def _pair(value: str) -> tuple[str, str]:
    first, _colon, second = value.partition(":")
    return first, second


def _values(value: Any) -> list[str]:
    """The texts in whatever an answer holds for a control."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
