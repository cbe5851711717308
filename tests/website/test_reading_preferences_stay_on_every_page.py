from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def html_tag(page) -> str:
    text = page.content.decode()
    return text[text.index("<html") : text.index(">", text.index("<html"))]


@pytest.fixture
def browser(county, bank, visitor):
    return visitor.client


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"size": "largest"}, "size-largest"),
        ({"theme": "dark"}, "theme-dark"),
        ({"contrast": "more"}, "contrast-more"),
        ({"motion": "reduced"}, "motion-reduced"),
        ({"elder": "1"}, "elder"),
    ],
)
def test_a_choice_stays(browser, given, expected):
    browser.post("/reading/", {**given, "next": "/help/"})
    for path in ("/", "/help/", "/plans/", "/check/quick/"):
        assert expected in html_tag(browser.get(path)), path


def test_elder_mode_can_be_left(browser):
    browser.post("/reading/", {"elder": "1"})
    browser.post("/reading/", {"elder": "0"})
    assert "elder" not in html_tag(browser.get("/"))


def test_the_language_stays_and_is_said(browser):
    browser.post("/reading/language/", {"language": "en", "next": "/help/"})
    page = browser.get("/plans/")
    assert 'lang="en"' in html_tag(page)
    assert page["Content-Language"] == "en"
    browser.post("/reading/language/", {"language": "zh-hans", "next": "/"})
    assert 'lang="zh-hans"' in html_tag(browser.get("/plans/"))


def test_the_browsers_language_is_the_default(browser):
    assert 'lang="en"' in html_tag(browser.get("/", headers={"accept-language": "en-GB,en"}))
    assert 'lang="zh-hans"' in html_tag(browser.get("/", headers={"accept-language": "zh-CN"}))
    assert 'lang="zh-hans"' in html_tag(browser.get("/", headers={"accept-language": "xx"}))


@pytest.mark.parametrize(
    "cookie", ["", "size=huge", "elder=%00", "a" * 3000, "language=xx&theme=1"]
)
def test_nonsense_in_the_cookie_is_ignored(browser, cookie):
    browser.cookies["suyang_reading"] = cookie
    assert "size-normal" in html_tag(browser.get("/"))


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_site(browser, wanted):
    answer = browser.post("/reading/language/", {"language": "en", "next": wanted})
    assert answer["Location"] == "/"


def test_right_to_left_can_be_tried(browser):
    browser.post("/reading/", {"direction": "rtl"})
    assert 'dir="rtl"' in html_tag(browser.get("/"))
