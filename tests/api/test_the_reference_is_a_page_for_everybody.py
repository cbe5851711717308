"""The reference: made on the server from the document, headings and tables, both languages."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from suyang.website.api.document import document

pytestmark = pytest.mark.django_db
SHOTS = os.environ.get("SUYANG_SHOTS", "")


def page(language: str) -> str:
    answer = Client().get("/api/v1/docs", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    return answer.content.decode()


def test_it_names_every_operation_and_every_shape(county):
    html = page("en")
    for address, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {address}" in html
            assert f'id="{operation["operationId"]}"' in html
    for name in document()["components"]["schemas"]:
        assert f'id="shape-{name}"' in html


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_its_links_lead_somewhere_and_nothing_is_inline(county, language):
    html = page(language)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert "<script" not in html
    assert " style=" not in html
    assert not re.findall(r'(?:src|href)="https?://', html)


def test_it_is_chinese_for_chinese_readers(county):
    html = page("zh-CN")
    assert "素养的程序接口" in html
    main = html[html.index("<main") : html.index("</main>")]
    words = re.sub(r"<code>.*?</code>|<a[^>]*>.*?</a>|<[^>]+>|type", " ", main, flags=re.S)
    sentences = re.findall(r"\b[A-Za-z]+(?: [a-z]+){3,}", words)
    assert sentences == []


def style(name: str) -> str:
    found = finders.find(f"website/{name}")
    assert isinstance(found, str)
    return Path(found).read_text("utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("en", 320), ("zh-CN", 1280)])
def test_axe_finds_nothing(county, language, width):
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import FLAGS, assert_no_barriers

    html, css = page(language), style("suyang.css") + style("reference.css")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "Chromium is missing: install the package chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        tab = browser.new_page(viewport={"width": width, "height": 900})
        # What the server would send; the browser itself reaches nothing.
        tab.route("**/*", lambda route: route.fulfill(status=404, body=""))
        tab.route("**/*.css", lambda route: route.fulfill(content_type="text/css", body=css))
        tab.route("**/docs", lambda route: route.fulfill(content_type="text/html", body=html))
        tab.goto("http://suyang.test/api/v1/docs")
        if SHOTS:
            tab.screenshot(path=f"{SHOTS}/api-docs-{language}-{width}.png")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert_no_barriers(tab, f"reference {language} {width}")
        browser.close()
