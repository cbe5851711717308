"""The pages of a check for eyes and hands of every kind: sizes of targets, a focus that is seen, a
window of 320 by 256 px (400 % zoom), contrast of 7:1, no movement, and a profile on paper.
"""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import PROJECT, Reader, Site
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]
LAY_DOWN = f"""
import json, sys
sys.path.insert(0, {str(PROJECT)!r})
from tests.journeys import laying
kinds = laying.samples_in_bank()
found = laying.results()
open_ = laying.somebody("学员")
check = laying.asked(open_, kinds["ordering"], "zh-Hans", mode="assisted")
found["open"], found["open-session"] = str(check.id), laying.session_of(open_)
print(json.dumps(found))
"""
# Everything that is pressed or chosen; a link in a line of text is as high as the line.
TARGETS = """least => [...document.querySelectorAll(
    'button, a.button, summary, select, input:not([type=hidden]), .linklist a, nav a, footer a')]
.map(n => ['radio', 'checkbox'].includes(n.type) ? n.closest('label') : n)
.filter(n => n && n.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
.map(n => [n.textContent.trim().slice(0, 30) || n.id, n.getBoundingClientRect()])
.filter(([, box]) => box.height < least - 0.5)
.map(([words, box]) => `${words}: ${box.height}`)"""


@pytest.fixture(scope="module")
def laid(site: Site) -> dict[str, str]:
    return json.loads(site.manage(LAY_DOWN).splitlines()[-1])


def pages(laid: dict[str, str]) -> list[tuple[str, str]]:
    """The address and the session with which it is open."""
    return [
        ("/check/full/", ""),
        (f"/checks/{laid['open']}/", laid["open-session"]),
        (f"/checks/{laid['open']}/stop/", laid["open-session"]),
        (f"/checks/{laid['full']}/result/?all=1", laid["session"]),
        (f"/checks/{laid['quick']}/result/", laid["quick-session"]),
        (f"/checks/{laid['full']}/shares/", laid["session"]),
        (f"/checks/{laid['full']}/delete/", laid["session"]),
        ("/my-checks/", laid["session"]),
        (f"/shared/{laid['token']}/", ""),
    ]


def come(somebody: Reader, path: str, session: str) -> Page:
    somebody.context.clear_cookies(name="suyang_session")
    if session:
        cookie = {"name": "suyang_session", "value": session, "url": somebody.site.url}
        somebody.context.add_cookies([cookie])
    return somebody.open(path)


@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
def test_targets_are_48_pixels_and_60_in_elder_mode(site: Site, reader, laid, elder: bool):
    somebody = reader(site, "targets", elder=elder)
    small = {}
    for path, session in pages(laid):
        found = come(somebody, path, session).evaluate(TARGETS, 60 if elder else 48)
        if found:
            small[path] = found
    assert not small


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_text_has_a_contrast_of_seven_to_one(site: Site, reader, laid, theme: str):
    somebody = reader(site, "contrast", theme=theme, width=1024)
    for path, session in pages(laid):
        page = come(somebody, path, session)
        page.evaluate("document.querySelectorAll('details').forEach(n => n.open = true)")
        found = Axe().run(page, options={"runOnly": ["color-contrast-enhanced"]}).response
        assert [node["html"] for one in found["violations"] for node in one["nodes"]] == [], path
        assert found["passes"], path


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
def test_at_400_percent_nothing_scrolls_sideways(site, reader, laid, language: str, elder: bool):
    somebody = reader(site, "zoom", width=320, height=256, language=language, elder=elder)
    for path, session in pages(laid):
        page = come(somebody, path, session)
        page.evaluate("document.querySelectorAll('details').forEach(n => n.open = true)")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, path
        # Nothing that stays in place may hide what has the focus.
        fixed = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(n => getComputedStyle(n).position"
            " === 'fixed').map(n => n.className)"
        )
        assert fixed == [], path


def test_the_focus_is_seen_on_every_stop_of_a_page(site: Site, reader, laid):
    somebody = reader(site, "focus", width=1024)
    for path, session in pages(laid):
        page = come(somebody, path, session)
        stops = 0
        for _ in range(200):
            page.keyboard.press("Tab")
            found = page.evaluate(
                """() => { const n = document.activeElement;
                const drawn = n.closest('.choice') || n, s = getComputedStyle(drawn);
                return [n.tagName, n.outerHTML.slice(0, 80), parseFloat(s.outlineWidth),
                    s.outlineStyle] }"""
            )
            if found[0] == "BODY":
                break
            stops += 1
            assert found[2] >= 2, (path, found)
            assert found[3] != "none", (path, found)
        assert stops > 5, path


def test_nothing_moves_for_whoever_does_not_want_it(site: Site, reader, laid):
    somebody = reader(site, "still")
    for path, session in pages(laid):
        moving = come(somebody, path, session).evaluate(
            """() => [...document.querySelectorAll('*')].map(n => getComputedStyle(n))
            .filter(s => s.transitionDuration.split(', ').some(t => parseFloat(t) > 0)
                || s.animationName !== 'none' || s.scrollBehavior === 'smooth').length"""
        )
        assert moving == 0, path


def test_a_profile_on_paper_has_all_of_it_and_nothing_to_press(site: Site, reader, laid):
    somebody = reader(site, "paper", width=800, language="en")
    page = come(somebody, f"/checks/{laid['full']}/result/?all=1", laid["session"])
    page.emulate_media(media="print")
    pressed = page.evaluate(
        "[...document.querySelectorAll('button, .button, nav, .skip, footer')]"
        ".filter(n => n.checkVisibility()).map(n => n.outerHTML.slice(0, 80))"
    )
    assert pressed == []
    shown = page.evaluate(
        "[...document.querySelectorAll('main table, main figure svg, details.competence h4')]"
        ".map(n => [n.tagName, n.checkVisibility(), n.getBoundingClientRect().height])"
    )
    assert sum(name == "TABLE" for name, _, _ in shown) == 7
    assert sum(name == "H4" for name, _, _ in shown) == 21
    assert all(seen and height > 0 for _, seen, height in shown)
