"""A nation publishes a plan; a county below adopts it, chooses its tasks, adds one of its own and
sets its target; the nation sees what is covered and whether the contributions add up.

Once with the nation in English on a desk by keyboard and the county in Chinese on a phone of 360
pixels, once the other way round. Each page is free of barriers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site, serve

YEAR = dt.date.today().year
UNITS = (
    "code,name_zh,name_en,kind,parent_code\n"
    "qingshi,青石县,Qingshi,county,\n"
    "baisha,白沙县,Baisha,county,\n"
)
SEND = "main button.primary"


@dataclass
class Office:
    """Somebody of an office, who reads Chinese on a phone or works a desk by keyboard."""

    reader: Reader
    chinese: bool

    def act(self, target: str) -> None:
        """Press or follow; who works by keyboard tabs there and presses Enter."""
        page = self.reader.page
        if self.chinese:
            page.locator(target).first.click()
        else:
            steps.tab_to(page, target)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.reader.page.fill(f"main [name={name}]", value)

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english

    @property
    def tail(self) -> str:
        return "zh" if self.chinese else "en"

    def reads(self) -> str:
        return self.reader.page.locator("main").inner_text()


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A nation's installation with its administrator and two counties."""
    site = serve(tmp_path_factory.mktemp("nation"))
    password = site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "国家网信办", "--kind", "nation")
    administrator = ("--name", "王主任", "--username", "wang", "--password-file", str(password))
    site.command("init", *office, *administrator)
    yield site
    site.process.terminate()
    site.process.wait(20)


@pytest.mark.parametrize("desk", ["nation", "county"])
def test_a_plan_goes_down_and_contributions_come_up(place: Site, reader, desk: str):
    def open_for(name: str) -> Office:
        at_desk = name == desk
        width, language = (1280, "en") if at_desk else (360, "zh-CN")
        return Office(reader(place, f"{name}-{desk}", width=width, language=language), not at_desk)

    nation, county = open_for("nation"), open_for("county")

    # Two counties, and somebody who runs one of them.
    steps.sign_in(nation.reader, "wang")
    page = nation.reader.open("/units/import/")
    page.set_input_files(
        "input[type=file]",
        {"name": "units.csv", "mimeType": "text/csv", "buffer": UNITS.encode("utf-8-sig")},
    )
    nation.act(SEND)
    nation.act(SEND)
    nation.reader.open("/units/")
    page.locator("main a", has_text=nation.say("青石县", "Qingshi")).first.click()
    page.wait_for_load_state()
    nation.act("main a[href$='/invite/']")
    if page.locator("select[name=role]").count():
        page.select_option("select[name=role]", "administrator")
    else:
        page.locator("input[name=role][value=administrator]").check()
    nation.act(SEND)
    nation.reader.see("01-invited")
    code = steps.code_shown(page)
    county.reader.open("/invitation/")
    county.fill(code=code, name="李主任", username="liming", password=steps.PASSWORD)
    county.act(SEND)
    assert county.reader.page.url.endswith("/work/")
    county.reader.see("02-a-first-day")

    # The nation's plan: two key tasks; courses are counted for the first.
    nation.reader.open("/indicators/new/")
    courses = nation.say("举办培训班", "Courses held")
    nation.fill(
        **{
            f"name_{nation.tail}": courses,
            f"definition_{nation.tail}": nation.say("办完的班。", "Courses that ended."),
            f"unit_{nation.tail}": nation.say("个", "courses"),
        }
    )
    page.select_option("[name=kind]", "things")
    page.select_option("[name=over_time]", "sum")
    nation.act("main button[name=do][value=save]")
    indicator = page.url.partition("?")[0].strip("/").rpartition("/")[2]
    nation.reader.open("/work/")
    nation.act("main a[href='/plans/office/']")
    nation.act("main a[href='/plans/office/new/']")
    nation.fill(
        **{
            f"title_{nation.tail}": nation.say("全国数字素养工作要点", "Nation's work plan"),
            "year": str(YEAR),
        }
    )
    nation.act(SEND)
    above = page.url.strip("/").rpartition("/")[2]
    nation.act("main a[href*='add-aspect']")
    nation.fill(**{f"title_{nation.tail}": nation.say("技能培训", "Training")})
    nation.act(SEND)
    elders = nation.say("老年人培训", "Older people")
    farmers = nation.say("农民培训", "Farmers")
    for title in (elders, farmers):
        nation.act("main a[href*='add-task']")
        nation.fill(**{f"title_{nation.tail}": title})
        nation.act(SEND)
    nation.act("li[id^=task-] h3 a")
    nation.act("main a[href$='/measured-by/']")
    page.locator("main label", has_text=courses).click()
    nation.act(SEND)
    nation.reader.see("03-key-task")
    nation.reader.open(f"/plans/office/{above}/")
    nation.act("main a[href$='/publish/']")
    nation.reader.see("04-publish")
    nation.act(SEND)
    nation.reader.see("05-published")

    # A target for all; nobody below has one yet.
    nation.reader.open(f"/plans/indicators/{indicator}/")
    nation.act("main a[href*='/targets/new/?indicator=']")
    nation.fill(period=str(YEAR), value="100")
    nation.act(SEND)
    nation.reader.see("06-target")
    nation.reader.open(f"/plans/{above}/work/")
    nation.act(f"main a[href='/plans/{above}/below/']")
    nation.reader.see("07-nobody-yet")
    nobody = page.locator("#nobody + ul").inner_text()
    assert elders in nobody
    assert farmers in nobody

    # The county adopts it, leaves the second task out, and writes one of its own.
    theirs = county.reader.page
    county.reader.open("/work/")
    county.act("main a[href='/plans/office/']")
    county.act("main a[href='/plans/office/new/']")
    theirs.select_option("[name=source]", f"adopt:{above}")
    county.fill(
        **{
            f"title_{county.tail}": county.say("青石县实施方案", "How Qingshi carries it out"),
            "year": str(YEAR),
        }
    )
    county.reader.see("03-adopt")
    county.act(SEND)
    county.reader.see("03-which-tasks")
    assert theirs.locator("main [name=tasks]:checked").count() == 2
    theirs.locator("main label", has_text=farmers).locator("input").uncheck()
    county.act(SEND)
    below = theirs.url.strip("/").rpartition("/")[2]
    assert theirs.locator("li[id^=task-]").count() == 1
    county.act("main a[href*='add-task']")
    county.fill(**{f"title_{county.tail}": county.say("村里的帮手", "Helpers in villages")})
    county.act(SEND)
    county.reader.see("04-outline")
    county.act("main a[href$='/publish/']")
    county.act(SEND)
    county.reader.open(f"/plans/{below}/work/")
    county.act(f"main a[href='/plans/{below}/carries-out/']")
    county.reader.see("05-what-it-carries-out")
    assert farmers in theirs.locator("#left ~ ul").inner_text()
    own = theirs.locator("tbody tr", has_text=county.say("村里的帮手", "Helpers in villages"))
    assert county.say("本单位自定", "none above") in own.inner_text()

    # Its target for the same courses, in the same year: first too small, then revised.
    county.reader.open(f"/plans/indicators/{indicator}/")
    county.act("main a[href*='/targets/new/?indicator=']")
    county.fill(period=str(YEAR), value="60")
    county.act(SEND)
    county.reader.see("06-target")
    target = theirs.url.removeprefix(place.url)
    nation.reader.open(f"/plans/{above}/below/")
    nation.reader.see("08-short")
    said = nation.reads()
    assert farmers in page.locator("#nobody + ul").inner_text()
    assert elders not in page.locator("#nobody + ul").inner_text()
    row = page.locator("h2#tasks ~ div tbody tr", has_text=elders)
    opened = row.locator("td a").first
    assert opened.inner_text() == "1"
    nation.reader.open(f"/plans/{above}/below/{opened.get_attribute('href')}")
    assert nation.say("青石县", "Qingshi") in nation.reads()
    nation.reader.open(f"/plans/{above}/below/")
    sums = page.locator("section:has(h2#sums) tbody tr", has_text=courses)
    assert "60" in sums.inner_text()
    assert nation.say("还差", "lacking") in sums.inner_text(), said
    county.reader.open(target)
    county.act("main a[href$='/revise/']")
    county.fill(value="110", reason=county.say("多开了班。", "More courses are planned."))
    county.act(SEND)
    county.reader.see("07-revised")
    page.reload()
    nation.reader.see("09-adds-up")
    assert "110" in sums.inner_text()
    assert nation.say("还差", "lacking") not in sums.inner_text()
    # The county that did nothing is named, as one without a plan and without a target.
    for part in page.locator("main details").all():
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()
    assert nation.reads().count(nation.say("白沙县", "Baisha")) == 1
    nation.reader.see("10-opened")
    nation.reader.open(f"/plans/{above}/below/?show=waiting")
    assert nation.say("白沙县", "Baisha") in nation.reads()
