"""A plan from nothing to its amendment: in Chinese on a phone, in English on a desk by keyboard.

Every page is free of barriers at 320 and at 1280 pixels; readers and one of two who write at once
have no JavaScript.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

FIRST, SECOND = "每季度培训一次。全县覆盖。", "每月培训一次。全县覆盖。"


@pytest.fixture(scope="module")
def place(empty_site: Site) -> Site:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *office, *administrator)
    return empty_site


def follow(page: Page, address: str) -> None:
    """Follow the link of main whose address ends so, or holds it."""
    page.locator(f'main a[href*="{address}"]').first.click()
    page.wait_for_load_state()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f'main [name="{name}"]').first.fill(value)


def send(page: Page) -> None:
    page.locator("main button.primary").first.click()
    page.wait_for_load_state()


def by_keyboard(page: Page, target: str) -> None:
    """Tab until the target has the focus, then Enter."""
    wanted = page.locator(target).first
    for _ in range(200):
        if wanted.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{target} cannot be reached with the Tab key")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(reader: Reader, year: str, chinese: bool) -> str:
    """Write a plan with an aspect, two tasks, a milestone and a risk; its slug."""
    page = reader.page
    reader.open("/plans/office/")
    reader.see("01-desk")
    follow(page, "/plans/office/new/")
    reader.see("02-new")
    fill(page, title_zh="青石县数字素养工作要点", title_en="Digital literacy work plan", year=year)
    send(page)
    slug = re.search(r"/plans/office/([^/]+)/", page.url)
    assert slug is not None
    reader.see("03-empty-outline")
    follow(page, "add-goal")
    fill(page, text_zh="人人会用。", text_en="Everybody can use it.")
    send(page)
    follow(page, "add-aspect")
    reader.see("04-aspect")
    fill(page, title_zh="技能培训", title_en="" if chinese else "Training")
    send(page)
    for number, title in enumerate(("老年人培训", "农民培训")):
        follow(page, "add-task")
        if not number:
            reader.see("05-task")
        fill(page, title_zh=title, text_zh=FIRST, lead="青石县网信办", joint="县教育局、县老年大学")
        send(page)
    reader.see("06-outline")
    assert page.locator(".missing").count() >= 4
    return slug.group(1)


def test_in_chinese_on_a_phone(place: Site, reader):
    office: Reader = reader(place, "writing-zh", width=320)
    steps.sign_in(office, "zhang")
    slug = write(office, "2027", True)
    page = office.page
    assert "缺英文" in page.content()

    # The second task goes up; the first becomes the second.
    page.locator("li[id^=task-] button[value=up]").nth(1).click()
    page.wait_for_load_state()
    titles = page.locator("li[id^=task-] h3").all_inner_texts()
    assert "农民" in titles[0]
    assert "老年人" in titles[1]

    # Its key task: a milestone, a risk, a document.
    follow(page, "/plans/office/tasks/")
    office.see("07-key-task")
    follow(page, "add-milestone")
    fill(page, title_zh="印发方案", due="2027-03-31")
    office.see("08-milestone")
    send(page)
    follow(page, "add-risk")
    fill(page, title_zh="师资不足", response_zh="从学校借调。")
    office.see("09-risk")
    send(page)
    follow(page, "/documents/")
    pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
    page.set_input_files(
        "[name=file]", {"name": "通知.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    office.see("10-document")
    send(page)
    for address in ("measured-by", "taught-by"):
        follow(page, address)
        page.locator("main input[type=checkbox]").first.check()
        office.see(f"11-{address}")
        send(page)
    page.locator("main [name=state]").select_option("running")
    page.locator("form:has([name=state]) button").click()
    page.wait_for_load_state()
    office.see("12-key-task-full")
    said = page.locator("main").inner_text()
    follow(page, "/milestone/")
    office.see("13-a-milestone")
    page.locator("button[value=done]").click()
    page.wait_for_load_state()
    follow(page, "/risk/")
    office.see("14-a-risk")
    page.locator("button[value=close]").click()
    page.wait_for_load_state()
    office.see("15-key-task-done")
    assert "已于" in page.locator("#milestones").inner_text()
    for words in ("印发方案", "2027-03-31", "师资不足", "从学校借调", "通知.pdf"):
        assert words in said

    # Nobody else sees a draft.
    anybody: Reader = reader(place, "anybody-zh", width=360, script=False)
    anybody.open(f"/plans/{slug}/")
    assert "农民培训" not in anybody.page.content()

    # Publish, amend, publish again.
    office.open(f"/plans/office/{slug}/publish/")
    office.see("13-publish")
    send(page)
    office.see("14-edition-1")
    anybody.open(f"/plans/{slug}/")
    anybody.see("1-edition-1", axe=False)
    assert FIRST in anybody.page.locator("main").inner_text()
    office.open(f"/plans/office/{slug}/")
    follow(page, "/text/")
    fill(page, text_zh=SECOND)
    send(page)
    anybody.page.reload()
    assert SECOND not in anybody.page.locator("main").inner_text()
    office.open(f"/plans/office/{slug}/")
    office.see("15-changed")
    office.open(f"/plans/office/{slug}/publish/")
    fill(page, note_zh="改为每月培训。", valid_from="2030-01-01")
    office.see("16-publish-changes")
    send(page)
    office.see("17-edition-2")

    # Everybody reads both; the day says which holds.
    assert FIRST in anybody.open(f"/plans/{slug}/").locator("main").inner_text()
    anybody.open(f"/plans/{slug}/?on=2030-01-01")
    assert SECOND in anybody.page.locator("main").inner_text()
    anybody.open(f"/plans/{slug}/editions/")
    anybody.see("2-editions", axe=False)
    follow(anybody.page, "/compare/")
    anybody.see("3-compare", axe=False)
    words = anybody.page.locator(".sentences .what").all_inner_texts()
    assert len(set(words)) == 2, "what became of each sentence is said in words"
    assert anybody.page.locator("del", has_text="季度").count() == 1
    assert anybody.page.locator("ins", has_text="月").count() == 1
    office.open(f"/plans/{slug}/compare/")
    office.see("18-compare")


def test_in_english_on_a_desk_by_keyboard(place: Site, reader):
    office: Reader = reader(place, "writing-en", width=1280, language="en")
    steps.sign_in(office, "zhang")
    page = office.page
    slug = write(office, "2028", False)
    assert "English is missing" in page.content()
    by_keyboard(page, "li[id^=task-] button[value=down]")
    assert page.locator("li[id^=task-] h3").all_inner_texts()[1].endswith("老年人培训")
    by_keyboard(page, "li[id^=task-] button[value=withdraw]")
    assert page.locator("#withdrawn li").count() == 1
    office.see("20-withdrawn")
    by_keyboard(page, "#withdrawn button[value=back]")
    assert page.locator("li[id^=task-]").count() == 2
    by_keyboard(page, 'main a[href$="/publish/"]')
    office.see("21-publish")
    by_keyboard(page, "main button.primary")
    assert page.url.endswith(f"/plans/{slug}/editions/1/")
    office.see("22-edition")

    # Last year's is copied; what is adopted says what it contributes to.
    office.open("/plans/office/new/")
    page.locator("[name=source]").select_option(f"copy:{slug}")
    fill(page, title_en="Work plan 2029", year="2029")
    by_keyboard(page, "main button.primary")
    assert page.locator("li[id^=task-]").count() == 2
    office.see("23-copied")
    office.open("/plans/office/new/")
    page.locator("[name=source]").select_option("adopt:kp2022")
    fill(page, title_en="Carrying out 2022", year="2030")
    by_keyboard(page, "main button.primary")
    assert page.locator("[name=tasks]:checked").count() == 29
    office.see("24-which-tasks")
    by_keyboard(page, "button[value=none]")
    assert page.locator("[name=tasks]:checked").count() == 0
    for box in page.locator("[name=tasks]").all()[:3]:
        box.focus()
        page.keyboard.press("Space")
    by_keyboard(page, "main button.primary")
    assert page.locator("li[id^=task-]").count() == 3
    office.see("25-adopted")
    follow(page, "/text/")
    assert page.locator("[name=serves]:checked").count() == 1
    office.see("26-contributes")

    # A plan ends on a day, with a reason, and goes on.
    office.open(f"/plans/office/{slug}/")
    by_keyboard(page, 'main a[href$="/close/"]')
    fill(page, reason_en="All is done")
    office.see("27-close")
    by_keyboard(page, "main button[value=close]")
    assert "All is done" in page.locator("main").inner_text()
    assert page.locator('main a[href$="/publish/"]').count() == 0
    office.see("28-closed")
    office.open("/plans/")
    assert page.locator("main .tag").count() == 1
    office.see("29-list")
    office.open(f"/plans/{slug}/")
    office.see("30-read")
    office.open(f"/plans/office/{slug}/close/")
    fill(page, why_en="A year more")
    by_keyboard(page, "main button[value=reopen]")
    assert page.locator('main a[href$="/publish/"]').count() == 1
    office.open(f"/plans/office/{slug}/close/")
    office.see("31-closed-before")


def test_what_was_typed_when_the_session_ended_is_put_back(place: Site, reader):
    """Signed out in between: the words stand in the form after signing in, and are saved."""
    writer: Reader = reader(place, "signed-out", width=320, script=False)
    steps.sign_in(writer, "zhang")
    page = writer.page
    follow(writer.open("/plans/office/"), "/plans/office/20")
    follow(page, "/add-goal/")
    fill(page, text_zh="人人会用手机办事。")
    kept = [one for one in writer.context.cookies() if "session" not in one["name"]]
    writer.context.clear_cookies()
    writer.context.add_cookies(kept)
    send(page)
    assert "/login/" in page.url
    fill(page, login="zhang", password=steps.PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert page.locator("[name=text_zh]").input_value() == "人人会用手机办事。"
    assert page.locator("main [role=status]").count() == 1
    writer.see("1-put-back")
    send(page)
    assert "人人会用手机办事。" in page.locator("#goals").inner_text()


def test_two_at_once_on_a_phone(place: Site, reader):
    """Both texts stand on the page, and nothing that was typed is lost."""
    first: Reader = reader(place, "two-a", width=320, script=False)
    second: Reader = reader(place, "two-b", width=320, language="en", elder=True)
    for one in (first, second):
        steps.sign_in(one, "zhang")
    follow(first.open("/plans/office/"), "/plans/office/20")
    follow(first.page, "/text/")
    path = first.page.url.removeprefix(place.url)
    second.open(path)
    fill(first.page, text_zh="甲写的正文。")
    send(first.page)
    fill(second.page, text_zh="乙写的正文。")
    send(second.page)
    second.see("1-both")
    assert "甲写的正文。" in second.page.locator("[role=alert]").first.inner_text()
    assert second.page.locator("[name=text_zh]").input_value() == "乙写的正文。"
    send(second.page)
    assert "乙写的正文。" in second.page.locator("main").inner_text()
