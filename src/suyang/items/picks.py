"""Controls in which things are given a place or an option: a list to choose from at each.

Native lists work alike with a finger, a keyboard and a screen reader, and without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from suyang.foundation.texts import Text, plain
from suyang.items import arrangement, scoring

# A list to choose from on a phone shows about so much of a line.
SHORT = {"zh-Hans": 12, "en": 26}
LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from: a place of an order, or an option of a match."""

    value: str
    letter: str
    text: Text | str
    chosen: bool


@dataclass(frozen=True)
class Pick:
    """A thing that is given one of the choices. `right` and `belongs` only with feedback:
    whether it was, and the right place or option."""

    id: str
    text: Text
    choices: tuple[Choice, ...]
    error: str = ""
    right: bool | None = None
    belongs: Choice | None = None


@dataclass(frozen=True)
class How:
    """What drawing a control depends on besides itself."""

    body: Mapping[str, Any]
    answer: scoring.Answer | None
    errors: Mapping[str, str]
    feedback: bool
    prefix: str

    def values(self, control: Mapping[str, Any]) -> list[str]:
        value = (self.answer or {}).get(control["id"]) or []
        return [value] if isinstance(value, str) else value

    @property
    def judged(self) -> bool:
        return self.feedback and self.answer is not None


def picks(control: Mapping[str, Any], how: How) -> tuple[Pick, ...]:
    """The fields of an order or a match; other controls have none."""
    if control["kind"] == "order":
        return _order(control, how)
    return _match(control, how) if control["kind"] == "match" else ()


def whole(kind: str) -> str:
    """What is said of the control when one of its fields is not answered."""
    if kind == "order":
        return _("Each line needs a place of its own. What you chose is kept.")
    return _("Each line needs an answer. What you chose is kept.")


def letters(control: Mapping[str, Any], body: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The options of a match with letters, where one of them is too long to be read in a list."""
    if control["kind"] != "match":
        return ()
    options = arrangement.shown(body, control)
    if all(
        len(option["text"].get(language, "")) <= most
        for option in options
        for language, most in SHORT.items()
    ):
        return ()
    return tuple(
        Choice(option["id"], letter, option["text"], False)
        for letter, option in zip(LETTERS, options, strict=False)
    )


def _order(control: Mapping[str, Any], how: How) -> tuple[Pick, ...]:
    """Each thing, as mixed as it is shown, with the places it can be given."""
    placed = scoring.places(control, how.values(control))
    texts = {option["id"]: option["text"] for option in control["options"]}
    key = {one: number for number, one in enumerate(texts, 1)}
    return tuple(
        Pick(
            id=f"{how.prefix}field-{control['id']}-{option['id']}",
            text=option["text"],
            choices=tuple(
                Choice(
                    f"{option['id']}:{place}",
                    "",
                    _("Place %(place)s") % {"place": place},
                    placed.get(option["id"]) == place,
                )
                for place in key.values()
            ),
            error=_no_own_place(option["id"], placed, texts) if control["id"] in how.errors else "",
            right=placed.get(option["id"]) == key[option["id"]] if how.judged else None,
            belongs=Choice("", "", str(key[option["id"]]), True) if how.feedback else None,
        )
        for option in arrangement.shown(how.body, control)
    )


def _match(control: Mapping[str, Any], how: How) -> tuple[Pick, ...]:
    """Each row with the options it can be given."""
    matched = scoring.matches(control, how.values(control))
    asked_again = control["id"] in how.errors and bool(matched)
    return tuple(
        Pick(
            id=f"{how.prefix}field-{control['id']}-{row['id']}",
            text=row["text"],
            choices=(lines := _lines(control, how, row["id"], matched.get(row["id"]))),
            error=_("Choose one here.") if asked_again and row["id"] not in matched else "",
            right=matched.get(row["id"]) == row["goes"] if how.judged else None,
            belongs=next(one for one in lines if one.value == f"{row['id']}:{row['goes']}")
            if how.feedback
            else None,
        )
        for row in control["rows"]
    )


def _lines(
    control: Mapping[str, Any], how: How, row: str, chosen: str | None
) -> tuple[Choice, ...]:
    options = arrangement.shown(how.body, control)
    lettered = bool(letters(control, how.body))
    return tuple(
        Choice(
            f"{row}:{option['id']}",
            LETTERS[number] if lettered else "",
            option["text"],
            option["id"] == chosen,
        )
        for number, option in enumerate(options)
    )


def _no_own_place(one: str, placed: Mapping[str, int], texts: Mapping[str, Text]) -> str:
    """What is wrong with the place of one thing; nothing is said while none has a place."""
    if placed and one not in placed:
        return _("Choose a place here.")
    others = [name for name, place in placed.items() if place == placed.get(one) and name != one]
    if not others:
        return ""
    return _("Place %(place)s is also given to: %(others)s") % {
        "place": placed[one],
        "others": " / ".join(plain(texts[name]) for name in others),
    }
