"""Which indicators there are for whom: an office's own are seen there, above and below."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from suyang.foundation.permissions import NotFound
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.plans import queries
from suyang.plans.models import Indicator, Plan, TaskIndicator


def visible(actor: Actor) -> QuerySet[Indicator]:
    """Those that came with Suyang, that a plan names which the actor sees, and those of offices
    that the actor looks into or stands below."""
    return queries.visible_indicators(actor)


def of_plan(found: QuerySet[Indicator], slug: str) -> QuerySet[Indicator]:
    """Those that a plan names, or that are evidence for one of its key tasks."""
    linked = TaskIndicator.objects.filter(task__plan__slug=slug).values("indicator")
    return found.filter(Q(plan__slug=slug) | Q(id__in=linked))


def owners(actor: Actor) -> list[Unit]:
    """The offices whose own indicators the actor sees."""
    of = visible(actor).exclude(owner=None).values("owner")
    return list(Unit.objects.filter(id__in=of).order_by("code"))


def plans(actor: Actor) -> list[Plan]:
    """Published plans that name an indicator which the actor sees, or have evidence in one."""
    seen = visible(actor)
    linked = TaskIndicator.objects.filter(indicator__in=seen.values("id")).values("task__plan")
    of = Plan.objects.exclude(state=Plan.State.DRAFT)
    named = seen.exclude(plan=None).values("plan")
    return list(of.filter(Q(id__in=linked) | Q(id__in=named)).order_by("year", "slug"))


def indicator(actor: Actor, slug: str) -> Indicator:
    """One of them. Raises NotFound for any other."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
