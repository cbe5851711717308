"""The pages of the office, and what everybody else reads of them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from suyang.plans import editions
from suyang.plans.models import Aspect, Goal, KeyTask, Milestone, Plan, PlanEdition, Risk
from suyang.plans.writing import carrying, places, text
from suyang.plans.writing import urls as addresses
from suyang.plans.writing.wording import mark
from tests.conftest import _staff
from tests.plans.writing.conftest import TODAY, both

pytestmark = pytest.mark.django_db
SECRET = "只给本县看的草稿"


def post(somebody, name, *args, **data):
    return somebody.client.post(reverse(name, args=args), data)


def test_a_plan_from_nothing_to_its_first_edition(administrator, county, visitor):
    key = uuid.uuid4()
    given = {"unit": county.id, "title_zh": "要点", "title_en": "Plan", "year": 2027, "key": key}
    made = post(administrator, "plan-new", **given)
    post(administrator, "plan-new", **given)
    plan = Plan.objects.get(unit=county)
    assert made.headers["Location"] == reverse("plan-write", args=[plan.slug])
    post(administrator, "aspect-new", plan.slug, title_zh="培训", key=uuid.uuid4())
    aspect = plan.aspects.get()
    post(
        administrator,
        "task-new",
        plan.slug,
        aspect.pk,
        aspect=aspect.pk,
        title_zh="老年人培训",
        lead="青石县",
        key=uuid.uuid4(),
    )
    assert plan.tasks.get().lead == county
    page = administrator.client.get(reverse("plan-write", args=[plan.slug])).content.decode()
    assert "老年人培训" in page
    assert "缺英文" in page or "English is missing" in page
    assert visitor.client.get(reverse("plan", args=[plan.slug])).status_code == 404
    plan.refresh_from_db()
    done = post(
        administrator, "plan-publish", plan.slug, valid_from="2026-11-05", revision=plan.revision
    )
    assert done.headers["Location"] == reverse("plan-edition", args=[plan.slug, 1])
    read = visitor.client.get(reverse("plan", args=[plan.slug])).content.decode()
    assert "老年人培训" in read


def test_a_plan_is_copied_and_adopted_on_the_page(administrator, county, plan):
    given = {"unit": county.id, "title_zh": "新", "year": 2028, "source": f"copy:{plan.slug}"}
    assert post(administrator, "plan-new", **given).status_code == 302
    assert Plan.objects.get(year=2028).copied_from == plan
    given |= {"year": 2029, "source": "adopt:kp2022"}
    chooses = post(administrator, "plan-new", **given).headers["Location"]
    assert not Plan.objects.filter(year=2029).exists()
    page = administrator.client.get(chooses)
    form = page.context["form"]
    assert (form["title_zh"].value(), form["year"].value()) == ("新", "2029")
    administrator.client.post(chooses, {field.name: field.value() or "" for field in form})
    adopted = Plan.objects.get(year=2029)
    assert adopted.tasks.count() == 29
    assert adopted.adopts.slug == "kp2022"
    task = adopted.tasks.first()
    page = administrator.client.get(reverse("task-write", args=[task.slug])).content.decode()
    assert 'name="serves"' in page


def test_both_texts_are_shown_when_somebody_else_was_first(administrator, officer, task):
    page = officer.client.get(reverse("task-write", args=[task.slug]))
    seen = page.context["form"]["seen"].value()
    aspect = task.aspect_id
    first = {"title_zh": "先写的", "text_zh": "先写的正文", "aspect": aspect, "seen": seen}
    assert post(administrator, "task-write", task.slug, **first).status_code == 302
    second = {"title_zh": "后写的", "text_zh": "后写的正文", "aspect": aspect, "seen": seen}
    answer = post(officer, "task-write", task.slug, **second)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "先写的正文" in shown
    assert "后写的正文" in shown
    task.refresh_from_db()
    assert task.body["title"] == {"zh-Hans": "先写的"}
    again = {**second, "seen": answer.context["form"]["seen"].value()}
    assert post(officer, "task-write", task.slug, **again).status_code == 302
    task.refresh_from_db()
    assert task.body["title"] == {"zh-Hans": "后写的"}


def test_moving_taking_out_and_bringing_back(administrator, plan, task):
    row = f"task-{task.pk}"
    given = {"row": row, "do": "down", "place": places.place_of(task)}
    for _click in range(2):
        assert post(administrator, "plan-arrange", plan.slug, **given).status_code == 302
    task.refresh_from_db()
    assert task.number == "1.2"
    post(administrator, "plan-arrange", plan.slug, row=row, do="withdraw")
    task.refresh_from_db()
    assert task.withdrawn_on == TODAY
    post(administrator, "plan-arrange", plan.slug, row=row, do="back")
    task.refresh_from_db()
    assert task.withdrawn_on is None
    for wrong in ({"row": "task-x"}, {"row": "plan-1"}, {"row": row, "do": "burn"}, {}):
        assert post(administrator, "plan-arrange", plan.slug, **wrong).status_code == 404


def test_the_small_forms_of_a_task(administrator, plan, task, town, bank):
    slug = task.slug
    post(administrator, "milestone-new", slug, title_zh="印发", due="2026-10-01", key=uuid.uuid4())
    stone = task.milestones.get()
    page = administrator.client.get(reverse("task-desk", args=[slug])).content.decode()
    assert "2026-10-01" in page
    seen = mark(carrying.milestone_text(stone))
    change = {
        "do": "save",
        "title_zh": "印发方案",
        "due": "2026-12-01",
        "note": "推迟",
        "seen": seen,
    }
    assert post(administrator, "milestone", slug, stone.id, **change).status_code == 302
    other = {**change, "title_zh": "另写"}
    assert post(administrator, "milestone", slug, stone.id, **other).status_code == 409
    post(administrator, "milestone", slug, stone.id, do="done", done_on="2026-11-04")
    stone.refresh_from_db()
    assert stone.done_on == dt.date(2026, 11, 4)
    late = post(administrator, "milestone", slug, stone.id, do="done", done_on="2030-01-01")
    assert late.context["done"].errors["done_on"]
    risk = {"title_zh": "师资", "likelihood": 3, "impact": 2, "response_zh": "借调"}
    post(administrator, "risk-new", slug, key=uuid.uuid4(), owner="河口镇", **risk)
    found = task.risks.get()
    assert found.owner == town
    unknown = post(administrator, "risk", slug, found.id, owner="没有的局", **risk)
    assert unknown.context["form"].errors["owner"]
    post(administrator, "risk", slug, found.id, do="close")
    found.refresh_from_db()
    assert found.closed_on == TODAY
    file = SimpleUploadedFile("通知.pdf", b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n")
    post(administrator, "task-documents", slug, file=file, title="通知", key=uuid.uuid4())
    kept = task.documents.get()
    post(administrator, "task-documents", slug, remove=str(kept.id))
    kept.refresh_from_db()
    assert kept.removed_at is not None
    for name, of in (
        ("task-indicators", carrying.indicators_of),
        ("task-programmes", carrying.programmes_of),
    ):
        form = administrator.client.get(reverse(name, args=[slug])).context["form"]
        field = name.partition("-")[2]
        chosen = form.fields[field].choices[0][0]
        sent = {field: chosen, "seen": form["seen"].value()}
        assert post(administrator, name, slug, **sent).status_code == 302
        task.refresh_from_db()
        assert of(task)[field] == [chosen]
    post(administrator, "task-desk", slug, state="running")
    task.refresh_from_db()
    assert task.state == "running"
    page = administrator.client.get(reverse("task-desk", args=[slug])).content.decode()
    for words in ("印发方案", "推迟", "师资", "2026-11-04"):
        assert words in page


@pytest.fixture
def amended(administrator, plan, task):
    editions.publish(administrator.actor, plan, TODAY, {}, None)
    text.change_task(administrator.actor, task, title=task.body["title"], text=both("改后的正文。"))
    editions.publish(administrator.actor, plan, dt.date(2027, 1, 1), both("修订说明"), None)
    text.change_task(administrator.actor, task, title=both(SECRET), text=both(SECRET))
    aspect = plan.aspects.get(number="1")
    text.add_task(administrator.actor, aspect, title=both(SECRET), text={}, key=uuid.uuid4())
    plan.refresh_from_db()
    return plan


def test_everybody_reads_editions_and_nobody_the_work_on_them(amended, task, visitor, stranger):
    slug = amended.slug
    now = visitor.client.get(reverse("plan", args=[slug])).content.decode()
    assert "改后的正文" not in now
    later = visitor.client.get(reverse("plan", args=[slug]) + "?on=2027-01-01").content.decode()
    assert "改后的正文" in later
    assert visitor.client.get(reverse("plan", args=[slug]) + "?on=gestern").status_code == 409
    assert "修订说明" in visitor.client.get(reverse("plan-editions", args=[slug])).content.decode()
    both_ = visitor.client.get(reverse("plan-compare", args=[slug])).content.decode()
    assert "改后的正文" in both_
    assert "季度" in both_
    new = amended.tasks.get(first_edition=None)
    for somebody in (visitor, stranger):
        for path in (
            reverse("plan", args=[slug]),
            reverse("plan", args=[slug]) + "?on=2027-06-01",
            reverse("plan-list"),
            reverse("plan-editions", args=[slug]),
            reverse("plan-compare", args=[slug]),
            reverse("task", args=[task.slug]),
            reverse("task", args=[new.slug]),
            f"/api/v1/plans/{slug}",
            f"/api/v1/tasks/{task.slug}",
            f"/api/v1/tasks/{new.slug}",
            "/api/v1/plans",
        ):
            answer = somebody.client.get(path)
            assert answer.status_code in (200, 404, 422), path
            assert SECRET not in answer.content.decode(), path
    assert visitor.client.get(reverse("task", args=[new.slug])).status_code == 404
    for wrong in ("?from=9", "?to=x", "?to=99999999999"):
        path = reverse("plan-compare", args=[slug]) + wrong
        assert visitor.client.get(path).status_code == 404


def test_publishing_says_what_is_new_and_refuses_what_was_not_read(administrator, amended, task):
    path = reverse("plan-publish", args=[amended.slug])
    page = administrator.client.get(path)
    assert SECRET in page.content.decode()
    read = page.context["form"]["revision"].value()
    text.change_task(administrator.actor, task, title=both("又改"), text={})
    sent = {"valid_from": "2027-02-01", "revision": read}
    refused = administrator.client.post(path, sent)
    assert amended.editions.count() == 2
    sent["revision"] = refused.context["form"]["revision"].value()
    assert administrator.client.post(path, sent).status_code == 302
    assert amended.editions.count() == 3


def test_an_officer_is_offered_no_publishing(officer, plan):
    page = officer.client.get(reverse("plan-write", args=[plan.slug])).content.decode()
    assert reverse("plan-publish", args=[plan.slug]) not in page
    assert officer.client.get(reverse("plan-publish", args=[plan.slug])).status_code == 403


def state():
    models = (Plan, PlanEdition, Aspect, KeyTask, Goal, Milestone, Risk)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("who", ["stranger", "visitor", "officer of another county"])
@pytest.mark.parametrize("name", [one.name for one in addresses.urlpatterns])
def test_a_stranger_finds_nothing_and_changes_nothing(
    request, administrator, plan, task, other_county, who, name
):
    stone = carrying.add_milestone(administrator.actor, task, both(SECRET), TODAY, uuid.uuid4())
    risk = carrying.add_risk(
        administrator.actor,
        task,
        title=both(SECRET),
        likelihood=1,
        impact=1,
        response={},
        key=uuid.uuid4(),
    )
    goal = text.add_goal(administrator.actor, plan, both(SECRET), uuid.uuid4())
    if who.startswith("officer"):
        somebody = _staff("their-officer", "officer", other_county)
    else:
        somebody = request.getfixturevalue(who)
    _route, parameters = get_resolver().reverse_dict.getlist(name)[0][0][0]
    values = {
        "slug": task.slug if name.startswith(("task-", "milestone", "risk")) else plan.slug,
        "aspect_id": task.aspect_id,
        "goal_id": goal.pk,
        "milestone_id": stone.id,
        "risk_id": risk.id,
        "number": 1,
    }
    if name == "task-new":
        values["slug"] = plan.slug
    path = reverse(name, args=[values[one] for one in parameters])
    sent = {
        "title_zh": "夺",
        "text_zh": "夺",
        "due": "2027-01-01",
        "do": "remove",
        "row": f"task-{task.pk}",
        "state": "done",
        "valid_from": "2027-01-01",
        "revision": plan.revision,
        "year": 2027,
    }
    before = state()
    for answer in (somebody.client.get(path), somebody.client.post(path, sent)):
        assert answer.status_code in (200, 302, 403, 404, 405), answer.status_code
        assert SECRET not in answer.content.decode()
        assert "老年人培训" not in answer.content.decode()
    assert state() == before
