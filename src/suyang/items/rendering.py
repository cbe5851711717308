"""An item as it stands on a page: what is drawn holds no key unless feedback is asked for.

    {% include "items/item_form.html" with item=drawn heading="h1" %}

The including page makes the <form>, its buttons and the token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from suyang.foundation.texts import Text
from suyang.items import picks, scenes, scoring
from suyang.items.picks import Choice, How, Pick


@dataclass(frozen=True)
class Option:
    """`right` and `why` are None unless feedback was asked for."""

    id: str
    text: Text
    chosen: bool
    right: bool | None = None
    why: Text | None = None


@dataclass(frozen=True)
class Control:
    """One thing to answer. `name` is its field's name, `error` what is missing.

    picks: of an order or a match, in place of options; `letters`: the choices of a match that are
    too long for a list, read before it. `right`: of an entry, with feedback.
    """

    id: str
    name: str
    kind: str
    label: Text | None
    options: tuple[Option, ...]
    picks: tuple[Pick, ...]
    letters: tuple[Choice, ...]
    value: str
    unit: Text | None
    decimal: bool
    error: str
    right: bool | None = None


@dataclass(frozen=True)
class Drawn:
    """An item ready for its template. asks_again: the id of the first field without an answer that
    it needs, after an answer was sent. What follows it only with feedback."""

    id: str
    stem: Text
    scene: scenes.Scene | None
    controls: tuple[Control, ...]
    asks_again: str = ""
    right: bool | None = None
    right_parts: int = 0
    all_parts: int = 0
    rationale: Text | None = None


class Submitted(Protocol):
    """Form data: Django's QueryDict."""

    def getlist(self, key: str) -> list[Any]: ...


def draw(
    body: Mapping[str, Any],
    answer: scoring.Answer | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    feedback: bool = False,
    prefix: str = "",
) -> Drawn:
    """The item with what was chosen so far. `prefix` keeps several items on a page apart.

    errors: by control, what is said where an answer is missing; at an order or a match, words
    that say which of its fields it is take its place.
    feedback: show which options are right and why; only for items whose key may be seen.
    """
    how = How(body, answer, errors or {}, feedback, prefix)
    below: dict[str, tuple[Control, ...]] = {}
    for control in body["controls"]:
        at = control.get("at", "")
        below[at] = (*below.get(at, ()), _control(control, how))
    found = [one for some in scoring.parts(body, answer or {}).values() for one in some]
    return Drawn(
        id=f"{prefix}item",
        stem=body["stem"],
        scene=scenes.draw(body["scene"], below, prefix) if "scene" in body else None,
        controls=below.get("", ()),
        asks_again=_asks_again(below),
        right=all(found) if how.judged else None,
        right_parts=found.count(True) if how.judged else 0,
        all_parts=len(found) if how.judged else 0,
        rationale=body["rationale"] if feedback else None,
    )


def read(body: Mapping[str, Any], data: Submitted, prefix: str = "") -> dict[str, str | list[str]]:
    """The answer in submitted form data; only what the item asks for."""
    ids = [control["id"] for control in body["controls"]]
    return scoring.clean(body, {name: data.getlist(prefix + name) for name in ids})


def missing(body: Mapping[str, Any], answer: scoring.Answer) -> list[str]:
    """The controls that have no whole answer yet, in their order."""
    return [one["id"] for one in body["controls"] if not scoring.given(one, answer)]


def _asks_again(below: Mapping[str, tuple[Control, ...]]) -> str:
    """The first field to go to: those below a scene's parts come before those below the scene."""
    ordered = sorted(below.items(), key=lambda one: one[0] == "")
    for control in (one for _at, controls in ordered for one in controls if one.error):
        if control.picks:
            return next((one.id for one in control.picks if one.error), control.picks[0].id)
        return control.id if control.kind == "entry" else f"{control.id}-first"
    return ""


def _control(control: Mapping[str, Any], how: How) -> Control:
    kind = control["kind"]
    values = how.values(control)
    picked = kind in ("order", "match")
    error = how.errors.get(control["id"], "")
    return Control(
        id=f"{how.prefix}field-{control['id']}",
        name=how.prefix + control["id"],
        kind=kind,
        label=control.get("label"),
        options=() if picked else _options(control, values, how.feedback),
        picks=picks.picks(control, how),
        letters=picks.letters(control, how.body),
        value=values[0] if kind == "entry" and values else "",
        unit=control.get("unit"),
        # A keypad of numbers only where figures alone are asked for.
        decimal="number" in control,
        error=picks.whole(kind) if picked and error else error,
        right=_right(control, how) if kind == "entry" else None,
    )


def _options(
    control: Mapping[str, Any], values: Sequence[str], feedback: bool
) -> tuple[Option, ...]:
    return tuple(
        Option(
            option["id"],
            option["text"],
            option["id"] in values,
            bool(option.get("key")) if feedback else None,
            option.get("why") if feedback else None,
        )
        for option in control.get("options", ())
    )


def _right(control: Mapping[str, Any], how: How) -> bool | None:
    if not how.judged:
        return None
    return all(scoring.parts(how.body, how.answer or {})[control["id"]])
