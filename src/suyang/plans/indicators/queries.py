"""Which indicators there are for whom: an office's own are seen there, above and below."""

from __future__ import annotations

from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from suyang.foundation.permissions import NotFound
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, tops_where, units_where
from suyang.plans import queries
from suyang.plans.models import Indicator, KeyTask, Plan, TaskIndicator

# So many key tasks an indicator's page names; it says how many more there are.
SHOWN_TASKS: Final = 10


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


def tasks(actor: Actor, indicator: Indicator) -> tuple[list[KeyTask], int]:
    """The key tasks that it is evidence for, and how many more there are: those that the actor
    sees, of their own offices first, the latest plans first."""
    of_draft = Q(task__plan__unit_id__in=units_where(actor, "plan.see_drafts"))
    published = Q(task__plan__unit_id=None) | Q(task__first_edition__isnull=False)
    own = Q(task__plan__unit_id__in=tops_where(actor, "plan.see_figures"))
    links = indicator.task_links.filter(
        of_draft | published,
        task__withdrawn_on=None,
        task__plan__in=queries.visible_plans(actor).values("pk"),
    ).annotate(place=Case(When(own, then=Value(0)), default=Value(1)))
    ordered = links.select_related("task__plan").order_by(
        "place", "-task__plan__year", "task__plan__slug", "task__position"
    )
    shown = [link.task for link in ordered[:SHOWN_TASKS]]
    return shown, links.count() - len(shown)


def indicator(actor: Actor, slug: str) -> Indicator:
    """One of them. Raises NotFound for any other."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
