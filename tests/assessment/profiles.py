"""How tests get a result quickly: answers are laid down without choosing each item."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import numpy as np

from suyang.assessment import actions, ledger, queries
from suyang.assessment.models import Check, Presentation, Response
from suyang.foundation import clock
from suyang.items.models import ItemParameters
from suyang.items.queries import bank_arrays
from suyang.organisations.permissions import Actor
from suyang.people.models import Person


def answered(
    person: Person,
    blueprint: str = "full",
    *,
    each: int = 2,
    ability: float = -0.3,
    spikes: dict[str, bool] | None = None,
    days_ago: int = 0,
    seed: int = 1,
    **how: Any,
) -> Check:
    """A finished check with `each` answers to every competence that it covers.

    An item below the person's ability is solved, and now and then one above. spikes: competences
    in which the hardest items are solved (True) or the easiest are not (False).
    """
    check = actions.start(person, blueprint, "zh-Hans", seed=seed, **how)
    bank = bank_arrays(check.bank_id)
    met = set(ledger.seen_elsewhere(check))
    rng = np.random.default_rng(seed)
    positions = itertools.count(1)
    for code in check.competences:
        spike = (spikes or {}).get(code)
        level = ability if spike is None else 9.0 if spike else -9.0
        open_ = [
            row
            for row in bank.rows
            if row.competence == code and row.pool == "monitoring" and row.slug not in met
        ]
        nearest = sorted(
            (row for row in open_ if not row.local),
            key=lambda row: (abs(bank.items.b[bank.place[row.id]] - level), row.slug),
        )
        for row in nearest[:each]:
            item = ItemParameters.objects.select_related("item").get(id=row.id)
            shown = Presentation.objects.create(
                check_taken=check,
                position=next(positions),
                item=item,
                presented_at=clock.now(),
            )
            most = bank.items.categories[bank.place[row.id]] - 1
            solved = item.difficulty < level or (spike is None and rng.random() < 0.2)
            Response.objects.create(
                presentation=shown,
                answer={},
                score=float(most if solved else 0),
                answered_at=clock.now(),
                received_at=clock.now(),
            )
    actions.stop(Actor(person.id), check)
    if days_ago:
        when = clock.now() - dt.timedelta(days=days_ago)
        Check.objects.filter(id=check.id).update(started_at=when, finished_at=when)
    return queries.check_of(Actor(person.id), check.id)
