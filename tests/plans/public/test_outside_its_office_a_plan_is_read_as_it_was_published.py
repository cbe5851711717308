"""Words that were changed, added or taken out since publishing are the office's alone until it
publishes again: they are marked, and the mark is looked for on every page that others read."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import docx
import pytest
from django.urls import reverse

from suyang.foundation import clock, files, ids
from suyang.organisations.permissions import NOBODY
from suyang.plans import editions, published
from suyang.plans.models import Goal, Plan, YearFile
from suyang.plans.writing import making, text
from suyang.plans.yearly import actions as yearly
from suyang.plans.yearly import texts
from tests.conftest import _staff
from tests.plans.contributing.conftest import town_office  # noqa: F401
from tests.plans.figures.conftest import indicator_of
from tests.plans.public.conftest import both, publish

pytestmark = pytest.mark.django_db
MARK = "只给本县看的字样"


@pytest.fixture
def goal(administrator, plan):
    made = text.add_goal(administrator.actor, plan, both("人人会用"), uuid.uuid4())
    publish(administrator.actor, plan)
    return made


@pytest.fixture
def taken_out(administrator, plan):
    """A goal that stands in the edition and is gone from the text that is worked on."""
    made = text.add_goal(administrator.actor, plan, both("村村有课"), uuid.uuid4())
    publish(administrator.actor, plan)
    return made


@pytest.fixture
def below(administrator, town_office, plan, elders, goal, taken_out, town):  # noqa: F811
    """The town's plan with a task for the county's elders, published; another town reads it."""
    made = making.make_plan(
        town_office.actor, town, both("镇方案"), 2027, key=uuid.uuid4(), adopts=plan
    )
    aspect = text.add_aspect(town_office.actor, made, both("学习"), {}, uuid.uuid4())
    task = text.add_task(
        town_office.actor,
        aspect,
        title=both("镇里办班"),
        text={},
        contributes_to=[elders],
        key=uuid.uuid4(),
    )
    publish(town_office.actor, made)
    return task


@pytest.fixture
def changed(administrator, plan, elders, farmers, goal, taken_out, below, county):
    """Title, aspect, task, goal changed; a task, an aspect and a goal added; others taken out."""
    marked, actor = both(MARK, MARK), administrator.actor
    making.change_plan(
        actor, plan, title=marked, year=plan.year, intro=marked, scheme=making.numbering.CHINESE
    )
    aspect = plan.aspects.get()
    text.change_aspect(actor, aspect, marked, marked, lead=MARK)
    text.change_task(actor, elders, title=marked, text=marked, lead=MARK, joint=MARK)
    text.withdraw_task(actor, farmers)
    other = text.add_aspect(actor, plan, marked, {}, uuid.uuid4())
    text.add_task(actor, other, title=marked, text=marked, key=uuid.uuid4())
    text.change_goal(actor, goal, marked)
    text.add_goal(actor, plan, marked, uuid.uuid4())
    text.remove_goal(actor, taken_out)
    plan.refresh_from_db()
    return plan


def addresses(plan, task, below, town):
    unit = f"?unit={town.id}"
    return [
        reverse("plan-list"),
        reverse("plan", args=[plan.slug]),
        reverse("plan-goals", args=[plan.slug]),
        reverse("plan-goals", args=[plan.slug]) + unit,
        reverse("plan-work", args=[plan.slug]) + unit,
        reverse("task-work", args=[task.slug]) + unit,
        reverse("task", args=[task.slug]),
        reverse("task", args=[below.slug]),
        reverse("task-write", args=[below.slug]),
        reverse("plan-editions", args=[plan.slug]),
        reverse("plan-adopt", args=[plan.slug]),
        reverse("plan-carries-out", args=[below.plan.slug]),
        reverse("unit-work", args=[town.id]),
        reverse("plan-year", args=[plan.slug]) + unit + "&year=2026",
        reverse("plan-year-texts", args=[plan.slug]) + unit + "&year=2026",
    ]


def test_no_page_of_a_unit_below_says_it(town_office, changed, elders, below, town):  # noqa: F811
    elders.lead = town
    elders.save()
    for address in addresses(changed, elders, below, town):
        answer = town_office.client.get(address)
        assert answer.status_code == 200, address
        assert MARK not in answer.content.decode(), address


def test_no_choice_of_a_unit_below_says_it(town_office, changed, elders, town):  # noqa: F811
    """Of a plan to adopt, of one to ask reports for; the heading of a target that is set."""
    indicator = indicator_of("asked-below", "things", columns=())
    target = f"?indicator={indicator.slug}&unit={town.id}&task={elders.slug}"
    addresses = (
        reverse("plan-new"),
        reverse("form-new"),
        reverse("target-new") + target,
        reverse("work"),
    )
    pages = ""
    for address in addresses:
        answer = town_office.client.get(address)
        assert answer.status_code == 200, address
        pages += answer.content.decode()
    assert MARK not in pages
    assert "县方案" in pages
    assert "老年人培训" in pages


def test_no_page_for_everybody_says_it(anybody, on, administrator, changed, elders, below):
    for address in (
        reverse("plan-list") + "?year=2027",
        reverse("plan", args=[changed.slug]),
        reverse("plan-goals", args=[changed.slug]),
        reverse("task", args=[elders.slug]),
        reverse("task", args=[below.slug]),
        reverse("public-plans"),
        reverse("public-plan", args=[changed.slug]),
    ):
        page = anybody.get(address)
        assert page.status_code == 200, address
        assert MARK not in page.content.decode(), address
    assert "County plan" in anybody.get(reverse("public-plans")).content.decode()
    assert "老年人培训" in anybody.get(reverse("task", args=[below.slug])).content.decode()


def test_its_own_office_reads_what_it_works_on(administrator, changed, elders, county):
    unit = f"?unit={county.id}"
    for name in ("plan-goals", "plan-work"):
        page = administrator.client.get(reverse(name, args=[changed.slug]) + unit)
        assert MARK in page.content.decode(), name
    page = administrator.client.get(reverse("task-work", args=[elders.slug]) + unit)
    assert MARK in page.content.decode()


def test_goals_that_were_taken_out_stand_until_it_is_published(changed, administrator):
    said = [one.body["text"]["zh-Hans"] for one in published.goals(NOBODY, changed)]
    assert said == ["人人会用", "村村有课"]
    publish(administrator.actor, changed)
    said = [one.body["text"]["zh-Hans"] for one in published.goals(NOBODY, changed)]
    assert said == [MARK, MARK]
    assert Goal.objects.filter(plan=changed).count() == 2


def test_tasks_stand_as_published_and_no_row_is_changed(changed, elders, farmers):
    (aspect,) = published.aspects(NOBODY, changed)
    assert aspect.body["title"] == both("培训")
    found = published.tasks(NOBODY, changed)
    assert [one.pk for one in found] == [elders.pk, farmers.pk]
    assert [one.body["title"]["zh-Hans"] for one in found] == ["老年人培训", "农民培训"]
    assert {one.aspect.body["title"]["zh-Hans"] for one in found} == {"培训"}
    (titled,) = published.titled(NOBODY, [changed])
    assert titled.title == both("县方案", "County plan")
    assert changed.title == both(MARK, MARK)
    elders.refresh_from_db()
    assert elders.body["title"] == both(MARK, MARK)


def test_an_edition_that_begins_later_is_read_from_its_day(administrator, changed, monkeypatch):
    changed.refresh_from_db()
    later = clock.today() + dt.timedelta(days=5)
    editions.publish(administrator.actor, changed, later, {}, changed.revision)
    assert published.titled(NOBODY, [changed])[0].title == both("县方案", "County plan")
    assert MARK not in str([one.body for one in published.tasks(NOBODY, changed)])
    monkeypatch.setattr(clock, "today", lambda: later)
    assert published.titled(NOBODY, [changed])[0].title == both(MARK, MARK)
    assert MARK in str([one.body for one in published.tasks(NOBODY, changed)])


def test_a_years_report_is_passed_on_and_says_what_was_published(
    administrator, changed, county, elders, django_capture_on_commit_callbacks
):
    """Whoever makes it: the file is read by others, too."""
    for one in texts.sections(administrator.actor, changed):
        assert MARK not in one.heading
    made = yearly.make(administrator.actor, changed, county.id, 2027, "zh-Hans")
    assert MARK not in str(made)
    assert "县方案" in made.title
    assert "人人会用" in str(made)
    with django_capture_on_commit_callbacks(execute=True):
        yearly.order(administrator.actor, changed, county.id, 2027, "zh-Hans", "docx", ids.uuid7())
    _row, data = files.read(administrator.actor, YearFile.objects.get().file_id)
    document = docx.Document(io.BytesIO(data))
    said = [one.text for one in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert MARK not in "\n".join(said)
    assert "老年人培训" in "\n".join(said)


def test_a_list_of_many_plans_asks_no_more(changed, below, django_assert_max_num_queries):
    reader = _staff("reader-of-lists", "observer", below.plan.unit).actor
    published.titled(reader, [changed])
    for plans in ([changed], [changed, Plan.objects.get(pk=below.plan_id)]):
        with django_assert_max_num_queries(3):
            published.titled(reader, plans)
