"""Which task contributes to which, seen from below and from above; not for strangers."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.foundation.permissions import Denied, NotFound
from suyang.plans import contributions
from suyang.plans.contributing import queries
from suyang.plans.models import Aspect, KeyTask, Plan
from suyang.plans.writing import text
from tests.conftest import _staff
from tests.plans.contributing.conftest import both, publish

pytestmark = pytest.mark.django_db


def test_the_adopting_office_sees_what_it_takes_up_and_what_not(town_office, adopted, farmers):
    found = queries.upwards(town_office.actor, adopted.slug)
    assert [[line.title["zh-Hans"] for line in one.above] for one in found.tasks] == [
        ["老年人培训"],
        [],
    ]
    assert [line.slug for line in found.left] == [farmers.slug]
    assert [one.task.title["zh-Hans"] for one in found.for_itself] == ["镇里自定的事"]
    page = town_office.client.get(reverse("plan-carries-out", args=[adopted.slug]))
    said = page.content.decode()
    assert "农民培训" in said
    assert reverse("task", args=[farmers.slug]) in said


def test_merged_tasks_take_up_each_of_those_above(town_office, adopted, elders, farmers):
    own = adopted.tasks.get(contributes_to=elders)
    own.also_contributes_to.add(farmers)
    found = queries.upwards(town_office.actor, adopted.slug)
    assert [line.slug for line in found.tasks[0].above] == [elders.slug, farmers.slug]
    assert found.left == []


def test_the_unit_above_sees_who_takes_up_each_task_and_which_nobody_does(
    administrator, plan, adopted, elders, farmers, town, other_village
):
    found = queries.downwards(administrator.actor, plan.slug)
    assert [(one.task.slug, one.units, one.left) for one in found.tasks] == [
        (elders.slug, 1, 0),
        (farmers.slug, 0, 1),
    ]
    assert [one.task.slug for one in found.uncovered] == [farmers.slug]
    assert (found.adopted, found.idle, found.level, found.waiting) == (1, 0, 2, 1)
    address = reverse("plan-below", args=[plan.slug])
    said = administrator.client.get(address).content.decode()
    assert "?show=waiting" in said
    assert f"?task={farmers.slug}&amp;show=left" in said
    opened = administrator.client.get(address, {"task": elders.slug}).content.decode()
    assert "河口镇" in opened
    assert "老年人培训" in opened
    left = administrator.client.get(address, {"task": farmers.slug, "show": "left"})
    assert "河口镇" in left.content.decode()
    waiting = administrator.client.get(address, {"show": "waiting"}).content.decode()
    assert "南山镇" in waiting
    assert "河口镇" not in waiting


def test_a_unit_that_adopted_the_plan_and_takes_up_nothing_is_listed(
    administrator, plan, adopted, elders, town
):
    adopted.tasks.filter(contributes_to=elders).update(contributes_to=None)
    found = queries.downwards(administrator.actor, plan.slug)
    assert (found.adopted, found.idle) == (1, 1)
    address = reverse("plan-below", args=[plan.slug])
    page = administrator.client.get(address)
    assert "?show=idle" in page.content.decode()
    listed = administrator.client.get(address, {"show": "idle"})
    assert [one.unit for one in listed.context["shown"].found] == [town.id]


def test_two_tasks_of_a_unit_for_one_above_count_as_one_unit(
    administrator, plan, adopted, elders, farmers
):
    own = adopted.tasks.get(contributes_to=elders)
    second = adopted.tasks.exclude(pk=own.pk).get()
    second.contributes_to = farmers
    second.save()
    second.also_contributes_to.add(elders)
    found = queries.downwards(administrator.actor, plan.slug)
    assert [one.units for one in found.tasks] == [1, 1]


def test_what_is_no_list_of_units_is_not_there(administrator, plan, adopted, elders):
    address = reverse("plan-below", args=[plan.slug])
    for asked in ({"task": "no-such"}, {"show": "left"}, {"show": "x"}, {"show": "taking"}):
        assert administrator.client.get(address, asked).status_code == 404
    none = administrator.client.get(address, {"task": elders.slug, "words": "无此"})
    assert none.status_code == 200
    assert none.context["shown"].found == []


def test_whoever_reads_no_drafts_below_sees_the_edition(
    county, plan, town_office, adopted, elders, make_unit
):
    """A reviewer of the county office alone: nothing of the town's draft, then what it published,
    and never the change that it has not published."""
    reader = _staff("reader", "reviewer", county)
    reader.person.grants.update(reach="unit")
    empty = queries.downwards(reader.actor, plan.slug)
    assert [one.units for one in empty.tasks] == [0, 0]
    publish(town_office.actor, adopted)
    own = adopted.tasks.get(contributes_to=elders)
    text.change_task(town_office.actor, own, title=both("还没公布的改动"), text={})
    own.contributes_to = None
    own.save()
    again = _again(reader)
    fresh = queries.downwards(again, plan.slug)
    assert [one.units for one in fresh.tasks] == [1, 0]
    (found,) = queries.units_below(again, plan.slug, "taking", task=elders.slug).found
    assert [line.title["zh-Hans"] for line in found.tasks] == ["老年人培训"]
    publish(town_office.actor, adopted)
    assert [one.units for one in queries.downwards(again, plan.slug).tasks] == [0, 0]


def _again(who):
    from suyang.organisations.permissions import Actor

    return Actor(who.person.id, who.actor.account_id)


def test_the_adopting_office_reads_the_edition_above_and_not_its_draft(
    administrator, town_office, plan, adopted, farmers
):
    text.change_task(administrator.actor, farmers, title=both("县里还没公布"), text={})
    found = queries.upwards(town_office.actor, adopted.slug)
    assert [line.title["zh-Hans"] for line in found.left] == ["农民培训"]


@pytest.mark.parametrize("page", ["plan-carries-out", "plan-below"])
def test_may_the_stranger(page, stranger, participant, visitor, plan, adopted):
    slug = adopted.slug if page == "plan-carries-out" else plan.slug
    address = reverse(page, args=[slug])
    answer = stranger.client.get(address)
    assert answer.status_code == 404
    for nobody in (participant, visitor):
        assert nobody.client.get(address).status_code == 302
    with pytest.raises(NotFound):
        getattr(queries, "upwards" if page == "plan-carries-out" else "downwards")(
            stranger.actor, slug
        )


def test_an_office_sees_of_a_plan_of_the_content_its_own_tree(
    administrator, stranger, county, other_county
):
    above = Plan.objects.get(slug="kp2022")
    elsewhere = _staff("elsewhere", "administrator", other_county)
    for who, unit in ((administrator, county), (elsewhere, other_county)):
        made = contributions.adopt(
            who.actor, above, unit, title=both("采用"), year=2027, key=uuid.uuid4()
        )
        publish(who.actor, made)
    found = queries.downwards(administrator.actor, "kp2022")
    assert (found.adopted, found.waiting, found.uncovered) == (1, 0, [])
    first = found.tasks[0].task.slug
    listed = queries.units_below(administrator.actor, "kp2022", "taking", task=first)
    assert [one.unit for one in listed.found] == [county.id]
    with pytest.raises(Denied):
        queries.downwards(stranger.actor, "kp2022")


def test_three_hundred_units_below_cost_no_more_questions(
    administrator, plan, elders, make_unit, county, django_assert_max_num_queries
):
    for number in range(300):
        unit = make_unit(f"t{number:03}", f"镇{number}", "town", county)
        made = Plan.objects.create(
            slug=f"below-{number}",
            title=both("镇方案"),
            year=2027,
            unit=unit,
            adopts=plan,
            state=Plan.State.DRAFT,
        )
        aspect = Aspect.objects.create(
            plan=made, number="1", position=1, body={"title": both("培训")}
        )
        KeyTask.objects.create(
            plan=made,
            aspect=aspect,
            slug=f"below-{number}-t1",
            number="1.1",
            position=1,
            body={"title": both("学")},
            contributes_to=elders,
        )
    with django_assert_max_num_queries(16):
        found = queries.downwards(administrator.actor, plan.slug)
    assert found.adopted == 300
    assert [one.units for one in found.tasks] == [300, 0]
    address = reverse("plan-below", args=[plan.slug])
    with django_assert_max_num_queries(40):
        page = administrator.client.get(address)
    assert page.status_code == 200
    assert len(page.content) < 30_000
    with django_assert_max_num_queries(40):
        page = administrator.client.get(address, {"task": elders.slug, "page": "2"})
    shown = page.context["shown"]
    assert [one.name["zh-Hans"] for one in shown.found][:1] == ["镇50"]
    assert (len(shown.found), shown.page.paginator.count) == (50, 300)
    some = administrator.client.get(address, {"task": elders.slug, "words": "镇29"})
    assert some.context["shown"].page.paginator.count == 11
