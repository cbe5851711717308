"""An officer writes a section of the year's report and has it made: on a phone without JavaScript,
on a desk with it. Every page is free of barriers."""

from __future__ import annotations

import io

import docx
import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

YEAR = "/plans/kp2024/year/"
SAID = "本年度我们走遍了每一个村。"


@pytest.fixture(scope="module")
def place(empty_site: Site) -> Site:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *office, *administrator)
    return empty_site


@pytest.mark.parametrize(("width", "script"), [(320, False), (1280, True)])
def test_a_section_is_proposed_written_and_stands_in_the_file(
    place: Site, reader, width: int, script: bool
):
    somebody: Reader = reader(place, f"year-{width}", width=width, script=script)
    steps.sign_in(somebody, "zhang")
    page = somebody.open(YEAR)
    somebody.press("撰写本单位的部分")
    somebody.see("01-sections", axe=script)
    page.locator("main section a").first.click()
    # A sentence from the figures, unsaved; then one's own words behind it.
    somebody.press("根据数据拟写几句")
    assert "项重点任务" in page.input_value("textarea[name=text_zh]")
    somebody.see("02-proposed", axe=script)
    page.fill("textarea[name=text_zh]", f"{SAID}{width}")
    page.fill("textarea[name=text_en]", "")
    somebody.press("保存")
    assert f"{SAID}{width}" in page.inner_text("main")

    somebody.open(YEAR)
    assert f"{SAID}{width}" in page.inner_text("article")
    page.locator("button[value=docx]").click()
    page.wait_for_url("**/jobs/*/")
    ready = page.get_by_role("link", name="下载", exact=True)
    ready.wait_for(timeout=60_000)
    somebody.see("03-made", axe=script)
    with page.expect_download() as taken:
        ready.click()
    written = docx.Document(io.BytesIO(taken.value.path().read_bytes()))
    assert any(f"{SAID}{width}" in one.text for one in written.paragraphs)
    somebody.open(YEAR)
    page.locator("main details summary").first.click()
    assert page.get_by_role("link", name="DOCX，中文").count() >= 1
