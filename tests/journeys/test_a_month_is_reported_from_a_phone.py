"""An officer's month on a phone by taps, two at once, and a reviewer's return and approval.

In Chinese on the phone and in English by keyboard; each page is free of barriers.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site
from tests.journeys.reporting_office import furnish

# name of the field, what is typed
FIGURES = (
    ("trained|total|value", "135"),
    ("trained|sex:female|value", "80"),
    ("trained|sex:male|value", "55"),
    ("attended|total|value", "330"),
    ("courses|total|value", "7"),
    ("villages|total|n", "10"),
    ("villages|total|of", "14"),
    ("devices|total|value", "21"),
    ("spent|total|value", "9100"),
)
# A tap for each field, opening the report from the first page (2), handing up (1). The keys of
# the numbers come on top: 28 here. People tap about once a second and type two keys a second.
MOST_TAPS = 14


@pytest.fixture(scope="module")
def place(empty_site: Site) -> tuple[Site, dict[str, str]]:
    return empty_site, furnish(empty_site)


def tap(page: Page, target: str, counted: list[str]) -> None:
    counted.append(target)
    page.locator(target).first.click()
    page.wait_for_load_state()


def field(name: str) -> str:
    return f'[name="{name}"]'


def report_of(page: Page) -> str:
    return re.sub(r"review/$", "", page.url.partition("?")[0])


def test_a_month_from_the_first_page_to_its_approval(place, reader):
    site, _made = place
    officer: Reader = reader(site, "officer-zh", width=360)
    steps.sign_in(officer, "li")
    page = officer.page
    officer.see("1-work")
    # Last month is late: it stands first, and two taps open it.
    taps: list[str] = []
    tap(page, "#pressing ~ ul a", taps)
    officer.see("2-list")
    tap(page, ".dues button.primary", taps)
    assert re.search(r"/reports/[0-9a-f-]{36}/$", page.url)
    officer.see("3-empty-form")
    for name, text in FIGURES:
        tap(page, field(name), taps)
        page.keyboard.type(text)
    officer.see("4-filled-form")
    tap(page, "button.primary[value=submit]", taps)
    officer.see("5-handed-up")
    assert page.url.endswith("/review/")
    assert len(taps) <= MOST_TAPS, taps
    address = report_of(page)

    # The reviewer, in English, by keyboard alone.
    reviewer: Reader = reader(site, "reviewer-en", width=1280, language="en")
    steps.sign_in(reviewer, "chen")
    theirs = reviewer.page
    reviewer.see("1-work")
    reviewer.open("/reports/review/")
    reviewer.see("2-list")
    steps.go_on_by_keyboard(theirs)
    assert report_of(theirs) == address
    reviewer.see("3-review")
    _to(theirs, "[name=comment]")
    theirs.keyboard.type("Please add the sign-in sheets.")
    _press(theirs, "button[value=return]")
    reviewer.see("4-returned")
    assert "Please add the sign-in sheets." in theirs.content()

    # Back at the officer: the comment is read first; a photo of the sheet is added.
    officer.open("/work/")
    tap(page, "#pressing ~ ul a", taps := [])
    officer.see("6-returned-form")
    assert "Please add the sign-in sheets." in page.content()
    page.locator("summary", has=page.get_by_text(re.compile("佐证材料|Evidence"))).click()
    png = (
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
        "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082"
    )
    photo = {"name": "IMG_1.png", "mimeType": "image/png", "buffer": bytes.fromhex(png)}
    page.set_input_files("#evidence-file", photo)
    page.locator("button[value=attach]").click()
    page.wait_for_load_state()
    officer.see("7-evidence")
    assert page.locator(".evidence li").count() == 1
    page.locator("button.primary[value=submit]").click()
    page.wait_for_load_state()

    reviewer.open(address.removeprefix(site.url) + "review/")
    assert theirs.locator(".evidence img").count() == 1
    _press(theirs, "button[value=approve]")
    reviewer.see("5-approved")
    assert theirs.locator("button[value=approve]").count() == 0
    assert site.command("plans", "verify").strip().startswith("2 ")


def test_the_same_month_in_english_by_keyboard_and_without_script(place, reader):
    """The county's own report; what is missing is named, linked and mended."""
    site, _made = place
    officer: Reader = reader(site, "officer-en", width=360, language="en", elder=True)
    steps.sign_in(officer, "zhang")
    page = officer.open("/reports/?state=late")
    steps.go_on_by_keyboard(page)
    officer.see("1-prefilled")
    assert page.locator(field("trained|total|value")).input_value() != ""
    assert "From 1 of" in page.content()
    page.locator(field("courses|total|value")).fill("")
    page.locator(field("spent|total|value")).fill("a lot")
    _press(page, "button.primary[value=submit]")
    officer.see("2-not-a-number")
    assert page.locator(field("spent|total|value")).input_value() == "a lot"
    page.locator(field("spent|total|value")).fill("9100")
    _press(page, "button.primary[value=submit]")
    officer.see("3-missing")
    page.locator("[role=alert] a").first.click()
    assert "#figure-" in page.url
    page.locator(field("courses|total|mark")).select_option("missing")
    _press(page, "button.primary[value=submit]")
    officer.see("4-handed-up")
    assert "/review/" in page.url


def test_two_officers_at_once_on_two_phones(place, reader):
    site, _made = place
    first: Reader = reader(site, "two-a", width=360)
    second: Reader = reader(site, "two-b", width=360, script=False)
    steps.sign_in(first, "li")
    steps.sign_in(second, "wang")
    first.open("/reports/?state=open")
    first.page.locator(".dues button").first.click()
    first.page.wait_for_load_state()
    path = first.page.url.removeprefix(site.url)
    second.open(path)
    first.page.locator(field("attended|total|value")).fill("50")
    first.page.locator("button[value=save]:visible").last.click()
    first.page.wait_for_load_state()
    second.page.locator(field("attended|total|value")).fill("60")
    second.page.locator(field("courses|total|value")).fill("2")
    second.page.locator("button[value=save]:visible").last.click()
    second.page.wait_for_load_state()
    second.see("1-both", axe=False)
    assert "李干事" in second.page.content()
    second.page.locator('[name="choose|attended|total"][value=theirs]').check()
    second.page.locator("main .primary").click()
    second.page.wait_for_load_state()
    assert second.page.locator(field("attended|total|value")).input_value() == "50"
    assert second.page.locator(field("courses|total|value")).input_value() == "2"


def test_every_page_of_reporting_is_free_of_barriers(place, reader):
    site, made = place
    pages = [
        "/reports/",
        "/reports/review/",
        f"/reports/review/?period={made['PERIOD']}",
        "/reports/tables/",
        f"/reports/tables/?form={made['FORM']}&period={made['PERIOD']}&unit={made['TOWN']}",
        "/reports/forms/",
        "/reports/forms/new/",
        f"/reports/forms/{made['FORM']}/",
        "/reports/external/",
        "/follow-ups/",
        "/follow-ups/new/",
    ]
    for width, language, elder in (
        (320, "zh-CN", False),
        (1280, "zh-CN", False),
        (360, "en", True),
    ):
        somebody: Reader = reader(
            site, f"pages-{width}", width=width, language=language, elder=elder
        )
        steps.sign_in(somebody, "zhang")
        for number, path in enumerate(pages):
            somebody.open(path)
            somebody.see(f"{number:02}-{path.strip('/').partition('?')[0].replace('/', '_')[:30]}")
        somebody.open("/reports/forms/new/")
        for box in ("trained", "attended"):
            somebody.page.locator(f"[name=indicators][value={box}]").check()
        steps.go_on(somebody.page)
        somebody.see("20-form-how")


def test_a_form_of_another_office_is_mapped_by_clicking(place, reader):
    import io

    import openpyxl

    site, made = place
    book = openpyxl.Workbook()
    book.active.title = "月报"
    book.active.merge_cells("A1:C1")
    book.active["A1"], book.active["A2"], book.active["B3"] = "全市月报", "培训人次", "=B2"
    data = io.BytesIO()
    book.save(data)
    officer: Reader = reader(site, "external", width=1280)
    steps.sign_in(officer, "li")
    page = officer.open("/reports/external/")
    page.fill("[name=title]", "市网信办月报")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "form.xlsx", "mimeType": kind, "buffer": data.getvalue()}
    page.set_input_files("[name=file]", file)
    steps.go_on(page)
    officer.see("1-kept")
    page.locator(".office-form a[title='月报!B2']").click()
    page.locator("[name=figure]").select_option("attended|total|value")
    with page.expect_navigation():
        page.locator("#put button").click()
    assert page.locator(".mapped").count() == 1
    path = page.url.removeprefix(site.url).partition("#")[0]
    officer.open(f"{path}?period={made['PERIOD']}")
    officer.see("2-mapped")
    with page.expect_download() as download:
        page.locator("main a.primary").click()
    filled = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["月报"]
    assert filled["B2"].value == 330
    assert filled["B3"].value == "=B2"


def _to(page: Page, target: str) -> None:
    """Tab until the target has the focus."""
    wanted = page.locator(target).first
    for _ in range(120):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with the Tab key")


def _press(page: Page, target: str) -> None:
    _to(page, f"{target}:visible")
    with page.expect_navigation():
        page.keyboard.press("Enter")
