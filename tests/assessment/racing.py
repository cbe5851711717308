"""Many threads at one check, on a database of its own: `python -m tests.assessment.racing`.

Prints as JSON what came of it; with the word `claims`, what came of answers in the middle of a
claim (`racing_claims`). Run as a process because the test's own database lives in memory
or in a transaction, where nothing can race.
"""

from __future__ import annotations

import json
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

THREADS = 6


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The results of calls that begin together, each in a thread with its own connection."""
    from django.db import connection

    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def race() -> dict[str, Any]:
    from suyang.assessment import actions, queries
    from suyang.assessment.models import Check, Presentation, Response, Result
    from suyang.foundation.models import OutboxEvent
    from suyang.organisations.permissions import Actor
    from suyang.people.models import Person
    from tests.assessment.taking import items_of, right, somebody, wrong

    found: dict[str, Any] = {}
    person, check_id = somebody(), uuid.uuid4()
    begun = at_once(*[lambda: actions.start(person, "quick", "en", check_id=check_id).id] * THREADS)
    found["begun"] = sorted({str(one) for one in begun}) == [str(check_id)]

    people = Person.objects.count()
    newcomer = uuid.uuid4()
    arrived = at_once(
        *[
            lambda: (
                actions.start_as_newcomer(
                    "quick", "en", check_id=newcomer, mode="alone", elder=False
                ).person_id
            )
        ]
        * THREADS
    )
    found["newcomers"] = [len(set(arrived)), Person.objects.count() - people]

    def fresh() -> Check:
        return queries.check_of(Actor(person.id), check_id)

    outcomes: Counter[str] = Counter()
    while True:
        shown = at_once(*[lambda: getattr(actions.present(fresh()), "id", None)] * THREADS)
        if len(set(shown)) > 1:
            found["presented"] = [str(one) for one in shown]
        if shown[0] is None or isinstance(shown[0], str):
            break
        body = Presentation.objects.get(id=shown[0]).item.item.body
        answers = [right(body), wrong(body)] * (THREADS // 2)
        given = at_once(
            *[
                lambda answer=answer, of=shown[0]: actions.answer(fresh(), of, answer).value
                for answer in answers
            ]
        )
        outcomes["accepted once" if given.count("accepted") == 1 else f"odd: {given}"] += 1
    check = fresh()
    positions = [one.position for one in queries.presentations_of(check)]
    found["outcomes"] = dict(outcomes)
    found["positions"] = positions == list(range(1, len(positions) + 1))
    found["answers"] = Response.objects.count() == len(positions)
    found["finished"] = check.finished_at is not None

    other = somebody()
    pair = [actions.start(other, "quick", "en", seed=1) for _number in range(2)]

    def go_through(check: Check) -> None:
        while (shown := actions.present(check)) is not None:
            actions.answer(check, shown.id, right(shown.item.item.body))

    failures = at_once(*[lambda check=check: go_through(check) for check in pair])
    slugs = [item.slug for check in pair for item in items_of(check)]
    found["side by side"] = failures == [None, None] and len(slugs) == len(set(slugs))

    stopped = actions.start(other, "elder", "en")
    actor = Actor(other.id)
    at_once(*[lambda: actions.stop(actor, queries.check_of(actor, stopped.id)).id] * THREADS)
    found["stopped once"] = [
        Result.objects.filter(check_taken=stopped).count(),
        OutboxEvent.objects.filter(subject=stopped.id).count(),
    ]
    return found


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.MIGRATION_MODULES = {app.split(".")[-1]: None for app in settings.INSTALLED_APPS}
    call_command("migrate", run_syncdb=True, verbosity=0)

    from suyang.foundation import content

    loaded = content.load(settings.SUYANG_CONTENT)
    if loaded.problems:
        raise SystemExit("\n".join(map(str, loaded.problems)))
    from tests.assessment import racing_claims

    print(json.dumps(racing_claims.race() if "claims" in sys.argv else race()))


if __name__ == "__main__":
    main()
