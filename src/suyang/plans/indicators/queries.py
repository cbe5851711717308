"""Which indicators there are for whom: an office's own are seen there, above and below."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from suyang.foundation.permissions import NotFound
from suyang.organisations.permissions import Actor, highest, units_where
from suyang.plans.models import Indicator, Plan

_SEE = "plan.see_figures"


def visible(actor: Actor) -> QuerySet[Indicator]:
    """Those that came with Suyang, that a published plan names, and those of offices that the
    actor looks into or stands below."""
    found = Indicator.objects.select_related("plan", "owner").exclude(plan__state=Plan.State.DRAFT)
    if actor.system:
        return found
    above: set[uuid.UUID] = set()
    for top in highest(actor, _SEE):
        above.update(actor.path(top))
    return found.filter(Q(owner=None) | Q(owner__in=units_where(actor, _SEE)) | Q(owner__in=above))


def indicator(actor: Actor, slug: str) -> Indicator:
    """One of them. Raises NotFound for any other."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
