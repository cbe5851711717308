"""Which tasks of a plan above an office takes up is chosen on its page, without scripts."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.plans import editions
from suyang.plans.contributing import queries
from suyang.plans.models import KeyTask, Plan
from suyang.plans.writing import carrying, text
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(plan):
    return reverse("plan-adopt", args=[plan.slug])


def fields(page, **more):
    form = page.context["form"]
    return {field.name: field.value() or "" for field in form} | more


def test_all_are_chosen_until_some_are_left_out(
    town_office, administrator, plan, elders, farmers, address
):
    page = town_office.client.get(address)
    assert page.context["form"]["tasks"].value() == [elders.slug, farmers.slug]
    assert page.content.decode().count(" checked>") == 2
    sent = fields(page, title_zh="河口镇工作要点", tasks=[elders.slug])
    for _click in range(2):
        answer = town_office.client.post(address, sent)
        assert answer.status_code == 302
    own = Plan.objects.get(adopts=plan)
    assert [task.contributes_to for task in own.tasks.all()] == [elders]
    # What was left out stands as not taken up, on both sides.
    assert [line.slug for line in queries.upwards(town_office.actor, own.slug).left] == [
        farmers.slug
    ]
    below = queries.downwards(administrator.actor, plan.slug)
    assert [one.task.slug for one in below.uncovered] == [farmers.slug]
    shown = administrator.client.get(reverse("plan-below", args=[plan.slug])).content.decode()
    assert "农民培训" in shown


def test_one_button_chooses_none_and_another_all(town_office, plan, elders, farmers, address):
    page = town_office.client.get(address)
    none = town_office.client.post(address, fields(page, title_zh="镇", choose="none"))
    assert none.content.decode().count(" checked>") == 0
    assert none.context["form"]["title_zh"].value() == "镇"
    assert none.context["form"]["key"].value() == str(page.context["form"]["key"].value())
    every = town_office.client.post(address, fields(none, choose="all"))
    assert every.content.decode().count(" checked>") == 2
    assert not Plan.objects.filter(adopts=plan).exists()


def test_nothing_chosen_is_said_at_the_list(town_office, plan, address):
    page = town_office.client.get(address)
    answer = town_office.client.post(address, fields(page, title_zh="镇", tasks=[]))
    assert answer.context["form"].errors["tasks"]
    assert 'id="tasks-wrong"' in answer.content.decode()
    assert not Plan.objects.filter(adopts=plan).exists()


def test_a_strangers_plan_is_adopted_by_nobody(stranger, visitor, plan, other_county, address):
    other = _staff("their-writer", "administrator", other_county)
    page = other.client.get(address)
    answer = other.client.post(address, fields(page, title_zh="夺"))
    assert answer.context["form"].errors
    for somebody in (stranger, visitor):
        assert somebody.client.post(address, {"title_zh": "夺"}).status_code in (302, 403, 404)
    assert not Plan.objects.filter(adopts=plan).exists()


def test_what_is_worked_on_above_is_neither_shown_nor_taken_over(
    administrator, town_office, plan, elders, farmers, address
):
    """The words of the newest edition count, not those that are written after it."""
    said = {"zh-Hans": "还没发布的话"}
    text.change_task(administrator.actor, elders, title=said, text=said, lead="还没发布的单位")
    text.change_aspect(administrator.actor, elders.aspect, said, said)
    carrying.add_milestone(administrator.actor, elders, said, dt.date(2027, 5, 1), uuid.uuid4())
    text.add_goal(administrator.actor, plan, said, uuid.uuid4())
    text.add_task(administrator.actor, farmers.aspect, title=said, text={}, key=uuid.uuid4())
    page = town_office.client.get(address)
    assert "还没发布" not in page.content.decode()
    town_office.client.post(address, fields(page, title_zh="镇"))
    own = Plan.objects.get(adopts=plan)
    assert [task.body["title"]["zh-Hans"] for task in own.tasks.order_by("position")] == [
        "老年人培训",
        "农民培训",
    ]
    assert "还没发布" not in str(editions.whole_text(own))
    elders.refresh_from_db()
    assert elders.body["title"] == said


def test_a_draft_is_not_there_to_adopt(town_office, plan, address):
    plan.editions.all().delete()
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.DRAFT)
    assert town_office.client.get(address).status_code == 404


def test_where_tasks_stand_is_as_published_too(
    town_office, administrator, plan, elders, farmers, address
):
    """One moved into an aspect that is not published, one taken out: neither is published yet."""
    said = {"zh-Hans": "还没发布的方面"}
    before = elders.aspect.body["title"]
    new = text.add_aspect(administrator.actor, plan, said, {}, uuid.uuid4())
    KeyTask.objects.filter(pk=elders.pk).update(aspect=new)
    text.withdraw_task(administrator.actor, farmers)
    page = town_office.client.get(address)
    assert page.context["form"]["tasks"].value() == [elders.slug, farmers.slug]
    assert "还没发布" not in page.content.decode()
    town_office.client.post(address, fields(page, title_zh="镇"))
    own = Plan.objects.get(adopts=plan)
    assert [aspect.body["title"] for aspect in own.aspects.all()] == [before]
    assert [task.contributes_to for task in own.tasks.order_by("position")] == [elders, farmers]
