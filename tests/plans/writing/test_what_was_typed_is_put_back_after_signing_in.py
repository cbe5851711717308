"""A session that ends, or a token that is too old, costs nobody their text."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suyang import plans
from suyang.people.models import Account
from suyang.plans import editions
from suyang.plans.models import Plan
from suyang.plans.writing import text
from suyang.plans.writing.views import unit_of
from tests.conftest import _staff
from tests.plans.conftest import mark_in
from tests.plans.writing.conftest import both

pytestmark = pytest.mark.django_db
TYPED = {
    "title_zh": "老年人培训（写了很久）",
    "title_en": "",
    "text_zh": "很长的一段话",
    "text_en": "",
    "lead": "县老年大学",
    "joint": "",
    "do": "save",
}


def enter(browser, somebody):
    account = Account.objects.get(id=somebody.actor.account_id)
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])


def sent_after_the_session_ended(somebody, address, typed):
    """Send a form with no session any more, then sign in in the same browser; the page anew."""
    marked = {"typed_by": mark_in(somebody.client.get(address))}
    browser = Client()
    answer = browser.post(address, typed | marked)
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]
    enter(browser, somebody)
    return browser, browser.get(address)


def test_the_text_of_a_task_waits_and_is_saved(administrator, plan, task):
    address = reverse("task-write", args=[task.slug])
    page = administrator.client.get(address)
    typed = TYPED | {"seen": page.context["form"]["seen"].value(), "aspect": task.aspect_id}
    browser, page = sent_after_the_session_ended(administrator, address, typed)
    form = page.context["form"]
    assert form.was_put_back
    assert form["text_zh"].value() == "很长的一段话"
    assert form["lead"].value() == "县老年大学"
    assert "?fresh=1" in page.content.decode()
    task.refresh_from_db()
    assert task.body["title"]["zh-Hans"] == "老年人培训"
    answer = browser.post(address, {field.name: field.value() or "" for field in form})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.body["text"]["zh-Hans"] == "很长的一段话"
    # Once it is saved, nothing waits any more.
    assert not getattr(browser.get(address).context["form"], "was_put_back", False)


def test_what_somebody_else_saved_meanwhile_is_shown_beside_it(administrator, plan, task):
    address = reverse("task-write", args=[task.slug])
    page = administrator.client.get(address)
    typed = TYPED | {"seen": page.context["form"]["seen"].value(), "aspect": task.aspect_id}
    text.change_task(administrator.actor, task, title=both("别人改的"), text={})
    browser, page = sent_after_the_session_ended(administrator, address, typed)
    form = page.context["form"]
    answer = browser.post(address, {field.name: field.value() or "" for field in form})
    assert answer.status_code == 409
    assert "别人改的" in answer.content.decode()
    assert "很长的一段话" in answer.content.decode()


def test_an_old_token_opens_the_page_anew_with_what_was_typed(administrator, plan):
    browser = Client(enforce_csrf_checks=True)
    enter(browser, administrator)
    address = reverse("goal-new", args=[plan.slug])
    typed = {"text_zh": "人人会用", "text_en": "", "typed_by": mark_in(browser.get(address))}
    answer = browser.post(address, typed)
    assert answer.status_code == 302
    assert answer.headers["Location"] == address
    assert browser.get(address).context["form"]["text_zh"].value() == "人人会用"
    fresh = browser.get(address, {"fresh": "1"})
    assert fresh.headers["Location"] == address
    assert not browser.get(address).context["form"]["text_zh"].value()
    assert not plan.goals.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("plan-head", {"title_zh": "改名", "year": "2029"}),
        ("aspect-new", {"title_zh": "新方面"}),
        ("goal-new", {"text_zh": "目标"}),
        ("plan-publish", {"valid_from": "2026-12-01", "note_zh": "说明"}),
        ("plan-new", {"title_zh": "新计划", "year": "2028"}),
        ("plan-take-in", {"text": "一、培训\n（一）开班。"}),
        ("task-programmes", {"programmes": ["x", "y"], "seen": "1"}),
        ("indicator-new", {"name_zh": "自己的指标", "columns": ["sex:female", "sex:male"]}),
        ("target-new", {"period": "2028", "value": "40", "reason": "理由"}),
    ],
)
def test_every_form_of_writing_puts_it_back(administrator, plan, task, bank, county, name, typed):
    address = reverse(
        name,
        args=[task.slug]
        if name.startswith("task-")
        else [plan.slug]
        if name in ("plan-head", "aspect-new", "goal-new", "plan-publish")
        else [],
    )
    if name == "target-new":
        from suyang.plans.models import Indicator

        known = Indicator.objects.exclude(kind="not_published").first()
        address += f"?indicator={known.slug}&unit={county.id}"
    _browser, page = sent_after_the_session_ended(administrator, address, typed)
    form = page.context["form"]
    for field, said in typed.items():
        if field != "seen":
            assert form[field].value() == said


def test_a_preview_is_put_back_with_what_was_said_of_its_lines(administrator, county):
    """A plan that was about to be taken in: its corrections and its title wait, too."""
    address = reverse("plan-take-in")
    sent = administrator.client.post(
        address, {"text": "2027年计划\n一、培训\n（一）开班。\n另一句话\n（二）巡讲。"}
    )
    given = {field.name: field.value() or "" for field in sent.context["form"]}
    given |= {"title": "改过的名称", "line_4": "left_out", "take": "1"}
    browser, page = sent_after_the_session_ended(administrator, address, given)
    assert page.context["form"]["title"].value() == "改过的名称"
    assert page.context["changed"] == 1
    assert "?fresh=1" in page.content.decode()
    assert not Plan.objects.filter(unit=county).exists()
    again = {field.name: field.value() or "" for field in page.context["form"]}
    assert browser.post(address, again | {"take": "1"}).status_code == 302
    made = Plan.objects.get(unit=county)
    assert made.title == {"zh-Hans": "改过的名称"}
    assert "另一句话" not in str(editions.whole_text(made))


def test_what_was_chosen_and_taken_away_stays_so(administrator, plan, task, bank):
    """A box that was left empty is empty when the form comes back, though it is ticked in what is
    saved."""
    from suyang.plans.models import Indicator
    from suyang.plans.writing import carrying

    slugs = [one.slug for one in Indicator.objects.all()[:2]]
    carrying.set_indicators(administrator.actor, task, slugs)
    address = reverse("task-indicators", args=[task.slug])
    _browser, page = sent_after_the_session_ended(
        administrator, address, {"indicators": slugs[0], "do": "save"}
    )
    assert page.context["form"]["indicators"].value() == [slugs[0]]


def test_a_colleague_at_the_same_browser_is_not_shown_it(administrator, plan, task, county):
    """It waits for who typed it, though both may write there."""
    address = reverse("task-write", args=[task.slug])
    colleague = _staff("colleague-at-the-browser", "administrator", county)
    marked = TYPED | {"typed_by": mark_in(administrator.client.get(address))}
    browser = Client()
    browser.post(address, marked)
    enter(browser, colleague)
    page = browser.get(address)
    assert page.status_code == 200
    assert not getattr(page.context["form"], "was_put_back", False)
    assert "写了很久" not in page.content.decode()


def test_what_two_typed_waits_for_each(administrator, plan, task, county):
    """The second one's text does not take the place of the first one's."""
    address = reverse("task-write", args=[task.slug])
    colleague = _staff("colleague-at-the-browser", "administrator", county)
    browser = Client()
    for somebody, text_zh in ((administrator, "我写的"), (colleague, "同事写的")):
        mark = mark_in(somebody.client.get(address))
        browser.post(address, TYPED | {"text_zh": text_zh, "typed_by": mark})
    enter(browser, administrator)
    assert browser.get(address).context["form"]["text_zh"].value() == "我写的"


def test_a_form_left_open_while_somebody_else_signed_in_is_not_kept_for_them(
    administrator, plan, task, county
):
    """Its token ended with the other's signing in: the page says so, the text stays behind it."""
    address = reverse("task-write", args=[task.slug])
    colleague = _staff("colleague-at-the-browser", "administrator", county)
    mark = mark_in(administrator.client.get(address))
    browser = Client(enforce_csrf_checks=True)
    enter(browser, colleague)
    answer = browser.post(address, TYPED | {"typed_by": mark})
    assert answer.status_code == 403
    assert "写了很久" not in browser.get(address).content.decode()
    assert "unsaved" not in browser.session


@pytest.mark.parametrize("mark", ["", "0199aaaa-0000-7000-8000-000000000000", "x:y"])
def test_of_what_nobody_is_known_to_have_typed_nothing_is_kept(plan, mark):
    browser = Client()
    browser.post(reverse("goal-new", args=[plan.slug]), {"text_zh": "目标", "typed_by": mark})
    assert "unsaved" not in browser.session


def test_nobody_of_another_office_is_shown_it(administrator, plan, task, other_county):
    """It waits in that browser alone, and only for who typed it."""
    address = reverse("task-write", args=[task.slug])
    stranger = _staff("other-writer", "administrator", other_county)
    browser = Client()
    browser.post(address, TYPED | {"typed_by": mark_in(administrator.client.get(address))})
    enter(browser, stranger)
    assert browser.get(address).status_code == 404
    other = administrator.client.get(address)
    assert not getattr(other.context["form"], "was_put_back", False)
    assert unit_of(Plan.objects.get(pk=plan.pk)) == plan.unit_id


@pytest.mark.parametrize(
    "typed",
    [
        {"text_zh": ["九" * 150_000, "九" * 60_000]},
        {"text_zh": ["", *["x" * 1000] * 250]},
        {"text_zh": "x" * 200_001},
        {"text_zh": "\0" * 200_001},
    ],
)
def test_of_what_is_endless_nothing_is_kept(administrator, plan, typed):
    """Every value of a name counts, also those before the last and those that cleaning empties."""
    browser = Client()
    address = reverse("goal-new", args=[plan.slug])
    mark = mark_in(administrator.client.get(address))
    answer = browser.post(address, typed | {"typed_by": mark})
    assert "/login/" in answer.headers["Location"]
    assert "unsaved" not in browser.session


def test_several_values_of_a_name_that_are_short_wait(administrator, plan):
    browser = Client()
    address = reverse("goal-new", args=[plan.slug])
    mark = mark_in(administrator.client.get(address))
    browser.post(address, {"text_zh": ["x" * 1000] * 100, "typed_by": mark})
    (fields,) = browser.session["unsaved"].values()
    assert fields == {"text_zh": ["x" * 1000] * 100}


def test_every_form_that_puts_back_says_for_whom_it_was_made():
    """Without the mark nothing that is typed into it would be kept."""
    folder = Path(plans.__file__).parent / "templates"
    texts = {path: path.read_text() for path in folder.rglob("*.html")}
    forms = [text for text in texts.values() if 'include "plans/writing/put_back.html"' in text]
    assert len(forms) > 5
    assert all("{% csrf_token %}{% typed_by %}" in text for text in forms)
