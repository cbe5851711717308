"""What somebody does at the very moment when their checks go to another person.

The claim holds its locks and waits, the other thread runs into it: so it is on both databases,
every time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

# Longer than another thread needs to work out what follows an answer, and to come to the lock.
HELD = 0.6


def race() -> dict[str, list[str]]:
    """By what is done meanwhile: what it came to, what the claim came to, and how all stands."""
    return {name: _one(name) for name in DONE}


def _answer(person: Any, check: Any, shown: Any) -> str:
    from suyang.assessment import actions
    from tests.assessment.taking import right

    return actions.answer(check, shown.id, right(shown.item.item.body)).value


def _ask(person: Any, check: Any, shown: Any) -> str:
    from suyang.assessment import actions

    return "presented" if actions.present(check) else "ended"


def _stop(person: Any, check: Any, shown: Any) -> str:
    from suyang.assessment import actions
    from suyang.organisations.permissions import Actor

    return "stopped" if actions.stop(Actor(person.id), check).finished_at else "open"


def _begin(person: Any, check: Any, shown: Any) -> str:
    from suyang.assessment import actions

    return str(actions.start(person, "elder", "en").id)


def _code(person: Any, check: Any, shown: Any) -> str:
    from suyang.people import actions

    return actions.new_return_code(person)


def _consent(person: Any, check: Any, shown: Any) -> str:
    from suyang.people import actions
    from suyang.people.texts import Purpose

    return str(actions.give_consent(person, Purpose.COUNT_IN_PLAN))


def _erase(person: Any, check: Any, shown: Any) -> str:
    from suyang.organisations.permissions import Actor
    from suyang.people import actions

    return str(actions.erase_person(person, Actor(person.id)))


DONE: dict[str, Callable[[Any, Any, Any], str]] = {
    "answer": _answer,
    "last answer": _answer,
    "ask": _ask,
    "stop": _stop,
    "begin": _begin,
    "code": _code,
    "consent": _consent,
    "erase": _erase,
}


def _one(name: str) -> list[str]:
    from suyang.assessment import actions, queries
    from suyang.organisations.permissions import Actor
    from suyang.people import actions as people
    from suyang.people import merging
    from suyang.people.models import Person
    from tests.assessment.racing import at_once
    from tests.assessment.taking import right, somebody

    goes, stays = somebody(), somebody()
    typed = people.new_return_code(goes)
    # The other person has met questions of the same kind already.
    other = actions.start(stays, "quick", "en", seed=1)
    for _number in range(6):
        asked = actions.present(other)
        actions.answer(other, asked.id, right(asked.item.item.body))
    actions.stop(Actor(stays.id), other)
    check = actions.start(goes, "quick", "en", seed=1)
    shown = None if name == "ask" else actions.present(check)
    while name == "last answer" and not _ends_with(check, shown):
        actions.answer(check, shown.id, right(shown.item.item.body))
        shown = actions.present(check)
    # As another request has read it, before the claim begins.
    read, person = queries.check_of(Actor(goes.id), check.id), Person.objects.get(id=goes.id)
    both_met = _again(goes, stays)
    held = threading.Event()

    def wait(_goes: Any, _stays: Any) -> dict[str, int]:
        held.set()
        time.sleep(HELD)
        return {}

    def claim() -> str:
        found = people.preview_claim(Actor(stays.id), stays, typed)
        people.claim(Actor(stays.id), stays, found.goes, found.code)
        return "joined"

    def meanwhile() -> str:
        from suyang.foundation.permissions import Refused

        held.wait(20)
        try:
            return DONE[name](person, read, shown)
        except Refused:
            return "refused"

    merging.merger("a pause in the middle", [], wait)
    try:
        joined, done = at_once(claim, meanwhile)
    finally:
        del merging._mergers["a pause in the middle"]
    return [done, joined, _whole(goes, stays, both_met)]


def _ends_with(check: Any, shown: Any) -> bool:
    """Whether the check ends when what is shown is solved."""
    from suyang.assessment import engine, queries
    from suyang.assessment.models import Check

    log = queries.log(check)
    row = log.arrays.place[shown.item_id]
    score = float(log.arrays.items.categories[row] - 1)
    return isinstance(
        engine.next_step(log.with_answer(engine.Entry(row, score, False, ""))), Check.End
    )


def _again(*people: Any) -> int:
    """How often these persons together were asked what had been asked before."""
    from suyang.assessment.models import Presentation

    asked = Presentation.objects.filter(check_taken__person__in=[one.id for one in people])
    slugs = list(asked.values_list("item__item__slug", flat=True))
    return len(slugs) - len(set(slugs))


def _whole(goes: Any, stays: Any, both_met: int) -> str:
    """Everything is the person's who stays, what is open goes on to its end, nothing is asked
    again, and no event names the one who went."""
    from suyang.assessment import actions, queries
    from suyang.assessment.models import Check
    from suyang.foundation.models import OutboxEvent
    from suyang.organisations.permissions import Actor
    from suyang.people.models import Person
    from tests.assessment.taking import right

    if Person.objects.filter(id=goes.id).exists() or Check.objects.filter(person=goes.id).exists():
        return "something stayed behind"
    for one in Check.objects.filter(person=stays, finished_at=None):
        check = queries.check_of(Actor(stays.id), one.id)
        while (asked := actions.present(check)) is not None:
            actions.answer(check, asked.id, right(asked.item.item.body))
    if _again(stays) != both_met:
        return f"asked again: {_again(stays)}, not {both_met}"
    named = [event.payload.get("person") for event in OutboxEvent.objects.all()]
    return "an event names nobody" if str(goes.id) in named else "whole"
