"""The rule of an office's own goal: set on a page, taken over when a plan is adopted or copied."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans import contributions
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Goal, Indicator, Plan
from suyang.plans.writing import judging_goals, making
from suyang.plans.writing.wording import Overtaken, mark
from tests.plans.writing.conftest import both

pytestmark = pytest.mark.django_db
TITLE = both("本县方案")


@pytest.fixture
def adopted(administrator, county, bank):
    above = Plan.objects.get(slug="kp2024")
    return contributions.adopt(
        administrator.actor, above, county, title=TITLE, year=2026, key=uuid.uuid4()
    )


def test_what_is_adopted_or_copied_keeps_its_rules(administrator, county, adopted):
    above = dict(Plan.objects.get(slug="kp2024").goals.values_list("slug", "rule"))
    assert dict(adopted.goals.values_list("slug", "rule")) == above
    copy = making.copy_plan(administrator.actor, adopted, county, TITLE, 2027, key=uuid.uuid4())
    assert dict(copy.goals.values_list("slug", "rule")) == above


def test_a_rule_is_written_on_its_page_and_judged_by(administrator, county, adopted):
    goal = adopted.goals.first()
    client, address = administrator.client, reverse("goal-rule", args=[adopted.slug, goal.pk])
    form = client.get(address).context["form"]
    sent = {
        "seen": form["seen"].value(),
        "key": str(uuid.uuid4()),
        "needs": "all",
        "indicator_1": "resources-offered",
        **{f"ask_{n}": "risen" for n in range(1, judging_goals.MOST_PARTS + 1)},
    }
    assert client.post(address, sent).status_code == 302
    goal.refresh_from_db()
    assert goal.rule == {
        "needs": "all",
        "of": [{"indicator": "resources-offered", "is": "risen"}],
    }
    offered = Indicator.objects.get(slug="resources-offered")
    for year, count in ((2025, 3), (2026, 8)):
        rollup.write_own(offered, county.id, year, {11: {"total": Cell(count)}})
    page = client.get(reverse("plan-goals", args=[adopted.slug]))
    assert page.context["goals"][0]["outcome"] == "reached"
    assert "本单位自行规定" in page.content.decode()
    assert address in client.get(reverse("plan-write", args=[adopted.slug])).content.decode()


def test_two_at_once_and_nothing_that_cannot_be(administrator, adopted):
    goal = adopted.goals.first()
    actor, seen = administrator.actor, mark({"rule": goal.rule})
    judging_goals.set_rule(actor, goal, "most", [("people-learned", "on-track")], seen)
    assert judging_goals.asked(Goal.objects.get(pk=goal.pk).rule) == [
        ("people-learned", "on-track")
    ]
    with pytest.raises(Overtaken):
        judging_goals.set_rule(actor, goal, "all", [("groups-opened", "risen")], seen)
    twice = [("people-learned", "risen")] * 2
    for parts in ([("nothing", "risen")], twice, [("people-learned", "sung")]):
        with pytest.raises(Refused):
            judging_goals.set_rule(actor, goal, "all", parts)
    assert judging_goals.set_rule(actor, goal, "all", []).rule == {}


def test_a_stranger_sets_no_rule(stranger, adopted):
    goal = adopted.goals.first()
    with pytest.raises((Denied, NotFound)):
        judging_goals.set_rule(stranger.actor, goal, "all", [])
    address = reverse("goal-rule", args=[adopted.slug, goal.pk])
    assert stranger.client.get(address).status_code in (403, 404)
