"""Made once whatever is clicked, copied a year on, numbered by places."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans.models import Plan
from suyang.plans.writing import bodies, carrying, making, moving, numbering, places, text
from suyang.plans.writing.wording import Overtaken, mark
from tests.plans.writing.conftest import both

pytestmark = pytest.mark.django_db


def numbers(plan):
    return [
        (one.number, one.body["title"]["zh-Hans"]) for one in plan.tasks.filter(withdrawn_on=None)
    ]


def test_a_double_click_makes_one_plan_one_aspect_and_one_task(administrator, county):
    keys = [uuid.uuid4() for _ in range(3)]
    for _click in range(2):
        plan = making.make_plan(administrator.actor, county, both("计划"), 2027, key=keys[0])
        aspect = text.add_aspect(administrator.actor, plan, both("一"), {}, keys[1])
        text.add_task(administrator.actor, aspect, title=both("任务"), text={}, key=keys[2])
    assert Plan.objects.filter(unit=county).count() == 1
    assert plan.aspects.count() == 1
    assert plan.tasks.count() == 1


def test_who_may_not_write_makes_none(trainer, stranger, county):
    for somebody in (trainer, stranger):
        with pytest.raises(Denied):
            making.make_plan(somebody.actor, county, both("计划"), 2027, key=uuid.uuid4())


def test_a_year_and_a_title_are_asked_for(administrator, county):
    with pytest.raises(Refused) as refused:
        making.make_plan(administrator.actor, county, both("计划"), 1890, key=uuid.uuid4())
    assert refused.value.field == "year"
    with pytest.raises(Refused) as refused:
        making.make_plan(administrator.actor, county, both("  "), 2027, key=uuid.uuid4())
    assert refused.value.field == "title_zh"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十")],
)
def test_numbers_in_chinese(number, words):
    assert numbering.in_chinese(number) == words


def test_the_scheme_changes_all_numbers(administrator, plan):
    now = making.head_of(plan)
    making.change_plan(
        administrator.actor,
        plan,
        title=plan.title,
        year=2027,
        intro={},
        scheme="chinese",
        seen=mark(now),
    )
    assert [one.number for one in plan.aspects.all()] == ["一", "二"]
    assert [one.number for one in plan.tasks.all()] == ["（一）", "（二）", "（一）"]


def test_a_task_moves_over_the_edge_of_its_aspect_once_for_a_double_click(administrator, plan):
    row = plan.tasks.get(number="1.2")
    place = places.place_of(row)
    assert moving.move(administrator.actor, row, False, place)
    assert not moving.move(administrator.actor, row, False, place)
    assert numbers(plan) == [("1.1", "老年人培训"), ("2.1", "农民培训"), ("2.2", "适老化改造")]
    row.refresh_from_db()
    assert moving.move(administrator.actor, row, True, places.place_of(row))
    assert numbers(plan) == [("1.1", "老年人培训"), ("1.2", "农民培训"), ("2.1", "适老化改造")]
    last = plan.tasks.get(number="2.1")
    assert not moving.move(administrator.actor, last, False, places.place_of(last))


def test_a_moved_aspect_takes_its_tasks_along(administrator, plan):
    second = plan.aspects.get(number="2")
    assert moving.move(administrator.actor, second, True, places.place_of(second))
    assert numbers(plan) == [("1.1", "适老化改造"), ("2.1", "老年人培训"), ("2.2", "农民培训")]


def test_a_withdrawn_task_leaves_its_number_and_comes_back(administrator, plan, task):
    text.withdraw_task(administrator.actor, task)
    text.withdraw_task(administrator.actor, task)
    assert numbers(plan) == [("1.1", "农民培训"), ("2.1", "适老化改造")]
    with pytest.raises(Refused) as refused:
        text.change_task(administrator.actor, task, title=both("新"), text={})
    assert refused.value.code == "withdrawn"
    text.bring_back(administrator.actor, task)
    assert numbers(plan) == [("1.1", "农民培训"), ("1.2", "老年人培训"), ("2.1", "适老化改造")]


def test_an_aspect_with_tasks_stays(administrator, plan):
    aspect = plan.aspects.get(number="2")
    with pytest.raises(Refused):
        text.withdraw_aspect(administrator.actor, aspect)
    task = plan.tasks.get(number="2.1")
    text.withdraw_task(administrator.actor, task)
    text.withdraw_aspect(administrator.actor, aspect)
    assert plan.aspects.filter(withdrawn_on=None).count() == 1
    text.bring_back(administrator.actor, task)
    assert [one.number for one in plan.aspects.all()] == ["1", "2"]


def test_two_who_write_at_once_are_shown_both_texts(administrator, officer, plan, task):
    seen = mark(text.task_text(task))
    text.change_task(
        officer.actor, task, title=both("老年人培训", "Older people"), text=both("甲"), seen=seen
    )
    with pytest.raises(Overtaken) as overtaken:
        text.change_task(administrator.actor, task, title=both("乙"), text=both("乙"), seen=seen)
    assert overtaken.value.theirs["text"] == {"zh-Hans": "甲"}
    # A second click on what was saved is no conflict.
    text.change_task(
        officer.actor, task, title=both("老年人培训", "Older people"), text=both("甲"), seen=seen
    )
    done = text.change_task(
        administrator.actor, task, title=both("乙"), text=both("乙"), seen=overtaken.value.mark
    )
    assert done.body["title"] == {"zh-Hans": "乙"}
    revision = plan.revision
    plan.refresh_from_db()
    assert plan.revision == revision + 2


def test_bodies_are_linked_where_they_are_known_and_kept_as_written(
    administrator, plan, task, town
):
    text.change_task(
        administrator.actor,
        task,
        title=task.body["title"],
        text={},
        lead="河口镇",
        joint="县教育局（电教馆、装备中心）、河口镇，县老年大学",
    )
    task.refresh_from_db()
    assert task.lead == town
    names = [one.name for one in bodies.joint_of(task)]
    assert names == ["县教育局（电教馆、装备中心）", "县老年大学"]


def test_a_unit_that_has_ended_stays_a_tasks_body(administrator, plan, task, town):
    from suyang.organisations import actions

    same = {"title": task.body["title"], "lead": "河口镇"}
    text.change_task(administrator.actor, task, text={}, **same)
    actions.end_unit(administrator.actor, town, dt.date(2026, 11, 1))
    task.refresh_from_db()
    written = bodies.written([bodies.lead_of(task)])
    assert written == "河口镇"
    text.change_task(administrator.actor, task, text=both("新"), **same)
    task.refresh_from_db()
    assert task.lead == town


def test_names_are_never_cut(administrator, task):
    for field, value in (("lead", "长" * 81), ("joint", "甲、" + "长" * 81)):
        with pytest.raises(Refused) as refused:
            text.change_task(
                administrator.actor, task, title=task.body["title"], text={}, **{field: value}
            )
        assert refused.value.field == field


def test_last_years_plan_is_copied_a_year_on(administrator, county, plan, task):
    stone = carrying.add_milestone(
        administrator.actor, task, both("印发"), dt.date(2027, 2, 28), uuid.uuid4()
    )
    carrying.settle_milestone(administrator.actor, stone, dt.date(2026, 11, 1))
    carrying.set_state(administrator.actor, task, "running")
    gone = plan.tasks.get(number="1.2")
    text.withdraw_task(administrator.actor, gone)
    text.add_aspect(administrator.actor, plan, both("保障"), both("经费。"), uuid.uuid4())
    key = uuid.uuid4()
    for _click in range(2):
        copy = making.copy_plan(
            administrator.actor, plan, county, both("2028年工作要点"), 2028, key=key
        )
    assert Plan.objects.filter(copied_from=plan).count() == 1
    assert copy.state == Plan.State.DRAFT
    assert numbers(copy) == [("1.1", "老年人培训"), ("2.1", "适老化改造")]
    assert [one.body["title"]["zh-Hans"] for one in copy.aspects.all()] == ["培训", "服务", "保障"]
    first = copy.tasks.get(number="1.1")
    assert first.state == "planned"
    later = first.milestones.get()
    assert (later.due, later.done_on) == (dt.date(2028, 2, 29), None)


def test_a_plan_of_the_content_is_copied_with_what_its_tasks_say(administrator, county):
    source = Plan.objects.get(slug="kp2022")
    copy = making.copy_plan(
        administrator.actor, source, county, both("照抄"), 2027, key=uuid.uuid4()
    )
    assert copy.tasks.count() == source.tasks.count()
    assert all(one.body["text"] for one in copy.tasks.all())


def test_a_strangers_draft_is_not_there_to_copy(stranger, plan, other_county):
    from tests.conftest import _staff

    other = _staff("other-admin", "administrator", other_county)
    with pytest.raises(NotFound):
        making.copy_plan(other.actor, plan, other_county, both("偷"), 2028, key=uuid.uuid4())


def test_what_came_with_the_content_stays(administrator):
    task = Plan.objects.get(slug="kp2022").tasks.first()
    with pytest.raises(Refused) as refused:
        text.change_task(administrator.actor, task, title=both("改"), text={})
    assert refused.value.code == "content"
