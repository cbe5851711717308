"""The sections that an office writes: kept, guarded, proposed, and the same in every form."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.people.models import Account
from suyang.plans.models import KeyTask, YearText
from suyang.plans.writing.wording import LONGEST_TEXT, Overtaken, mark
from suyang.plans.yearly import actions, paper, texts
from suyang.plans.yearly import docx as word
from tests.conftest import _staff
from tests.plans.conftest import mark_in

pytestmark = pytest.mark.django_db

TEXT = {
    "zh-Hans": "今年我们走遍了每个村。\n明年继续。",
    "en": "We went to every village.\nOn we go.",
}


@pytest.fixture
def write(administrator, plan, county):
    def write(section, text, seen=None, actor=None):
        by = actor or administrator.actor
        return texts.write(by, plan, county.id, 2026, section, text, seen)

    return write


@pytest.fixture
def address(plan, county):
    def address(section=None):
        name = "plan-year-text" if section else "plan-year-texts"
        args = [plan.slug, section] if section else [plan.slug]
        return f"{reverse(name, args=args)}?unit={county.id}&year=2026"

    return address


def paragraphs(year):
    return [str(one) for part in year.parts for one in part.blocks]


def test_each_section_stands_in_its_place_on_page_word_and_paper(
    write, made, task, rates, administrator, plan, county
):
    aspect = texts.of_aspect(task.aspect_id)
    write(texts.INTRODUCTION, TEXT)
    write(aspect, {"en": "Training went well & fast <b>."})
    write(texts.of_task(task.pk), {"en": "One village is left."})
    write(texts.CONCLUSION, {"en": "Next year: the last village."})
    year = made("en")
    headings = [one.heading for one in year.parts]
    assert headings[0] == "Introduction"
    assert headings[-2:] == ["Conclusion", "What could not be shown, and why"]
    said = paragraphs(year)
    note = next(one for one in year.notes if "text of the office" in one.text)
    assert said[:2] == ["We went to every village.", f"On we go. [{note.number}]"]
    assert f"1.1 A class in every village: One village is left. [{note.number}]" in said
    assert "Unit: county" in note.text
    opened = docx.Document(io.BytesIO(word.write(year)))
    in_word = "\n".join(one.text for one in opened.paragraphs)
    where = {"unit": county.id, "year": 2026, "language": "en"}
    page = administrator.client.get(reverse("plan-year", args=[plan.slug]), where)
    shown = page.content.decode()
    printed = [one for part in paper.report(year).sections for one in part.blocks]
    for text in ("We went to every village.", "Next year: the last village.", "One village is"):
        assert text in in_word
        assert text in shown
        assert any(text in one for one in printed if isinstance(one, str))
    assert "Training went well & fast <b>." in in_word
    assert "Training went well &amp; fast &lt;b&gt;." in shown


def test_a_text_of_one_language_stands_in_the_other_with_its_language(
    write, made, administrator, plan, county, rates
):
    write(texts.INTRODUCTION, {"zh-Hans": "只有中文"})
    year = made("en")
    assert year.parts[0].blocks[0].language == "zh-Hans"
    assert "Texts of the office that are not written in this language: 1" in "\n".join(
        str(one) for block in year.parts[-1].blocks for one in getattr(block, "items", [block])
    )
    where = {"unit": county.id, "year": 2026, "language": "en"}
    page = administrator.client.get(reverse("plan-year", args=[plan.slug]), where)
    assert '<p lang="zh-Hans">只有中文' in page.content.decode()


def test_the_same_again_changes_nothing_and_an_empty_text_takes_it_out(write, made):
    assert write(texts.INTRODUCTION, TEXT)
    assert not write(texts.INTRODUCTION, TEXT, seen=mark(texts.as_seen({})))
    assert YearText.objects.count() == 1
    assert AuditEntry.objects.filter(action="year.written").count() == 1
    assert write(texts.INTRODUCTION, {}, seen=mark(texts.as_seen(TEXT)))
    assert made().parts[0].heading == "The year in short"


def test_the_second_of_two_is_shown_both(administrator, write, address, task):
    where = address(texts.INTRODUCTION)
    client = administrator.client
    seen = re.search(r'name="seen" value="(\w+)"', client.get(where).content.decode()).group(1)
    write(texts.INTRODUCTION, {"zh-Hans": "别人先写的"})
    mine = {"text_zh": "我写的", "text_en": "", "seen": seen, "do": "save"}
    answer = client.post(where, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人先写的" in page
    assert "我写的" in page
    assert YearText.objects.get().text == {"zh-Hans": "别人先写的"}
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    assert client.post(where, mine | {"seen": seen}).status_code == 302
    assert YearText.objects.get().text == {"zh-Hans": "我写的"}
    assert "我写的" in client.get(address()).content.decode()
    with pytest.raises(Overtaken):
        write(texts.INTRODUCTION, {"zh-Hans": "太晚"}, seen=mark(texts.as_seen({})))


def test_sentences_are_proposed_from_the_figures_and_not_kept(
    administrator, plan, county, address, target, task, rates, goal
):
    found = actions.propose(
        administrator.actor, plan, county.id, 2026, texts.of_aspect(task.aspect_id)
    )
    assert found["en"] == (
        "Indicators with a figure of this year: 1 of 1. Met: Villages with a class (82.0 %; "
        "target: at least 80.0 % by 2026)."
    )
    assert "有课堂的村" in found["zh-Hans"]
    assert "Villages" not in found["zh-Hans"]
    where = address(texts.of_aspect(task.aspect_id))
    typed = {"text_zh": "已写。", "text_en": "", "seen": "", "do": "propose"}
    answer = administrator.client.post(where, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已写。\n" in page
    assert found["en"] in page
    assert not YearText.objects.exists()
    # A second press adds nothing more.
    typed |= {"text_en": found["en"]}
    again = administrator.client.post(where, typed).content.decode()
    assert again.count(found["en"]) == 1


def test_what_is_behind_and_what_cannot_be_shown_is_proposed(
    administrator, plan, county, target, task, rates, milestone
):
    target.value = 0.9
    target.save()

    def propose(key):
        return actions.propose(administrator.actor, plan, county.id, 2026, key)

    of_task = propose(texts.of_task(task.pk))["en"]
    assert "Milestones of the year: 1; of these done: 0, late: 1." in of_task
    assert "Met:" not in of_task
    closing = propose(texts.CONCLUSION)["en"]
    assert "Targets met: 0 of 1; behind: 0." in closing
    assert "Key tasks with milestones that are late: 1.1 A class in every village." in closing
    opening = propose(texts.INTRODUCTION)["en"]
    assert opening.startswith("In 2026 this office worked on 1 key task of the plan")


def test_wrong_texts_are_refused(write, task, plan):
    with pytest.raises(Refused, match=str(LONGEST_TEXT)):
        write(texts.INTRODUCTION, {"en": "x" * (LONGEST_TEXT + 1)})
    with pytest.raises(NotFound):
        write("aspect-999999", TEXT)
    with pytest.raises(NotFound):
        write("nothing", TEXT)
    assert not YearText.objects.exists()


def test_who_writes(stranger, town_officer, town, county, address, write, plan, task, rates):
    for actor in (stranger.actor, town_officer.actor):
        with pytest.raises(Denied):
            write(texts.INTRODUCTION, TEXT, actor=actor)
    reviewer = _staff("reviewer", "reviewer", county)
    assert reviewer.client.get(address()).status_code == 403
    page = reviewer.client.get(reverse("plan-year", args=[plan.slug]), {"unit": county.id})
    assert page.status_code == 200
    assert reverse("plan-year-texts", args=[plan.slug]) not in page.content.decode()
    # A town writes in its own report of the county's plan; a task that is not published is hidden.
    texts.write(town_officer.actor, plan, town.id, 2026, texts.of_task(task.pk), TEXT)
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    with pytest.raises(NotFound):
        texts.write(town_officer.actor, plan, town.id, 2026, texts.of_task(task.pk), {})


def test_wrong_addresses_are_not_found(administrator, address, county, plan):
    client = administrator.client
    assert client.get(address("aspect-12345")).status_code == 404
    wrong = reverse("plan-year-texts", args=[plan.slug])
    assert client.get(wrong, {"unit": county.id, "year": "soon"}).status_code == 404


def test_of_two_first_writers_the_second_is_told(write, monkeypatch):
    """The other's row comes in after this one looked and found none."""
    nothing = mark(texts.as_seen({}))
    make = YearText.objects.get_or_create

    def overtaken(**row):
        defaults = row.pop("defaults") | {"text": {"en": "The other was first."}}
        YearText.objects.create(**row, **defaults)
        return make(**row, defaults=defaults)

    monkeypatch.setattr(YearText.objects, "get_or_create", overtaken)
    with pytest.raises(Overtaken):
        write(texts.INTRODUCTION, TEXT, seen=nothing)


def test_an_empty_section_that_is_saved_stays_without_a_row(write):
    assert not write(texts.INTRODUCTION, {}, seen=mark(texts.as_seen({})))
    assert not YearText.objects.exists()


def test_what_waited_for_a_section_waits_no_more_once_it_is_saved(administrator, address, rates):
    where = address(texts.INTRODUCTION)
    typed = {"text_zh": "写了很久", "text_en": "", "seen": mark(texts.as_seen({})), "do": "save"}
    mark_of_writer = {"typed_by": mark_in(administrator.client.get(where))}
    browser = Client()
    assert "/login/" in browser.post(where, typed | mark_of_writer)["Location"]
    browser.force_login(
        Account.objects.get(id=administrator.actor.account_id),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    form = browser.get(where).context["form"]
    assert form.was_put_back
    assert form["text_zh"].value() == "写了很久"
    assert browser.post(where, typed).status_code == 302
    assert YearText.objects.get().text == {"zh-Hans": "写了很久"}
    assert not getattr(browser.get(where).context["form"], "was_put_back", False)


def test_an_old_token_keeps_what_was_typed_into_a_section(administrator, address, rates):
    where = address(texts.INTRODUCTION)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        Account.objects.get(id=administrator.actor.account_id),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    typed = {"text_zh": "写了很久", "text_en": "", "do": "save"}
    browser.cookies.pop(settings.CSRF_COOKIE_NAME, None)
    answer = browser.post(where, typed | {"typed_by": mark_in(browser.get(where))})
    assert answer.status_code == 302
    assert browser.get(where).context["form"]["text_zh"].value() == "写了很久"
