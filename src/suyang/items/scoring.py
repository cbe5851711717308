"""Whether an answer is right: pure functions of an item's body (content/items/schema.json).

An answer is {control id: option id | [option ids] | typed text}. An item is right (1.0) when every
control is right, else wrong (0.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

Answer = Mapping[str, "str | list[str]"]
MAX_ENTRY = 200
_CLOSING = " \t\n.。,，;；!！?？“”\"'‘’"
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def score(body: Mapping[str, Any], answer: Answer) -> float:
    """1.0 when every control of the item is right, else 0.0."""
    return float(all(_right(control, answer.get(control["id"])) for control in body["controls"]))


def complete(body: Mapping[str, Any], answer: Answer) -> bool:
    """Whether every control has an answer: an empty one is not taken, the person is asked again."""
    return all(_given(answer.get(control["id"])) for control in body["controls"])


def clean(body: Mapping[str, Any], given: Mapping[str, list[str]]) -> dict[str, str | list[str]]:
    """Only what the item asks for, from form data {control id: values}; the rest is dropped."""
    answer: dict[str, str | list[str]] = {}
    for control in body["controls"]:
        values = given.get(control["id"], [])
        if control["kind"] == "entry":
            answer[control["id"]] = _typed(values[0] if values else "")
            continue
        known = [option["id"] for option in control["options"]]
        chosen = [value for value in known if value in values]
        if control["kind"] == "several":
            answer[control["id"]] = chosen
        else:
            answer[control["id"]] = chosen[0] if len(chosen) == 1 else ""
    return answer


def guessing(body: Mapping[str, Any]) -> float:
    """The chance of a blind hit: the product of 1/options over single choices; 0 as soon as
    something must be typed or several must be ticked (docs/decisions/0006-guessing-of-tasks.md)."""
    chance = 1.0
    for control in body["controls"]:
        chance *= 1 / len(control["options"]) if control["kind"] == "choice" else 0.0
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


def _typed(text: str) -> str:
    """Without control characters and broken halves of characters, which no database keeps."""
    kept = (
        c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in text[: 4 * MAX_ENTRY]
    )
    return "".join(kept).strip()[:MAX_ENTRY].strip()


def _given(value: str | list[str] | None) -> bool:
    return bool(value)


def _right(control: Mapping[str, Any], value: str | list[str] | None) -> bool:
    if control["kind"] == "entry":
        return isinstance(value, str) and _entry_right(control, value)
    keys = {option["id"] for option in control["options"] if option.get("key")}
    given = {value} if isinstance(value, str) else set(value or ())
    return given == keys


def _entry_right(control: Mapping[str, Any], typed: str) -> bool:
    if any(normal(typed) == normal(accepted) for accepted in control.get("accept", ())):
        return True
    if "number" not in control:
        return False
    value = number_in(typed)
    return value is not None and abs(value - control["number"]) <= control.get("tolerance", 1e-9)
