"""One person and the quick check: leave, come back, reload, go back, press twice, two tabs, delete;
and an older person's six tasks by keyboard alone."""

from __future__ import annotations

import re

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Site
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]


def begin(reader, site: Site, name: str, kind: str = "quick", **how):
    somebody = reader(site, name, **how)
    page = somebody.open(f"/check/{kind}/")
    page.locator("form[action$='/start/'] button.primary").click()
    page.wait_for_load_state()
    return somebody, page


def progress(page) -> int:
    return int(re.findall(r"\d+", page.locator(".progress-words").inner_text())[0])


def test_leave_come_back_and_delete(site: Site, reader):
    person, page = begin(reader, site, "alone")
    for number in range(3):
        steps.answer(page, number)
    assert progress(page) == 4
    page.reload()
    assert progress(page) == 4
    address = page.url
    page.locator("summary").click()
    page.locator("form[action$='/code/'] button").click()
    page.wait_for_load_state()
    person.see("code")
    code = steps.code_shown(page)

    other = reader(site, "other-phone")
    elsewhere = other.open("/come-back/")
    elsewhere.fill("[name=code]", code.lower().replace("-", " "))
    steps.go_on(elsewhere)
    assert elsewhere.url == address
    assert progress(elsewhere) == 4
    steps.take_check(elsewhere)
    other.see("result")
    assert elsewhere.url.endswith("/result/")
    assert elsewhere.locator("figure svg").count() == 1

    # The first phone, left open, goes to the same result.
    page.goto(address)
    assert page.url.endswith("/result/")

    elsewhere.locator("a[href$='/delete/']").click()
    elsewhere.wait_for_load_state()
    other.see("delete")
    elsewhere.locator("button.danger").click()
    elsewhere.wait_for_load_state()
    assert elsewhere.request.get(address + "result/").status == 404


def test_back_twice_and_two_tabs_give_one_answer(site: Site, reader):
    person, page = begin(reader, site, "twice")
    second = person.context.new_page()
    second.goto(page.url)
    assert progress(second) == 1
    page.locator("button[value=dont-know]").click()
    page.wait_for_load_state()
    assert progress(page) == 2
    # The other tab still shows question 1; its other answer comes too late and is said to.
    steps.answer(second, 0)
    assert progress(second) == 2
    assert second.locator(".messages").count() == 1
    page.go_back()
    page.reload()
    assert progress(page) == 2
    page.locator("button[value=dont-know]").dblclick()
    page.wait_for_load_state()
    page.wait_for_timeout(500)
    page.reload()
    assert progress(page) in (3, 4)
    counted = site.manage(
        "from suyang.assessment.models import *\n"
        f"c = Check.objects.get(id='{page.url.rstrip('/').split('/')[-1]}')\n"
        "answered = Response.objects.filter(presentation__check_taken=c)\n"
        "print(c.presentations.count(), answered.count())"
    )
    shown, answered = map(int, counted.split())
    assert shown == answered + 1 == progress(page)


def test_stopping_early_says_that_little_is_known(site: Site, reader):
    person, page = begin(reader, site, "early", language="en")
    steps.answer(page, 0)
    page.locator("a[href$='/stop/']").click()
    page.wait_for_load_state()
    person.see("stop")
    page.get_by_role("button", name="Stop and see the result").click()
    page.wait_for_load_state()
    person.see("result")
    assert "Not enough evidence yet" in page.locator("h1").inner_text()


def test_an_empty_answer_is_asked_for_and_nothing_is_lost(site: Site, reader):
    person, page = begin(reader, site, "empty")
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    person.see("refused")
    assert page.locator("[role=alert]").count() >= 1
    assert progress(page) == 1


@pytest.mark.parametrize("script", [True, False])
def test_six_tasks_by_keyboard_alone(site: Site, reader, script: bool):
    person = reader(site, f"keyboard-{script}", elder=True, script=script)
    page = person.open("/")
    if script:
        steps.go_on_by_keyboard(page)
        assert page.url.endswith("/check/elder/")
        steps.go_on_by_keyboard(page)
    else:
        steps.go_on(page)
        steps.go_on(page)
    for number in range(6):
        assert progress(page) == number + 1
        assert "elder" in str(page.locator("html").get_attribute("class"))
        if script:
            person.see(f"task-{number + 1}")
            steps.answer_by_keyboard(page, number)
        else:
            steps.answer(page, number)
    if script:
        person.see("result")
    sentence = page.locator("h1").inner_text()
    assert sentence
    assert len(sentence) < 80
