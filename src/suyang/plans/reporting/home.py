"""What somebody with a role in reporting sees first: late, returned, waiting, asked."""

from __future__ import annotations

from dataclasses import dataclass

from suyang.organisations.permissions import Actor, may_anywhere, tops_where
from suyang.plans.models import FollowUp
from suyang.plans.reporting import reminding, standing
from suyang.plans.reporting.standing import Asked


@dataclass(frozen=True)
class Notices:
    """For the first page. soon: due within days, or reminded of; more_pressing, more_soon: how many
    more of each there are than are shown; later: how many others there are to do; waiting: reports
    that wait for a decision of the actor's own units; waiting_below: those that wait for offices
    below."""

    pressing: list[Asked]
    soon: list[Asked]
    more_pressing: int
    more_soon: int
    later: int
    waiting: int
    waiting_below: int
    follow_ups: list[FollowUp]
    answered: int
    fills: bool
    sees: bool


_SHOWN = 5


def notices(actor: Actor) -> Notices:
    own = standing.mine(actor)
    rows = [one for one in standing.of_units(own) if one.standing in standing.TO_DO]
    pressing = [one for one in rows if one.standing in (standing.RETURNED, standing.LATE)]
    soon = [
        one
        for one in rows
        if one.standing == standing.OPEN
        and (one.days <= reminding.BEFORE.days or one.due.reminded_at is not None)
    ]
    asked = FollowUp.objects.filter(unit_id__in=own, state=FollowUp.State.OPEN)
    answered = FollowUp.objects.filter(
        asked_by_unit_id__in=tops_where(actor, "follow_up.ask"), state=FollowUp.State.ANSWERED
    )
    decides = may_anywhere(actor, "report.decide")
    return Notices(
        pressing[:_SHOWN],
        soon[:_SHOWN],
        len(pressing[_SHOWN:]),
        len(soon[_SHOWN:]),
        len(rows) - len(pressing) - len(soon),
        standing.to_decide(actor).count() if decides else 0,
        standing.decided_by_others(actor).count() if decides else 0,
        list(asked.order_by("due", "id")[:_SHOWN]),
        answered.count(),
        bool(own),
        may_anywhere(actor, "report.see"),
    )
