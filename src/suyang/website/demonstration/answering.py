"""Made-up people answer a check: by the measurement model, from an ability that was drawn."""

from __future__ import annotations

import random

from suyang.assessment import actions as assessment
from suyang.assessment.models import Check, Presentation
from suyang.psychometrics.responses import probability


def answer_all(check: Check, theta: float, chance: random.Random) -> None:
    """Answer as somebody of that ability would, by the measurement model."""
    while (shown := assessment.present(check)) is not None:
        item = shown.item
        solved = chance.random() < float(
            probability(theta, item.discrimination, item.difficulty, item.guessing)
        )
        unsure = not solved and chance.random() < 0.25
        given = {} if unsure else _answer(shown, solved, chance)
        assessment.answer(check, shown.id, given, dont_know=unsure)
        check.refresh_from_db()


def _answer(shown: Presentation, solved: bool, chance: random.Random) -> dict[str, str | list[str]]:
    """An answer that is right, or wrong in one control at least."""
    controls = shown.item.item.body["controls"]
    missed = None if solved else chance.randrange(len(controls))
    return {
        control["id"]: _control(control, number != missed, chance)
        for number, control in enumerate(controls)
    }


def _control(control: dict, right: bool, chance: random.Random) -> str | list[str]:  # type: ignore[type-arg]
    if control["kind"] == "entry":
        if not right:
            return "不清楚"
        return str(control["accept"][0]) if "accept" in control else str(control["number"])
    if control["kind"] == "order":
        put = [option["id"] for option in control["options"]]
        return put if right else put[::-1]
    if control["kind"] == "match":
        ids = [option["id"] for option in control["options"]]
        return [
            f"{row['id']}:{row['goes'] if right else chance.choice(_but(ids, row['goes']))}"
            for row in control["rows"]
        ]
    keys = [option["id"] for option in control["options"] if option.get("key")]
    others = [option["id"] for option in control["options"] if not option.get("key")]
    if control["kind"] == "several":
        return keys if right else [chance.choice(others)]
    return keys[0] if right else str(chance.choice(others))


def _but(ids: list[str], one: str) -> list[str]:
    return [other for other in ids if other != one]
