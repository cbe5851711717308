"""What people do on more than one journey, in the words of the page's structure, not its texts:
the one primary action, the form's fields. So the same steps go in Chinese and in English."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Reader

PASSWORD = "willow-village-26"
UNITS = (
    "code,name_zh,name_en,kind,parent_code\n"
    "hekou,河口镇,Hekou,town,\n"
    "nanshan,南山镇,Nanshan,town,\n"
    "liushu,柳树村,Liushu,village,hekou\n"
    "shiqiao,石桥村,Shiqiao,village,nanshan\n"
)


def go_on(page: Page) -> None:
    """Press the page's one primary action."""
    page.locator("main .primary:visible").first.click()
    page.wait_for_load_state()


def go_on_by_keyboard(page: Page) -> None:
    """Tab to the primary action and press Enter, as somebody without a mouse does."""
    target = page.locator("main .primary:visible").first
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            break
    else:
        raise AssertionError("the primary action cannot be reached with the Tab key")
    outline = target.evaluate("node => getComputedStyle(node).outlineWidth")
    assert float(outline.replace("px", "")) >= 2, "the focus cannot be seen"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, target: str) -> None:
    """Tab until the target has the focus."""
    wanted = page.locator(target).first
    for _ in range(250):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with the Tab key")


def code_shown(page: Page) -> str:
    """The code that stands large on the page, however it is broken into lines."""
    return "".join(page.locator(".code-big").all_inner_texts())


def set_up_office(reader: Reader) -> None:
    page = reader.open("/")
    assert page.url.endswith("/setup/")
    reader.see("setup")
    page.fill("[name=office_name]", "青石县网信办")
    page.fill("[name=name]", "张老师")
    page.fill("[name=username]", "zhang")
    page.fill("[name=password]", PASSWORD)
    go_on(page)
    assert page.url.endswith("/work/")
    reader.see("work-empty")


def import_units(reader: Reader) -> None:
    page = reader.open("/units/import/")
    reader.see("units-import")
    page.set_input_files(
        "input[type=file]",
        {"name": "units.csv", "mimeType": "text/csv", "buffer": UNITS.encode("utf-8-sig")},
    )
    go_on(page)
    reader.see("units-preview")
    go_on(page)
    reader.open("/units/")
    reader.see("units")
    assert "柳树村" in page.content() or "Liushu" in page.content()


def sign_in(reader: Reader, username: str) -> None:
    page = reader.open("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    go_on(page)
    assert page.url.endswith("/work/"), page.url


def answer(page: Page, number: int) -> None:
    """Answer the question on the page: something for every control, or "I don't know"."""
    if number % 5 == 4:
        page.locator("button[value=dont-know]").click()
        page.wait_for_load_state()
        return
    form = page.locator("main form").first
    for name in _names(form, "input[type=radio]"):
        if name != "assistance":
            options = form.locator(f"input[type=radio][name='{name}']")
            options.nth(number % options.count()).check()
    for name in _names(form, "input[type=checkbox]"):
        form.locator(f"input[type=checkbox][name='{name}']").first.check()
    for field in form.locator("input[type=text], input:not([type])").all():
        field.fill("15")
    for name in _names(form, "select"):
        # Each its own, as an order needs it; a match takes anything.
        for place, field in enumerate(form.locator(f"select[name='{name}']").all()):
            choices = field.locator("option").count() - 1
            field.select_option(index=1 + (place + number) % choices)
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()


def _names(form: Locator, fields: str) -> list[str]:
    found: list[str] = form.locator(fields).evaluate_all(
        "nodes => [...new Set(nodes.map(node => node.name))]"
    )
    return found


def answer_by_keyboard(page: Page, number: int) -> None:
    """Tab through the question's form, choose with the arrow keys or type, and press Enter."""
    lists: Counter[str] = Counter()
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "() => { const n = document.activeElement; return {tag: n.tagName, type: n.type || '',"
            " name: n.name || '', value: n.value || '', choices: (n.options || []).length - 1,"
            " inside: !!n.closest('main form')} }"
        )
        if not focus["inside"]:
            continue
        if focus["type"] == "radio":
            page.keyboard.press("ArrowDown" if number % 2 else "Space")
        elif focus["type"] == "checkbox" and number % 2 == 0:
            page.keyboard.press("Space")
        elif focus["tag"] == "INPUT" and focus["type"] in ("text", ""):
            page.keyboard.type("15")
        elif focus["tag"] == "SELECT":
            for _down in range(1 + lists[focus["name"]] % focus["choices"]):
                page.keyboard.press("ArrowDown")
            lists[focus["name"]] += 1
        elif focus["tag"] == "BUTTON" and focus["value"] in ("answer", "dont-know"):
            if focus["value"] == "answer" and number == 3:
                continue  # one "I don't know", as people say
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("the question cannot be answered with the keyboard")


def take_check(page: Page, limit: int = 20) -> int:
    """Answer to the end; how many questions there were."""
    for number in range(limit):
        if not re.search(r"/checks/[^/]+/$", page.url):
            return number
        answer(page, number)
    raise AssertionError(f"the check has not ended after {limit} questions")
