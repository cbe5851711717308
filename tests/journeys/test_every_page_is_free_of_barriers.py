"""axe finds nothing, nothing is wider than the window, in every page and way of reading it.

The ordinary run turns the ways over the pages, so that each page and each way is met; the long
run takes every page in every way. A page's weight is what a browser without a cache loads.
"""

from __future__ import annotations

import re

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

PUBLIC = [
    "/",
    "/help/",
    "/contact/",
    "/reading/",
    "/plans/",
    "/plans/kp2022/",
    "/plans/kp2024/",
    "/public/plans/",
    "/public/plans/kp2022/",
    "/public/plans/kp2024/",
    "/plans/tasks/kp2022-3.2/",
    "/plans/tasks/kp2024-6.3/",
    "/indicators/",
    "/plans/indicators/attendances-per-person/",
    "/plans/indicators/kp2022-i2/",
    "/plans/indicators/kp2022-i5/",
    "/frameworks/suyang-21/",
    "/frameworks/national-survey-3/",
    "/items/code-asked-on-the-phone/",
    "/lessons/",
    "/lessons/prices-and-weather/",
    "/lessons/photo-and-words-that-sell/",
    "/lessons/spot-the-swindle/print/",
    "/programmes/farmers-new-farm-tools/",
    "/programmes/farmers-new-farm-tools/script/",
    "/check/quick/",
    "/check/elder/",
    "/join/",
    "/come-back/",
    "/invitation/",
    "/my-data/",
    "/accounts/login/",
    "/nowhere/",
    "/api/v1/docs",
]
OFFICE = [
    "/work/",
    "/units/",
    "/units/import/",
    "/units/merge/",
    "/units/?q=村&kind=village",
    "/invitations/?state=expired",
    "/staff/attention/",
    "/invitations/",
    "/staff/",
    "/groups/",
    "/groups/new/?task=kp2022-3.2",
    "/groups/import/",
    "/plans/tasks/kp2022-3.2/",
    "/plans/tasks/kp2022-3.2/evidence/",
    "/plans/office/",
    "/plans/office/new/",
    "/plans/office/adopt/kp2022/",
    "/plans/office/take-in/",
    "/plans/office/public/",
    "/maps/",
    "/plans/kp2022/below/",
    "/plans/kp2022/below/?task=kp2022-3.2",
    "/plans/kp2022/below/?show=idle",
    "/plans/office/milestones/",
    "/plans/kp2022/work/",
    "/plans/kp2022/work/?state=planned&aspect=3",
    "/plans/kp2022/year/?year=2022&language=zh-Hans",
    "/plans/kp2024/year/?language=en",
    "/plans/kp2024/year/texts/",
    "/plans/kp2024/year/texts/introduction/",
    "/targets/",
    "/targets/?below=1&is=behind",
    "/plans/tasks/kp2022-3.2/work/",
    "/indicators/?owner=suyang&plan=kp2022&ended=1",
    "/indicators/new/",
    "/plans/indicators/people-learned/",
    "/plans/indicators/services-conforming/",
    "/plans/indicators/kp2022-i1/compare/?order=value",
    "/reports/",
    "/reports/review/",
    "/reports/units/",
    "/reports/tables/",
    "/reports/forms/",
    "/reports/forms/new/",
    "/reports/external/",
    "/follow-ups/",
    "/follow-ups/new/",
    "/my-data/keys/",
    "/accounts/password/change/",
]
# width, language, colours, elder mode, text size, direction
WAYS = [
    (320, "zh-CN", "light", False, "normal", "ltr"),
    (1280, "en", "dark", False, "normal", "ltr"),
    (390, "zh-CN", "light", True, "normal", "ltr"),
    (768, "en", "light", False, "largest", "ltr"),
    (320, "en", "dark", True, "larger", "ltr"),
    (390, "zh-CN", "dark", False, "normal", "rtl"),
]
FIRST_LOAD = 60_000


@pytest.fixture(scope="module")
def site(empty_site: Site) -> Site:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *office, *administrator)
    return empty_site


def read(reader, site: Site, way: tuple, name: str) -> Reader:
    width, language, theme, elder, size, direction = way
    somebody: Reader = reader(site, name, width=width, language=language, theme=theme)
    cookie = f"elder={int(elder)}&size={size}&direction={direction}"
    somebody.context.add_cookies([{"name": "suyang_reading", "value": cookie, "url": site.url}])
    return somebody


def look(somebody: Reader, path: str, way: tuple) -> None:
    somebody.open(path)
    somebody.see("-".join([path.strip("/").replace("/", "_") or "home", *map(str, way)]))


@pytest.mark.parametrize(("number", "path"), list(enumerate(PUBLIC)), ids=PUBLIC)
def test_public_pages(site: Site, reader, number: int, path: str):
    way = WAYS[number % len(WAYS)]
    look(read(reader, site, way, "public"), path, way)


@pytest.mark.parametrize("turn", range(2))
def test_the_offices_pages(site: Site, reader, turn: int):
    way = ((1280, "zh-CN", "light", False, "normal", "ltr"), WAYS[4])[turn]
    somebody = read(reader, site, way, "office")
    steps.sign_in(somebody, "zhang")
    for path in [*OFFICE, *of_its_unit(somebody)]:
        look(somebody, path, way)


def of_its_unit(somebody: Reader) -> list[str]:
    """Pages of one unit, the office itself."""
    somebody.open("/units/")
    links = somebody.page.locator("main a").evaluate_all("all => all.map(a => a.pathname)")
    unit = next(one for one in links if re.fullmatch(r"/units/[0-9a-f-]{36}/", one))
    pages = [f"{unit}{name}" for name in ("", "roles/", "since/", "add/", "connections/")]
    work = f"/plans{unit}"
    return [*pages, f"{work}work/", f"{work}history/", f"{work}history/?of=unit&verify=1"]


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_every_page_in_every_way(site: Site, reader, way: tuple):
    somebody = read(reader, site, way, "matrix")
    for path in PUBLIC:
        look(somebody, path, way)
    steps.sign_in(somebody, "zhang")
    for path in OFFICE:
        look(somebody, path, way)


@pytest.mark.parametrize("path", ["/", "/check/quick/", "/plans/tasks/kp2022-3.2/", "/lessons/"])
def test_the_first_load_is_light(site: Site, reader, path: str):
    somebody = reader(site, "weight")
    sizes: list[int] = []
    somebody.page.on(
        "response",
        lambda response: sizes.append(
            int(response.headers.get("content-length") or len(response.body()))
        ),
    )
    somebody.open(path)
    somebody.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= FIRST_LOAD, sizes


def test_keyboard_focus_is_seen_on_everything(site: Site, reader):
    somebody = reader(site, "keyboard", width=1280)
    page = somebody.open("/")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const n = document.activeElement; const s = getComputedStyle(n);"
            " return [n.tagName, n.textContent.trim().slice(0, 30), parseFloat(s.outlineWidth),"
            " s.outlineStyle] }"
        )
        if found[0] == "BODY":
            break
        seen.append(found)
        assert found[2] >= 2, found
        assert found[3] != "none", found
    assert seen[0][0] == "A"
    assert len(seen) > 8


def test_the_skip_link_leads_to_the_content(site: Site, reader):
    page = reader(site, "keyboard").open("/help/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["/", "/plans/kp2022/", "/check/quick/"])
def test_targets_are_large_enough(site: Site, reader, path: str):
    for elder, least in ((False, 24), (True, 44)):
        somebody = reader(site, "targets", elder=elder)
        page = somebody.open(path)
        small = page.evaluate(
            """least => [...document.querySelectorAll(
                'button, a.button, label.choice, .linklist a, nav a')]
            .filter(n => n.offsetParent && n.getBoundingClientRect().height < least
                && getComputedStyle(n).position !== 'absolute')
            .map(n => [n.textContent.trim(), n.getBoundingClientRect().height])""",
            least,
        )
        assert not small, small
