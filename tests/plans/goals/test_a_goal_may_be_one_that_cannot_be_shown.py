"""Goals: rules over indicators, decided only where the parts decide."""

from __future__ import annotations

import pytest
import yaml
from django.urls import reverse

from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.goals import queries
from suyang.plans.goals.rules import (
    Answer,
    Because,
    Outcome,
    decide,
    of_change,
    of_target,
    wrong,
)
from suyang.plans.judging import Judgement, Known
from suyang.plans.models import Goal, Indicator, Plan
from suyang.plans.periods import Period
from suyang.plans.targets import actions
from suyang.plans.targets.actions import Wanted

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("needs", "answers", "outcome"),
    [
        ("all", [YES, YES], "reached"),
        ("all", [YES, UNKNOWN], "cannot_be_shown"),
        ("all", [NO, UNKNOWN], "not_reached"),
        ("most", [YES, YES, UNKNOWN], "reached"),
        ("most", [YES, NO, UNKNOWN], "cannot_be_shown"),
        ("most", [NO, NO, UNKNOWN], "not_reached"),
        ("most", [YES, NO], "not_reached"),
        (1, [YES, NO, NO], "reached"),
        (2, [YES, NO, UNKNOWN], "cannot_be_shown"),
        ("all", [], "cannot_be_shown"),
    ],
)
def test_the_parts_decide(needs, answers, outcome):
    assert decide(needs, answers) == Outcome(outcome)


@pytest.mark.parametrize(
    ("what", "before", "now", "answer", "because"),
    [
        ("risen", Known(3), Known(4), YES, Because.SHOWN),
        ("risen", Known(4), Known(4), NO, Because.SHOWN),
        ("fallen", Known(4), Known(3), YES, Because.SHOWN),
        ("risen", Known(0.5, 0.4, 0.6), Known(0.58, 0.5, 0.66), UNKNOWN, Because.ACROSS),
        ("risen", Known(0.5, 0.48, 0.52), Known(0.58, 0.56, 0.6), YES, Because.SHOWN),
        ("risen", Known(0.58, 0.56, 0.6), Known(0.5, 0.48, 0.52), NO, Because.SHOWN),
        ("narrowed", Known(-0.3, -0.32, -0.28), Known(0.1, 0.08, 0.12), YES, Because.SHOWN),
        ("narrowed", Known(0.1), Known(-0.2), NO, Because.SHOWN),
        ("risen", Known(None), Known(4), UNKNOWN, Because.NO_EARLIER_FIGURE),
        ("risen", Known(3), Known(None), UNKNOWN, Because.NO_FIGURE),
    ],
)
def test_a_change_is_said_only_where_the_interval_supports_it(what, before, now, answer, because):
    found = of_change(what, before, now)
    assert (found.answer, found.because) == (answer, because)


def test_a_target_answers_by_its_judgement():
    assert of_target(Judgement.ON_TRACK, ["met", "on_track"]).answer == YES
    assert of_target(Judgement.ON_TRACK, ["met"]).because == Because.NOT_YET
    assert of_target(Judgement.BEHIND, ["met"]).answer == NO
    assert of_target(Judgement.NOT_SHOWN, ["met"]).answer == UNKNOWN
    assert of_target(Judgement.NO_DATA, ["met"]).because == Because.NO_FIGURE


def test_a_rule_that_cannot_be_used_says_why():
    good = {"needs": "all", "of": [{"indicator": "a", "is": "risen"}]}
    assert wrong(good, {"a"}) == ""
    assert "called b" in wrong({**good, "of": [{"indicator": "b", "is": "risen"}]}, {"a"})
    assert "needs" in wrong({**good, "needs": 2}, {"a"})
    assert "'better'" in wrong({**good, "of": [{"indicator": "a", "is": "better"}]}, {"a"})


@pytest.mark.parametrize("slug", ["kp2022", "kp2024"])
@pytest.mark.django_db
def test_every_goal_of_both_plans_has_a_rule(bank, slug):
    goals = list(Goal.objects.filter(plan__slug=slug))
    known = set(Indicator.objects.values_list("slug", flat=True))
    assert goals
    for goal in goals:
        assert wrong(goal.rule, known) == "", goal.slug
    with open(f"content/plans/{slug}.yaml") as file:
        assert len(yaml.safe_load(file)["goals"]) == len(goals)


@pytest.mark.django_db
def test_a_plan_is_judged_from_figures_and_targets(bank, county, officer):
    plan = Plan.objects.get(slug="kp2022")

    def outcomes():
        found = queries.of_plan(plan, county.id, officer.actor)
        return {one.goal.slug: one.outcome.value for one in found}

    assert set(outcomes().values()) == {"cannot_be_shown"}
    offered = Indicator.objects.get(slug="resources-offered")
    for year, count in ((2021, 3), (2022, 8)):
        rollup.write_own(offered, county.id, year, {11: {"total": Cell(count)}})
    assert outcomes()["kp2022-g2"] == "reached"
    for slug in ("tasks-led", "units-with-a-plan", "reports-in-time"):
        indicator = Indicator.objects.get(slug=slug)
        rollup.write_own(
            indicator, county.id, 2022, {month: {"total": Cell(9, 10)} for month in range(12)}
        )
        actions.set_target(officer.actor, indicator, county, Wanted(Period(2022, "year"), 0.8))
    assert outcomes()["kp2022-g1"] == "reached"
    assert outcomes()["kp2022-g4"] == "cannot_be_shown"


@pytest.mark.django_db
def test_years_of_different_months_are_not_compared(bank, county):
    groups = Indicator.objects.get(slug="groups-opened")
    for year, months in ((2021, 12), (2022, 6)):
        rollup.write_own(groups, county.id, year, {m: {"total": Cell(5)} for m in range(months)})
    found = queries.of_plan(Plan.objects.get(slug="kp2022"), county.id, None)
    part = next(p for one in found for p in one.parts if p.slug == "groups-opened")
    assert part.part.because == Because.NOT_ALL_MONTHS


@pytest.mark.django_db
def test_the_page_shows_rules_to_all_and_judgements_to_offices(
    bank, county, officer, stranger, visitor
):
    address = reverse("plan-goals", args=["kp2022"])
    said = visitor.client.get(address).content.decode()
    assert "全民终身数字学习体系初步构建" in said
    assert "其中超过半数要成立" in said
    assert "看不出</span>" not in said
    said = officer.client.get(address).content.decode()
    assert "看不出</span>" in said
    assert stranger.client.get(address, {"unit": county.id}).status_code == 403


@pytest.mark.django_db
def test_the_goals_are_asked_about_in_a_later_year_too(bank, county, officer):
    offered = Indicator.objects.get(slug="resources-offered")
    for year, count in ((2023, 3), (2024, 8)):
        rollup.write_own(offered, county.id, year, {11: {"total": Cell(count)}})
    address = reverse("plan-goals", args=["kp2022"])

    def outcome(**given):
        page = officer.client.get(address, given)
        goals = {one["goal"].slug: one["outcome"] for one in page.context["goals"]}
        return page.context["year"], goals["kp2022-g2"]

    assert outcome() == ("2022", "cannot_be_shown")
    assert outcome(year="2024") == ("2024", "reached")
    assert outcome(year="1066") == outcome(year="next") == ("2022", "cannot_be_shown")
