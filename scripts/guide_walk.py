"""What stands in the pictures of the guide for officers: who opens what, and does what there.

Told in the guide's order. What is done is done by pressing what an officer presses; where a page is
found by its address, the guide says the way to it. `guide_pictures` serves it and keeps what comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

# Accounts of the demonstration.
COUNTY, CITY, REVIEWER = "demo-a1-officer", "demo-a-officer", "demo-a-reviewer"
ADMINISTRATOR, ANALYST = "demo-admin", "demo-analyst"
PHONE, DESK = (360, 700), (840, 720)
PROSE = {
    "zh": """甲市2027年数字素养工作要点（演示）
为让全市居民都会用、敢用，制定本要点。
一、加强培训
（一）开设夜校。每个社区开设夜校，教手机的基本用法。（牵头单位：甲市（演示）；配合单位：老年大学）2027年6月底前完成。
（二）培训农民。组织农民学习网上销售。（责任单位：农业农村局）
二、改善服务
（三）改造大厅。为老年人保留人工窗口。（责任单位：政务服务局）
""",
    "en": """City A: digital literacy work plan 2027 (demo)
So that everybody can use it and dares to.
1. Training
1.1 Evening classes. Each community holds evening classes on the use of a phone.
(Lead body: City A (demo); Joint bodies: University for older people)
Milestone: 2027-06-30 The first classes are over
1.2 Farmers. Farmers learn to sell online. (Lead body: Office of agriculture)
2. Services
2.1 The hall. A counter with people stays open. (Lead body: Office of services)
""",
}


@dataclass
class Guide:
    """A browser for each person, the language, and where pictures go: keep(name, png)."""

    browser: Browser
    url: str
    language: str
    password: str
    keep: Callable[[str, bytes], None]
    desks: dict[tuple[str, bool], Page] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def chinese(self) -> bool:
        return self.language == "zh"

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english

    def somebody(self, phone: bool) -> Page:
        """A new browser, on a phone or on a desk, of somebody who is not signed in."""
        width, height = PHONE if phone else DESK
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN" if self.chinese else "en",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            color_scheme="light",
            device_scale_factor=1.5 if phone else 1,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        return context.new_page()

    def of(self, username: str, phone: bool = False) -> Page:
        """The browser in which somebody is signed in."""
        if (username, phone) not in self.desks:
            page = self.somebody(phone)
            page.goto(f"{self.url}/accounts/login/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", self.password)
            press(page, "main .primary")
            if not page.url.endswith("/work/"):
                raise RuntimeError(f"{username} could not sign in: {page.url}")
            self.desks[username, phone] = page
        return self.desks[username, phone]

    def open(self, page: Page, path: str) -> None:
        answer = page.goto(self.url + path)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{path}: {answer.status if answer else 'no answer'}")

    def take(self, page: Page, name: str, *, at: str = "", height: int = 0) -> None:
        """A picture of the window, from the top or from `at` on; the label always stands in it."""
        size = page.viewport_size or {"width": 0, "height": 0}
        if height:
            page.set_viewport_size({"width": size["width"], "height": height})
        page.wait_for_load_state("load")
        page.evaluate("document.activeElement && document.activeElement.blur()")
        band = page.locator(".demo-band")
        band.evaluate("node => Object.assign(node.style, {position: 'sticky', top: 0, zIndex: 9})")
        if at:
            page.locator(at).first.evaluate(
                "(node, y) => window.scrollTo(0, window.scrollY + node.getBoundingClientRect().top"
                " - y)",
                (band.bounding_box() or {"height": 0})["height"] + 12,
            )
        else:
            page.evaluate("window.scrollTo(0, 0)")
        box = band.bounding_box()
        seen = (page.viewport_size or size)["height"]
        if box is None or not -1 <= box["y"] < seen - box["height"]:
            raise RuntimeError(f"{name}: the picture would not be labelled as a demonstration")
        self.keep(name, page.screenshot(animations="disabled", caret="hide"))
        if height:
            page.set_viewport_size(size)

    def fill(self, page: Page, **texts: tuple[str, str]) -> None:
        """Write into the field of the language that the guide is in."""
        for name, (chinese, english) in texts.items():
            end = "zh" if self.chinese else "en"
            page.fill(f"main [name={name}_{end}]", self.say(chinese, english))


def press(page: Page, target: str) -> None:
    page.locator(target).first.click()
    page.wait_for_load_state("load")


def take_all(guide: Guide) -> None:
    _a_first_day(guide)
    _a_plan_comes_in(guide)
    _indicators_and_targets(guide)
    _a_month(guide)
    _what_goes_down_and_up(guide)
    _reading(guide)
    _people(guide)
    for context in guide.contexts:
        context.close()


def _a_first_day(guide: Guide) -> None:
    page = guide.somebody(phone=True)
    guide.open(page, "/accounts/login/")
    page.fill("[name=login]", COUNTY)
    guide.take(page, "sign-in")
    page = guide.of(COUNTY, phone=True)
    guide.open(page, "/work/")
    guide.take(page, "my-work")
    guide.take(page, "my-work-links", at="ul.linklist:has(a[href='/plans/office/'])", height=620)


def _a_plan_comes_in(guide: Guide) -> None:
    page = guide.of(CITY)
    guide.open(page, "/plans/office/take-in/")
    page.fill("[name=text]", PROSE[guide.language])
    guide.take(page, "take-in", height=640)
    press(page, "main button.primary")
    guide.take(page, "understood", at="#plan-name", height=620)
    press(page, "button[name=take]")
    outline = page.url.removeprefix(guide.url)
    guide.take(page, "outline", height=760)
    press(page, "li[id^=task-] h3 a")
    task = page.url.removeprefix(guide.url)
    press(page, "main a[href$='/text/']")
    guide.take(page, "assign", at="label[for=id_lead]", height=420)
    guide.open(page, task)
    guide.take(page, "key-task", at="#state-name", height=560)
    guide.open(page, outline)
    guide.open(guide.of(REVIEWER), f"{outline}publish/")
    guide.take(guide.of(REVIEWER), "publish", height=620)
    county = guide.of(COUNTY)
    guide.open(county, "/plans/office/new/")
    above = county.locator("option[value^='adopt:']", has_text=guide.say("甲市", "City A")).first
    county.select_option("[name=source]", above.get_attribute("value"))
    county.fill("[name=year]", "2027")
    guide.fill(county, title=("甲一区2027年实施方案（演示）", "Carrying it out in 2027 (demo)"))
    guide.take(county, "adopt", height=640)
    press(county, "main button.primary")
    guide.take(county, "which-tasks", at="#tasks-name", height=560)


def _indicators_and_targets(guide: Guide) -> None:
    page = guide.of(ANALYST)
    guide.open(page, "/indicators/new/")
    guide.fill(
        page,
        name=("每个助学点的人次（演示）", "Attendances for each place of help (demo)"),
        definition=("人次除以月末开放的助学点。", "Attendances over the places open at its end."),
    )
    page.select_option("[name=kind]", "rate")
    page.fill("[name=formula]", "{demo-offline} / {demo-sites}")
    guide.take(page, "formula", at="label[for=id_source]", height=520)
    page = guide.of(CITY)
    guide.open(page, "/targets/")
    guide.take(page, "targets")
    press(page, "main table tbody th a")
    guide.take(page, "target", height=860)


def _a_month(guide: Guide) -> None:
    """A county's October on a phone: filled in, returned, mended, approved, opened again."""
    page = guide.of(COUNTY, phone=True)
    guide.open(page, "/reports/")
    guide.take(page, "due")
    press(page, ".dues button, .dues a.button")
    report = page.url.removeprefix(guide.url)
    guide.take(page, "fill-in", at="section.figure")
    # Ten times too many, as happens when a zero too much is typed.
    for name, value in (("offline", "1680"), ("sites", "16")):
        page.fill(f"[name='demo-{name}|total|value']", value)
    page.fill("[name='demo-online|total|n']", "86")
    page.fill("[name='demo-online|total|of']", "197")
    answer = guide.say("开了两个夜校班（演示）。", "Two evening classes were held (demo).")
    page.locator("textarea[name]").last.fill(answer)
    press(page, "button.primary[value=submit]")
    guide.take(page, "why", at="section.figure:has(textarea)", height=520)
    page.fill("[name='demo-offline|total|value']", "168")
    page.locator("details:has(#evidence-file) summary").click()
    guide.take(page, "evidence", at="details:has(#evidence-file)", height=560)
    press(page, "button.primary[value=submit]")
    if not page.url.endswith("/review/"):
        raise RuntimeError(page.locator("main").inner_text()[:800])
    guide.take(page, "handed-up")
    decider = guide.of(REVIEWER)
    guide.open(decider, "/reports/review/")
    guide.take(decider, "to-decide")
    guide.open(decider, f"{report}review/")
    decider.fill(
        "[name=comment]",
        guide.say("请附上夜校的签到表（演示）。", "Please add the sign-in sheet (demo)."),
    )
    guide.take(decider, "decide", at="main h1", height=900)
    press(decider, "main button[value=return]")
    guide.open(page, report)
    guide.take(page, "returned", at="main div.warning", height=520)
    press(page, "button.primary[value=submit]")
    guide.open(decider, f"{report}review/")
    press(decider, "main button[value=approve]")
    decider.locator("details:has(button[value=reopen]) summary").click()
    guide.take(decider, "open-again", at="details:has(button[value=reopen])", height=420)
    guide.open(decider, f"/follow-ups/new/?report={report.strip('/').rpartition('/')[2]}")
    guide.take(decider, "ask", height=560)


def _what_goes_down_and_up(guide: Guide) -> None:
    page = guide.of(CITY)
    _this_year(guide, page)
    guide.take(page, "plan-at-work", height=1000)
    press(page, "main a[href$='/below/']")
    guide.take(page, "contributions", height=1000)


def _this_year(guide: Guide, page: Page) -> None:
    """The city's page of how its plan of this year stands."""
    guide.open(page, "/work/")
    press(page, "main a[href^='/plans/units/']")
    page.locator("h2#plans ~ ul a", has_text="2026").first.click()
    page.wait_for_load_state("load")


def _reading(guide: Guide) -> None:
    page = guide.of(CITY)
    guide.open(page, "/plans/indicators/demo-online/compare/?period=2026-09")
    guide.take(page, "compare", at="main h1", height=900)
    guide.open(page, "/maps/?indicator=demo-offline&period=2026-09")
    guide.take(page, "map", at="main .chart, main figure", height=900)
    _this_year(guide, page)
    press(page, "main a[href*='/year/']")
    guide.take(page, "year", height=860)
    guide.open(guide.of(REVIEWER), "/plans/office/public/")
    guide.take(guide.of(REVIEWER), "public", height=640)


def _people(guide: Guide) -> None:
    page = guide.of(ADMINISTRATOR)
    guide.open(page, "/units/")
    page.locator("main table a", has_text=guide.say("甲一区", "District A1")).first.click()
    page.wait_for_load_state("load")
    guide.take(page, "unit", height=760)
    press(page, "main li a[href*='/staff/']")
    guide.take(page, "somebody", height=640)
