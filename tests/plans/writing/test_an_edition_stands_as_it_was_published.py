"""Publishing, amending, as of a day, two editions compared."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans import comparing, editions
from suyang.plans.models import Plan
from suyang.plans.writing import text
from tests.plans.writing.conftest import TODAY, both

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(administrator, plan):
    editions.publish(administrator.actor, plan, TODAY, both("首次发布"), plan.revision)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def amended(administrator, published, task):
    """One task changed, one taken out, one added, from next year on."""
    text.change_task(
        administrator.actor,
        task,
        title=task.body["title"],
        text=both("老年人培训覆盖全县。每月总结一次。"),
    )
    text.withdraw_task(administrator.actor, published.tasks.get(number="1.2"))
    aspect = published.aspects.get(number="2")
    text.add_task(
        administrator.actor, aspect, title=both("入户帮办"), text=both("上门。"), key=uuid.uuid4()
    )
    published.refresh_from_db()
    editions.publish(
        administrator.actor, published, dt.date(2027, 1, 1), both("修订"), published.revision
    )
    published.refresh_from_db()
    return published


def test_a_double_click_publishes_once(administrator, plan):
    for _click in range(2):
        made = editions.publish(administrator.actor, plan, TODAY, {}, plan.revision)
    assert plan.editions.count() == 1
    assert (made.number, made.valid_from) == (1, TODAY)
    plan.refresh_from_db()
    assert plan.state == Plan.State.PUBLISHED
    assert all(one.first_edition == 1 for one in plan.tasks.all())


def test_an_officer_writes_and_does_not_publish(officer, plan):
    with pytest.raises(Denied):
        editions.publish(officer.actor, plan, TODAY, {})


def test_what_grew_since_it_was_read_is_not_published(administrator, plan, task):
    read = plan.revision
    text.change_task(administrator.actor, task, title=both("改过"), text={})
    with pytest.raises(Refused) as refused:
        editions.publish(administrator.actor, plan, TODAY, {}, read)
    assert refused.value.code == "overtaken"
    assert not plan.editions.exists()


def test_a_plan_without_tasks_is_not_published(administrator, plan):
    for row in plan.tasks.all():
        text.withdraw_task(administrator.actor, row)
    with pytest.raises(Refused):
        editions.publish(administrator.actor, plan, TODAY, {})


def test_an_edition_is_not_changed_by_what_is_written_later(administrator, published, task):
    before = published.editions.get().text
    text.change_task(administrator.actor, task, title=both("以后的"), text={})
    assert published.editions.get().text == before
    assert editions.unpublished_changes(published)


def test_the_edition_of_a_day(amended):
    assert editions.edition_on(amended, TODAY - dt.timedelta(days=1)) is None
    assert editions.edition_on(amended, dt.date(2026, 12, 31)).number == 1
    assert editions.edition_on(amended, dt.date(2027, 1, 1)).number == 2


def test_no_edition_before_the_last_and_none_without_a_change(administrator, amended, task):
    with pytest.raises(Refused) as refused:
        editions.publish(administrator.actor, amended, dt.date(2027, 6, 1), {})
    assert refused.value.code == "unchanged"
    text.change_task(administrator.actor, task, title=both("再改"), text={})
    with pytest.raises(Refused) as refused:
        editions.publish(administrator.actor, amended, dt.date(2026, 12, 1), {})
    assert refused.value.field == "valid_from"


def test_a_withdrawn_task_is_shown_as_it_last_stood(amended, task):
    second = editions.edition(amended, 2)
    assert [one["title"]["zh-Hans"] for one in editions.withdrawn(amended, second)] == ["农民培训"]
    gone = amended.tasks.exclude(withdrawn_on=None).get()
    edition, said = editions.last_standing(gone, dt.date(2027, 6, 1))
    assert (edition.number, said["title"]["zh-Hans"]) == (1, "农民培训")


def test_two_editions_say_what_changed(amended):
    one, two = (editions.edition(amended, number).text for number in (1, 2))
    found = comparing.compare(one, two, "zh-Hans")
    assert (found.added, found.removed, found.altered) == (1, 1, 1)
    changed = next(part for part in found.parts if part.kind == "task" and part.what == "changed")
    said = [line for line in changed.lines if line.what == "changed"]
    assert [line.name for line in said] == ["text"]
    assert [one.what for one in said[0].sentences] == ["same", "changed"]
    assert ("removed", "季度") in said[0].sentences[1].pieces


def test_an_aspects_new_name_is_no_change_of_its_tasks(administrator, published):
    before = published.editions.get().text
    aspect = published.aspects.get(number="1")
    text.change_aspect(administrator.actor, aspect, both("全民培训"), {})
    published.refresh_from_db()
    found = comparing.compare(before, editions.whole_text(published), "zh-Hans")
    assert [(part.kind, part.what) for part in found.changed] == [("aspect", "changed")]


def test_another_indicator_is_said(administrator, published, task):
    from suyang.plans.models import Indicator
    from suyang.plans.writing import carrying

    before = published.editions.get().text
    Indicator.objects.create(slug="seniors", body={"name": both("老年人数")}, kind="people")
    carrying.set_indicators(administrator.actor, task, ["seniors"])
    found = comparing.compare(
        before, editions.whole_text(published), "zh-Hans", {"seniors": "老年人数"}
    )
    (part,) = found.changed
    (line,) = [line for line in part.lines if line.what == "changed"]
    assert (line.name, line.sentences[0].text) == ("indicators", "老年人数")


def test_an_edition_that_is_not_there(amended):
    with pytest.raises(NotFound):
        editions.edition(amended, 9)
