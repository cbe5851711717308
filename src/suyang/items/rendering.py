"""An item as it stands on a page: what is drawn holds no key unless feedback is asked for.

    {% include "items/item_form.html" with item=drawn heading="h1" %}

The including page makes the <form>, its buttons and the token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from suyang.foundation.texts import Text
from suyang.items import scoring


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
    """One thing to answer. `name` is its field's name, `error` what is missing."""

    id: str
    name: str
    kind: str
    label: Text | None
    options: tuple[Option, ...]
    value: str
    unit: Text | None
    decimal: bool
    error: str


@dataclass(frozen=True)
class Part:
    """A message or a line of a scene, with the controls that stand below it."""

    id: str
    content: Mapping[str, Any]
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Scene:
    """What a simulated task shows."""

    title: Text | None
    notice: Text | None
    rows: tuple[Mapping[str, Text], ...]
    messages: tuple[Part, ...]
    lines: tuple[Part, ...]


@dataclass(frozen=True)
class Drawn:
    """An item ready for its template. `right` and `rationale` only with feedback."""

    id: str
    stem: Text
    scene: Scene | None
    controls: tuple[Control, ...]
    right: bool | None = None
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

    feedback: show which options are right and why; only for items whose key may be seen.
    """
    given = answer or {}
    missing = errors or {}
    controls = {
        control["id"]: _control(
            control, given.get(control["id"]), missing.get(control["id"], ""), feedback, prefix
        )
        for control in body["controls"]
    }
    below: dict[str, list[Control]] = {}
    for control in body["controls"]:
        below.setdefault(control.get("at", ""), []).append(controls[control["id"]])
    return Drawn(
        id=f"{prefix}item",
        stem=body["stem"],
        scene=_scene(body["scene"], below, prefix) if "scene" in body else None,
        controls=tuple(below.get("", ())),
        right=scoring.score(body, given) == 1 if feedback and answer is not None else None,
        rationale=body["rationale"] if feedback else None,
    )


def read(body: Mapping[str, Any], data: Submitted, prefix: str = "") -> dict[str, str | list[str]]:
    """The answer in submitted form data; only what the item asks for."""
    ids = [control["id"] for control in body["controls"]]
    return scoring.clean(body, {name: data.getlist(prefix + name) for name in ids})


def missing(body: Mapping[str, Any], answer: scoring.Answer) -> list[str]:
    """The controls that have no answer yet, in their order."""
    return [control["id"] for control in body["controls"] if not answer.get(control["id"])]


def _scene(scene: Mapping[str, Any], below: Mapping[str, Iterable[Control]], prefix: str) -> Scene:
    def parts(name: str) -> tuple[Part, ...]:
        return tuple(
            Part(f"{prefix}at-{part['id']}", part, tuple(below.get(part["id"], ())))
            for part in scene.get(name, ())
        )

    return Scene(
        title=scene.get("title"),
        notice=scene.get("notice"),
        rows=tuple(scene.get("rows", ())),
        messages=parts("messages"),
        lines=parts("lines"),
    )


def _control(
    control: Mapping[str, Any],
    value: str | list[str] | None,
    error: str,
    feedback: bool,
    prefix: str,
) -> Control:
    chosen = [value] if isinstance(value, str) else list(value or ())
    return Control(
        id=f"{prefix}field-{control['id']}",
        name=prefix + control["id"],
        kind=control["kind"],
        label=control.get("label"),
        options=tuple(
            Option(
                option["id"],
                option["text"],
                option["id"] in chosen,
                bool(option.get("key")) if feedback else None,
                option.get("why") if feedback else None,
            )
            for option in control.get("options", ())
        ),
        value=chosen[0] if control["kind"] == "entry" and chosen else "",
        unit=control.get("unit"),
        # A keypad of numbers only where figures alone are asked for.
        decimal="number" in control,
        error=error,
    )
