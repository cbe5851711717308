"""Which indicators there are for whom: an office's own are seen there, above and below."""

from __future__ import annotations

from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import LANGUAGES
from suyang.organisations.models import Unit
from suyang.organisations.permissions import (
    Actor,
    highest,
    may_anywhere,
    tops_where,
    units_where,
)
from suyang.plans import listing, published
from suyang.plans.models import Indicator, KeyTask, Plan, TaskIndicator
from suyang.plans.queries import visible_plans

# So many key tasks an indicator's page names; it says how many more there are.
SHOWN_TASKS: Final = 10
# Of what somebody looks for so many words count.
MOST_WORDS: Final = 6


def visible(actor: Actor) -> QuerySet[Indicator]:
    """What came with Suyang, what plans name that are seen, and, for whoever sees figures
    somewhere, those of offices at, above or below that place."""
    found = Indicator.objects.select_related("plan", "owner")
    if actor.system:
        return found
    seen = Q(plan__in=visible_plans(actor).values("pk")) | Q(plan=None, owner=None)
    if may_anywhere(actor, "plan.see_figures"):
        tops = highest(actor, "plan.see_figures")
        above = {one for top in tops for one in actor.path(top)}
        below = units_where(actor, "plan.see_figures")
        seen |= Q(plan=None) & (Q(owner_id__in=above) | Q(owner_id__in=below))
    return found.filter(seen)


def of_plan(found: QuerySet[Indicator], slug: str) -> QuerySet[Indicator]:
    """Those that a plan names, or that are evidence for one of its key tasks."""
    linked = TaskIndicator.objects.filter(task__plan__slug=slug).values("indicator")
    return found.filter(Q(plan__slug=slug) | Q(id__in=linked))


def named(found: QuerySet[Indicator], words: str) -> QuerySet[Indicator]:
    """Those whose name, definition or code holds every one of the words, in either language."""
    for word in words.split()[:MOST_WORDS]:
        said = Q(slug__icontains=word)
        for part in ("name", "definition"):
            for language in LANGUAGES:
                said |= Q(**{f"body__{part}__{language}__icontains": word})
        found = found.filter(said)
    return found


def owners(actor: Actor) -> list[Unit]:
    """The offices whose own indicators the actor sees."""
    of = visible(actor).exclude(owner=None).values("owner")
    return list(Unit.objects.filter(id__in=of).order_by("code"))


def plans(actor: Actor) -> list[Plan]:
    """Published plans that name an indicator which the actor sees, or have evidence in one: those
    that came with Suyang and those of the actor's offices."""
    seen = visible(actor)
    linked = TaskIndicator.objects.filter(indicator__in=seen.values("id")).values("task__plan")
    of = Plan.objects.exclude(state=Plan.State.DRAFT)
    named = seen.exclude(plan=None).values("plan")
    named_there = of.filter(Q(id__in=linked) | Q(id__in=named))
    return list(listing.near(named_there, listing.own_offices(actor)).order_by("year", "slug"))


def tasks(actor: Actor, indicator: Indicator) -> tuple[list[KeyTask], int]:
    """The key tasks that it is evidence for, and how many more there are: those that the actor
    sees, of their own offices first, the latest plans first."""
    of_draft = Q(task__plan__unit_id__in=units_where(actor, "plan.see_drafts"))
    for_all = Q(task__plan__unit_id=None) | Q(task__first_edition__isnull=False)
    own = Q(task__plan__unit_id__in=tops_where(actor, "plan.see_figures"))
    links = indicator.task_links.filter(
        of_draft | for_all,
        task__withdrawn_on=None,
        task__plan__in=visible_plans(actor).values("pk"),
    ).annotate(place=Case(When(own, then=Value(0)), default=Value(1)))
    ordered = links.select_related("task__plan", "task__aspect").order_by(
        "place", "-task__plan__year", "task__plan__slug", "task__position"
    )
    shown = [link.task for link in ordered[:SHOWN_TASKS]]
    return published.worded(actor, shown), links.count() - len(shown)


def indicator(actor: Actor, slug: str) -> Indicator:
    """One of them. Raises NotFound for any other."""
    found = visible(actor).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
