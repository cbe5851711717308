"""The goals of a plan: the rules for everybody, the judgement for offices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation import clock
from suyang.organisations import queries as units
from suyang.organisations.permissions import Actor, highest, may, require
from suyang.people.actors import actor_of
from suyang.plans import published
from suyang.plans import queries as plans
from suyang.plans.goals import queries, words
from suyang.plans.models import Indicator, Plan
from suyang.plans.reporting.views import uuid_of


def goals(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    plan = plans.plan(slug, actor)
    places = highest(actor, "plan.see_figures")
    unit = uuid_of(request.GET.get("unit")) or (places[0] if places else None)
    context: dict[str, Any] = {
        "plan": plan,
        "unit": unit,
        "writes": plan.unit_id is not None and may(actor, "plan.write", plan.unit_id),
    }
    if unit is not None:
        require(actor, "plan.see_figures", unit)
        # What was to be reached in the plan's year is asked about in later years, too.
        years = [str(one) for one in range(plan.year, max(plan.year, clock.today().year) + 1)]
        asked = request.GET.get("year", "")
        context["year"] = asked if asked in years else years[0]
        context["years"] = years
        context["unit_name"] = units.name_of(unit)
        context["goals"] = [
            {
                "goal": one.goal,
                "outcome": one.outcome.value,
                "word": words.OUTCOMES[one.outcome],
                "needs": words.needs(one.goal.rule),
                "parts": [
                    {
                        "says": words.part(part),
                        "answer": words.ANSWERS[part.part.answer],
                        "reason": words.REASONS[part.part.because],
                        "rests_on": words.rests_on(part),
                        "indicator": part.indicator,
                        "target": part.target,
                    }
                    for part in one.parts
                ],
            }
            for one in queries.of_plan(plan, unit, actor, int(context["year"]))
        ]
    else:
        context["goals"] = [_rule(goal) for goal in published.goals(actor, plan)]
    return render(request, "plans/goals/goals.html", context)


def _writes(actor: Actor, plan: Plan) -> bool:
    return plan.unit_id is not None and may(actor, "plan.write", plan.unit_id)


def _rule(goal: Any) -> dict[str, Any]:
    """What anybody reads: the rule, without figures."""
    from suyang.plans.goals.rules import Answer, Because, Part

    parts = goal.rule.get("of", ())
    known = {
        one.slug: one
        for one in Indicator.objects.filter(slug__in=[part["indicator"] for part in parts])
    }
    unknown = Part(Answer.UNKNOWN, Because.NO_FIGURE)
    return {
        "goal": goal,
        "needs": words.needs(goal.rule),
        "parts": [
            {
                "says": words.part(
                    queries.Judged(
                        known.get(part["indicator"]), part["indicator"], part["is"], unknown
                    )
                ),
                "indicator": known.get(part["indicator"]),
            }
            for part in parts
        ],
    }
