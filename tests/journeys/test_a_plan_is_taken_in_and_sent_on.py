"""A plan that stands in a document is taken in, downloaded, and taken in again.

In Chinese on a phone of 320 pixels by paste, in English on a desk without JavaScript by file; every
page is free of barriers."""

from __future__ import annotations

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

TEXT = """青石县2027年数字素养工作要点
为让全县居民都会用、敢用，制定本要点。
一、加强培训
（一）开设夜校。在每个乡镇开设夜校，教手机的基本用法。（牵头单位：青石县网信办；配合单位：县老年大学）2027年6月底前完成。
（二）培训农民。组织农民学习网上销售。（责任单位：农业农村局）
二、改善服务
（三）改造大厅。为老年人保留人工窗口。（责任单位：政务服务局）
"""


@pytest.fixture(scope="module")
def place(empty_site: Site) -> Site:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *office, *administrator)
    return empty_site


def test_pasted_on_a_phone_and_sent_as_a_file_from_a_desk(place: Site, reader):
    phone: Reader = reader(place, "intake-zh", width=320)
    steps.sign_in(phone, "zhang")
    page = phone.page
    phone.open("/plans/office/")
    page.locator('main a[href$="/take-in/"]').click()
    page.wait_for_load_state()
    phone.see("01-send")
    page.locator("main button.primary").click()
    page.wait_for_load_state()
    phone.see("02-nothing-sent")
    page.locator("[name=text]").fill(TEXT)
    page.locator("main button.primary").click()
    page.wait_for_load_state()
    phone.see("03-preview")
    assert page.locator("main h4").count() == 3
    assert "没有同名单位" in page.locator("main").inner_text()
    page.locator("main tr", has_text="培训农民").locator("select").select_option("left_out")
    page.locator("button[name=again]").click()
    page.wait_for_load_state()
    assert page.locator("main h4").count() == 2
    phone.see("04-put-right")
    page.locator("button[name=take]").click()
    page.wait_for_load_state()
    assert page.locator("li[id^=task-]").count() == 2
    page.locator("main details:has(a[href*='/file/']) summary").click()
    phone.see("05-taken-in")
    with page.expect_download() as waiting:
        page.locator("main a[href*='/file/zh-Hans/docx/']").click()
    sent = waiting.value.path()

    desk: Reader = reader(place, "intake-en", width=1280, language="en", script=False)
    steps.sign_in(desk, "zhang")
    desk.open("/plans/office/take-in/")
    # The file's name says nothing: it is read as what it is.
    desk.page.set_input_files("[name=file]", str(sent))
    desk.page.locator("main button.primary").click()
    desk.page.wait_for_load_state()
    assert desk.page.locator("main h4").count() == 2
    # axe needs a page with JavaScript; the preview was judged on the phone.
    desk.see("01-preview", axe=False)
    assert desk.page.locator("[name=title]").input_value() == "青石县2027年数字素养工作要点"
    desk.page.locator("button[name=take]").click()
    desk.page.wait_for_load_state()
    assert desk.page.locator("li[id^=task-]").count() == 2
    desk.open("/plans/office/")
    assert desk.page.locator("main tbody tr").count() == 2
