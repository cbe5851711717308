from __future__ import annotations

import pytest
import yaml

from suyang.organisations.models import Unit
from suyang.organisations.permissions import NOBODY
from suyang.plans import queries
from suyang.plans.models import Indicator, KeyTask, Plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "aspects", "tasks", "indicators"), [("kp2022", 8, 29, 8), ("kp2024", 6, 17, 0)]
)
def test_aspects_tasks_and_indicators_are_complete(bank, slug, aspects, tasks, indicators):
    plan = queries.plan(slug, NOBODY)
    assert (plan.aspects.count(), plan.tasks.count(), plan.indicators.count()) == (
        aspects,
        tasks,
        indicators,
    )


def test_three_indicators_are_named_and_none_has_a_unit_or_target(bank):
    bodies = [row.body for row in Indicator.objects.filter(plan__slug="kp2022")]
    assert sum(body["name"] != "not_published" for body in bodies) == 3
    assert {body["unit"] for body in bodies} == {"not_published"}
    assert {body["target"] for body in bodies} == {"not_published"}


def test_the_facts_are_those_of_the_sources(bank, reference_data):
    facts = yaml.safe_load((reference_data / "plans.yaml").read_text("utf-8"))
    for fact in facts["plans"]:
        plan = Plan.objects.filter(slug=fact["id"].lower()).first()
        if plan is None:
            continue
        assert plan.title["zh-Hans"] == fact["title_zh"]
        for aspect in fact["aspects"]:
            for task in aspect["tasks"]:
                row = KeyTask.objects.get(slug=f"{plan.slug}-{task['no']}")
                if task["title_zh"] != "unknown":
                    assert row.body["title"]["zh-Hans"] == task["title_zh"]
                    assert row.body["title_status"]["zh-Hans"] == "published"
                else:
                    assert row.body["title_status"]["zh-Hans"] == "rendering"


def test_the_issuing_bodies_are_organisations(bank):
    assert Unit.objects.filter(code__startswith="body-").count() == 4
    names = queries.issuing_bodies(queries.plan("kp2024", NOBODY))
    assert [name["zh-Hans"] for name in names][:2] == ["中央网信办", "教育部"]


def test_every_page_opens_in_both_languages(bank, county, visitor):
    paths = ["/plans/"]
    paths += [f"/plans/{plan.slug}/" for plan in queries.visible_plans(NOBODY)]
    paths += [f"/plans/tasks/{task.slug}/" for task in KeyTask.objects.all()]
    named = Indicator.objects.exclude(plan=None)
    paths += [f"/plans/indicators/{indicator.slug}/" for indicator in named]
    assert len(paths) == 1 + 2 + 46 + 8
    paths += ["/indicators/", "/plans/kp2022/goals/", "/plans/kp2024/goals/"]
    theirs = Indicator.objects.filter(plan=None)
    paths += [f"/plans/indicators/{indicator.slug}/" for indicator in theirs]
    for path in paths:
        for language in ("zh-CN", "en"):
            page = visitor.client.get(path, headers={"accept-language": language})
            assert page.status_code == 200, path


def test_what_was_not_published_is_said(bank, county, visitor):
    page = visitor.client.get("/plans/indicators/kp2022-i2/", headers={"accept-language": "en"})
    text = page.content.decode()
    assert "unit not published" in text
    assert "target not published" in text


def test_no_page_of_a_plan_shows_a_word_of_the_data_files(bank, county, visitor):
    for path in ("/plans/", "/plans/kp2022/", "/plans/kp2024/", "/plans/tasks/kp2024-1.1/"):
        for language in ("zh-CN", "en"):
            page = visitor.client.get(path, headers={"accept-language": language})
            assert "not_published" not in page.content.decode(), path
