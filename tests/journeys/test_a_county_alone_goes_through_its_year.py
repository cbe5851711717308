"""A county with nobody above it, alone on one laptop: from an empty installation to the year's
report.

The office is made, its plan taken in from pasted prose and published, an indicator named and tied
to a key task, a target set, a form defined, the month reported and approved, the target judged
and the year's report printed. In Chinese on a phone of 360 pixels, and in English on a desk, where
what decides is reached by keyboard. Each page is free of barriers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site, serve

# A new office is asked from the month on in which it was made.
MONTH, YEAR = dt.date.today().strftime("%Y-%m"), dt.date.today().year
PROSE = f"""青石县{YEAR}年数字素养工作要点
为让全县居民都会用、敢用，制定本要点。
一、加强培训
（一）开设夜校。在每个乡镇开设夜校，教手机的基本用法。（牵头单位：青石县网信办；配合单位：县老年大学）{YEAR}年12月底前完成。
（二）培训农民。组织农民学习网上销售。（责任单位：农业农村局）
二、改善服务
（三）改造大厅。为老年人保留人工窗口。（责任单位：政务服务局）
"""
JUDGED = {"zh": "已达到", "en": "met"}


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A laptop on which nothing was set up."""
    site = serve(tmp_path_factory.mktemp("laptop"))
    yield site
    site.process.terminate()
    site.process.wait(20)


def act(page: Page, target: str, keyboard: bool) -> None:
    """Press a button or follow a link, with the mouse or with Enter; wait for the next page."""
    if keyboard:
        steps.tab_to(page, target)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.locator(target).first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("way", ["zh-phone", "en-desk"])
def test_from_an_empty_laptop_to_the_years_report(place: Site, reader, way: str):
    chinese = way == "zh-phone"
    width, language = (360, "zh-CN") if chinese else (1280, "en")
    office: Reader = reader(place, f"alone-{way}", width=width, language=language)
    page, keyboard = office.page, not chinese
    send = "main button.primary"

    # The office, and its plan from a paper that was written elsewhere.
    steps.set_up_office(office)
    act(page, "main a[href='/plans/office/']", keyboard)
    office.see("01-desk")
    act(page, "main a[href$='/take-in/']", keyboard)
    page.locator("[name=text]").fill(PROSE)
    act(page, send, keyboard)
    office.see("02-what-was-understood")
    assert page.locator("main h4").count() == 3
    act(page, "button[name=take]", keyboard)
    office.see("03-taken-in")
    assert page.locator("li[id^=task-]").count() == 3
    outline = page.url.removeprefix(place.url)
    slug = outline.strip("/").rpartition("/")[2]

    # An indicator, and the key task that it belongs to.
    office.open("/work/")
    act(page, "main a[href='/indicators/']", keyboard)
    act(page, "main a[href='/indicators/new/']", keyboard)
    office.see("04-empty-indicator")
    name = "夜校培训人数" if chinese else "People at night school"
    page.fill(f"[name=name_{way[:2]}]", name)
    page.fill(f"[name=definition_{way[:2]}]", "Different people, each counted once. 一人只计一次。")
    page.select_option("[name=kind]", "people")
    page.fill(f"[name=unit_{way[:2]}]", "人" if chinese else "people")
    page.select_option("[name=frequency]", "month")
    page.select_option("[name=over_time]", "sum")
    page.select_option("[name=better]", index=1)
    act(page, "button[name=do][value=save]", keyboard)
    office.see("05-indicator")
    indicator = page.url.partition("?")[0].strip("/").rpartition("/")[2]
    office.open(outline)
    act(page, "li[id^=task-] h3 a", keyboard)
    act(page, "main a[href$='/measured-by/']", keyboard)
    page.locator("main label", has_text=name).click()
    office.see("06-measured-by")
    act(page, send, keyboard)
    assert name in page.locator("main").inner_text()
    office.see("07-key-task")

    # Published; a target for the month, said with what it began from.
    office.open(outline)
    act(page, "main a[href$='/publish/']", keyboard)
    office.see("08-publish")
    act(page, send, keyboard)
    office.open(f"/plans/indicators/{indicator}/")
    act(page, f"main a[href*='/targets/new/?indicator={indicator}']", keyboard)
    office.see("09-empty-target")
    page.fill("[name=period]", MONTH)
    page.fill("[name=value]", "120")
    page.fill("[name=reason]", "工作要点第一条" if chinese else "Work plan, task 1")
    act(page, send, keyboard)
    office.see("10-target-without-figure")
    target = page.url.removeprefix(place.url)
    before = page.locator("main .tag").first.inner_text()

    # What is asked for every month, of the office itself.
    office.open("/reports/review/")
    act(page, "main a[href='/reports/forms/']", keyboard)
    act(page, "main a[href='/reports/forms/new/']", keyboard)
    office.see("11-what-is-asked")
    page.select_option("[name=plan]", slug)
    page.locator(f"[name=indicators][value='{indicator}']").check()
    page.select_option("[name=frequency]", "month")
    act(page, send, keyboard)
    office.see("12-how-it-is-asked")
    page.fill("[name=title_zh]", "数字素养月报")
    page.fill("[name=title_en]", "Monthly report")
    page.fill("[name=first_period]", MONTH)
    act(page, send, keyboard)
    office.see("13-form")

    # The month is reported, and approved by the only person there is.
    office.open("/work/")
    act(page, "main a[href='/reports/']", keyboard)
    office.see("14-due")
    act(page, ".dues button.primary", keyboard)
    field = f"[name='{indicator}|total|value']"
    if keyboard:
        steps.tab_to(page, field)
        page.keyboard.type("135")
    else:
        page.fill(field, "135")
    office.see("15-filled")
    act(page, "button.primary[value=submit]", keyboard)
    office.see("16-handed-up")
    act(page, "main button[value=approve]", keyboard)
    office.see("17-approved")

    # The target is judged; the office sees how its plan stands.
    office.open(target)
    office.see("18-judged")
    after = page.locator("main .tag").first.inner_text()
    assert after != before
    assert after == JUDGED[way[:2]]
    assert "135" in page.locator("main").inner_text()
    office.open(f"/plans/{slug}/work/")
    office.see("19-how-the-plan-stands")

    # The year on paper: as a page, as Word and as PDF.
    act(page, f"main a[href*='/plans/{slug}/year/']", keyboard)
    page.fill("[name=year]", str(YEAR))
    act(page, "form[method=get] button", keyboard)
    office.see("20-year")
    said = page.locator("article").inner_text()
    assert name in said
    assert "135" in said
    report = page.url.removeprefix(place.url)
    for format, begins in (("docx", b"PK\x03\x04"), ("pdf", b"%PDF-")):
        office.open(report)
        act(page, f"button[name=format][value={format}]", keyboard)
        # The page looks again by itself until the file is there.
        made = page.locator("main a.button.primary")
        made.wait_for(timeout=60_000)
        office.see(f"21-{format}-is-made")
        with page.expect_download() as waiting:
            made.click()
        assert waiting.value.path().read_bytes().startswith(begins)
