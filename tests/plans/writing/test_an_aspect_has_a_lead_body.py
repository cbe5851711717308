"""Who answers for an aspect: said once, published, compared, copied; not taken over from above."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.plans import comparing, contributions, editions
from suyang.plans.intake import prose
from suyang.plans.models import Plan
from suyang.plans.writing import bodies, making, text
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def aspect(plan):
    return plan.aspects.get(number="1")


@pytest.fixture
def address(plan, aspect):
    return reverse("aspect-write", args=[plan.slug, aspect.pk])


def save(client, address, **given):
    form = client.get(address).context["form"]
    return client.post(address, {name: form[name].value() or "" for name in form.fields} | given)


def lead(aspect):
    aspect.refresh_from_db()
    found = bodies.lead_of_aspect(aspect)
    return (found.unit, str(found.name)) if found else None


def published(cast, plan):
    plan.refresh_from_db()
    return editions.publish(cast.actor, plan, dt.date(2026, 11, 5), {}, plan.revision)


def test_it_is_written_shown_changed_and_taken_away(administrator, plan, aspect, address, town):
    name = bodies.units.names([town.id])[town.id]["zh-Hans"]
    assert save(administrator.client, address, lead=name).status_code == 302
    assert lead(aspect)[0] == town.id
    outline = administrator.client.get(reverse("plan-write", args=[plan.slug]))
    assert name in outline.content.decode()
    assert administrator.client.get(address).context["form"]["lead"].value() == name
    save(administrator.client, address, lead="县教育局")
    assert lead(aspect) == (None, "县教育局")
    save(administrator.client, address, lead="")
    assert lead(aspect) is None
    assert text.aspect_text(aspect)["lead"] is None


def test_the_second_is_told_who_was_named(administrator, officer, aspect, address):
    form = administrator.client.get(address).context["form"]
    seen = {name: form[name].value() or "" for name in form.fields}
    officer.client.post(address, seen | {"lead": "县教育局"})
    late = administrator.client.post(address, seen | {"lead": "文旅局"})
    assert late.status_code == 409
    assert "县教育局" in late.content.decode()
    assert "文旅局" in late.content.decode()
    assert lead(aspect) == (None, "县教育局")


def test_an_edition_says_it_and_one_without_says_nothing(
    administrator, visitor, plan, aspect, address
):
    first = published(administrator, plan)
    assert "lead" not in first.text["aspects"][0]
    assert not editions.unpublished_changes(plan)
    save(administrator.client, address, lead="县教育局")
    assert editions.unpublished_changes(plan)
    page = visitor.client.get(reverse("plan", args=[plan.slug])).content.decode()
    assert "县教育局" not in page, "not before it is published"
    second = published(administrator, plan)
    assert second.text["aspects"][0]["lead"] == {"name": "县教育局", "unit": None}
    assert "县教育局" in visitor.client.get(reverse("plan", args=[plan.slug])).content.decode()
    changed = comparing.compare(first.text, second.text, "zh-Hans").changed
    assert [(part.kind, [line.name for line in part.lines]) for part in changed] == [
        ("aspect", ["title", "lead"])
    ]


def test_how_a_plan_stands_names_it(administrator, officer, plan, address):
    save(administrator.client, address, lead="县教育局")
    page = officer.client.get(reverse("plan-work", args=[plan.slug]))
    (_one, _rows, whole), (_two, _more, other) = page.context["shown"].aspects
    assert (whole.lead, other.lead) == ("县教育局", "")
    assert "县教育局" in page.content.decode()


def test_a_copy_keeps_it_and_an_adopted_plan_does_not(
    administrator, plan, address, aspect, county, town
):
    """Nor who leads a task above, unless the unit stands in the office that adopts."""
    save(administrator.client, address, lead="县教育局")
    county_name, town_name = (
        bodies.units.names([one.id])[one.id]["zh-Hans"] for one in (county, town)
    )
    for number, said, joint in (
        ("1.1", county_name, f"{town_name}、团县委"),
        ("1.2", town_name, ""),
    ):
        row = plan.tasks.get(number=number)
        text.change_task(
            administrator.actor,
            row,
            title=row.body["title"],
            text=row.body["text"],
            lead=said,
            joint=joint,
        )
    published(administrator, plan)
    words = {"zh-Hans": "方案"}
    copy = making.copy_plan(administrator.actor, plan, county, words, 2028, key=uuid.uuid4())
    assert lead(copy.aspects.get(number="1")) == (None, "县教育局")
    office = _staff("town-office", "administrator", town)
    own = contributions.adopt(
        office.actor,
        Plan.objects.get(pk=plan.pk),
        town,
        title=words,
        year=2027,
        key=uuid.uuid4(),
    )
    assert lead(own.aspects.order_by("position")[0]) is None
    first, second = own.tasks.order_by("position")[:2]
    assert bodies.lead_of(first) is None
    assert [one.unit or one.name for one in bodies.joint_of(first)] == [town.id, "团县委"]
    assert first.lead_id is None
    assert second.lead_id == town.id


@pytest.mark.parametrize(
    ("heading", "led", "title", "words"),
    [
        ("一、加强培训（牵头单位：教育局）", "教育局", "加强培训", ""),
        ("一、加强培训\n办好夜校。（责任单位：教育局）", "教育局", "加强培训", "办好夜校。"),
        # Of several bodies the text says more than an aspect keeps.
        (
            "一、加强培训\n办好夜校。（责任单位：教育局、文旅局）",
            "",
            "加强培训",
            "办好夜校。（责任单位：教育局、文旅局）",
        ),
        ("一、加强培训", "", "加强培训", ""),
    ],
)
def test_it_is_understood_in_pasted_text(heading, led, title, words):
    tasks = "（一）开设夜校。教手机。（责任单位：团县委）\n（二）培训农民。学销售。"
    draft = prose.read(f"2027年工作要点\n{heading}\n{tasks}")
    (aspect,) = draft.aspects
    assert (aspect.lead, aspect.title, aspect.text) == (led, title, words)
    assert [task.lead for task in aspect.tasks] == ["团县委", ""]


def test_an_endless_name_is_refused_and_nothing_is_lost(administrator, aspect, address):
    answer = save(administrator.client, address, lead="局" * 90)
    assert answer.status_code == 200
    assert answer.context["form"].errors["lead"]
    assert "局" * 80 in answer.content.decode()
    assert lead(aspect) is None
