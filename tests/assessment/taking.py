"""How tests take a check: right and wrong answers to any item, and somebody of a given ability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from suyang.assessment import actions, queries
from suyang.assessment.models import Check, Presentation
from suyang.foundation import clock
from suyang.items.queries import bank_parameters
from suyang.organisations.permissions import Actor
from suyang.people.models import Person

Answer = dict[str, Any]


def somebody(name: str = "学员") -> Person:
    return Person.objects.create(name=name, created_at=clock.now())


def right(body: dict[str, Any]) -> Answer:
    """The key of every control."""
    return {control["id"]: _key(control) for control in body["controls"]}


def wrong(body: dict[str, Any]) -> Answer:
    """Something else in every control."""
    return {control["id"]: _distractor(control) for control in body["controls"]}


def solves(ability: float, seed: int = 1) -> Callable[[Presentation], bool]:
    """Whether somebody of this ability solves what is presented, by the item's own parameters."""
    rng = np.random.default_rng(seed)

    def solve(shown: Presentation) -> bool:
        item = shown.item
        known = 1 / (1 + np.exp(-item.discrimination * (ability - item.difficulty)))
        return bool(rng.random() < item.guessing + (1 - item.guessing) * known)

    return solve


def take(
    check: Check,
    solve: Callable[[Presentation], bool] = lambda shown: True,
    items: int = 100,
    **how: Any,
) -> Check:
    """Answer up to so many questions; the check as it then is."""
    for _number in range(items):
        shown = actions.present(check)
        if shown is None:
            break
        body = shown.item.item.body
        actions.answer(check, shown.id, right(body) if solve(shown) else wrong(body), **how)
    return queries.check_of(Actor(check.person_id), check.id)


def items_of(check: Check) -> list[Any]:
    return [shown.item.item for shown in queries.presentations_of(check)]


def put_before(monkeypatch: Any, check: Check, body: dict[str, Any]) -> Presentation:
    """Let the question now before the person be this one: versions never change and are kept in
    the process, so for the test it is another one there."""
    shown = actions.present(check)
    assert shown is not None
    version = bank_parameters(check.bank_id)[shown.item_id].item
    monkeypatch.setattr(version, "body", body)
    monkeypatch.setattr(version, "format", body["format"])
    return shown


def _key(control: dict[str, Any]) -> Any:
    if control["kind"] == "entry":
        return str(control["number"]) if "number" in control else control["accept"][0]
    if control["kind"] == "order":
        return [option["id"] for option in control["options"]]
    if control["kind"] == "match":
        return [f"{row['id']}:{row['goes']}" for row in control["rows"]]
    keys = [option["id"] for option in control["options"] if option.get("key")]
    return keys if control["kind"] == "several" else keys[0]


def _distractor(control: dict[str, Any]) -> Any:
    if control["kind"] == "entry":
        return "这不对"
    if control["kind"] == "order":
        return _key(control)[::-1]
    ids = [option["id"] for option in control["options"]]
    if control["kind"] == "match":
        return [
            f"{row['id']}:{next(one for one in ids if one != row['goes'])}"
            for row in control["rows"]
        ]
    others = [option["id"] for option in control["options"] if not option.get("key")]
    return others[:1] if control["kind"] == "several" else others[0]
