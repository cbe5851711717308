"""The rule by which an office's own goal is judged: the office's own, like risks and states, and no
part of an edition's text. Goals that came with Suyang have theirs from the content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit
from suyang.foundation.permissions import Refused
from suyang.organisations.permissions import Actor
from suyang.plans.goals import rules
from suyang.plans.indicators import queries as indicators
from suyang.plans.models import Goal
from suyang.plans.writing import access
from suyang.plans.writing.making import stream
from suyang.plans.writing.wording import check_seen

MOST_PARTS: Final = 6
NEEDS: Final = ("all", "most")
# What may be asked of an indicator: how it changed, or how its target stands.
ASKS: Final[dict[str, str | list[str]]] = {
    "risen": "risen",
    "fallen": "fallen",
    "narrowed": "narrowed",
    "met": ["met"],
    "on-track": ["met", "on_track"],
}


@transaction.atomic
def set_rule(
    actor: Actor,
    goal: Goal,
    needs: str,
    parts: Sequence[tuple[str, str]],
    seen: str | None = None,
) -> Goal:
    """parts: (indicator's slug, one of ASKS); none takes the rule away. Raises Refused for an
    indicator that the actor does not see, or one that is asked about twice in the same way."""
    plan = access.locked(actor, goal.plan)
    row = Goal.objects.get(pk=goal.pk)
    wanted = _rule(actor, needs, parts)
    if not check_seen({"rule": row.rule}, {"rule": wanted}, seen):
        return row
    before, row.rule = row.rule, wanted
    row.save(update_fields=["rule"])
    audit.record(
        stream(plan), actor, "goal.rule", goal=row.slug, before={"rule": before}, after=wanted
    )
    return row


def asked(rule: dict[str, Any]) -> list[tuple[str, str]]:
    """The parts of a rule as `set_rule` takes them."""
    names = {str(what): name for name, what in ASKS.items()}
    return [(part["indicator"], names.get(str(part["is"]), "met")) for part in rule.get("of", ())]


def _rule(actor: Actor, needs: str, parts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    if not parts:
        return {}
    if len(set(parts)) < len(parts):
        raise Refused(_("The same is asked twice. Leave one of them out."), code="twice")
    rule = {
        "needs": needs,
        "of": [{"indicator": slug, "is": ASKS.get(ask, ask)} for slug, ask in parts],
    }
    slugs = {slug for slug, _ask in parts}
    known = set(indicators.visible(actor).filter(slug__in=slugs).values_list("slug", flat=True))
    if rules.wrong(rule, known) or len(parts) > MOST_PARTS:
        raise Refused(_("Choose indicators and questions of the lists."), code="invalid")
    return rule
