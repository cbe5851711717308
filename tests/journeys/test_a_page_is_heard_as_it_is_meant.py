"""What a screen reader says of each page is kept as text beside this file and compared.

`SUYANG_SPOKEN=renew python -m pytest tests/journeys/test_a_page_is_heard_as_it_is_meant.py -m "long
or not long"` writes the texts anew; read what changed before it is kept (docs/methods/spoken.md).
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from suyang.items.queries import FORMATS
from tests.journeys import spoken, steps
from tests.journeys.conftest import PROJECT, Reader, Site
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]

KEPT = Path(__file__).parent / "spoken"
RENEW = os.environ.get("SUYANG_SPOKEN") == "renew"
LANGUAGES = {"zh-Hans": "zh-CN", "en": "en"}
LAY_DOWN = f"""
import json, sys
sys.path.insert(0, {str(PROJECT)!r})
from tests.journeys import laying
kinds = laying.samples_in_bank()
asked = {{}}
for language in ("zh-Hans", "en"):
    for kind, parameters in kinds.items():
        person = laying.somebody("学员")
        check = laying.asked(person, parameters, language)
        asked[f"{{kind}} {{language}}"] = [str(check.id), laying.session_of(person)]
    for name in ("helped", "conflict", "ending"):
        person = laying.somebody("学员")
        how = {{"mode": "assisted"}} if name == "helped" else {{}}
        check = laying.asked(person, kinds["single"], language, **how)
        asked[f"{{name}} {{language}}"] = [str(check.id), laying.session_of(person)]
print(json.dumps({{"asked": asked, "results": laying.results(), "sent": laying.handed_over()}}))
"""
# What differs from one run to the next.
CHANGES = (
    (r"https?://127\.0\.0\.1:\d+", "https://here"),
    (r"/shared/[\w-]+", "/shared/TOKEN"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
    (r"\d{4}年\d{1,2}月\d{1,2}日", "DAY"),
    (r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+\.? \d{1,2}, \d{4}", "DAY"),
    (r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?", "DAY"),
    (r"\b20\d{2}-\d{2}\b", "MONTH"),
    (r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "CODE"),
    (r"\b(?:[0-9A-Z] ){3}[0-9A-Z], (?:[0-9A-Z] ){3}[0-9A-Z]\b", "C O D E, C O D E"),
)

# What people wrote is in the language in which they wrote it; nobody knows which.
TYPED = ("县图书馆", "推荐合适的课程", "For the trainer 给老师看", "给老师看", "李桂兰")


@pytest.fixture(scope="module")
def laid(site: Site) -> dict:
    return json.loads(site.manage(LAY_DOWN).splitlines()[-1])


def somebody(reader, site: Site, language: str, session: str = "", **how) -> Reader:
    made: Reader = reader(site, "spoken", language=LANGUAGES[language], **how)
    if session:
        cookie = {"name": "suyang_session", "value": session, "url": site.url}
        made.context.add_cookies([cookie])
    return made


def hear(page: Page, *, whole: bool = False) -> list[str]:
    """What is said, without what differs from run to run; the frame only when `whole`."""
    said = spoken.lines(page)
    if not whole:
        start = next(n for n, line in enumerate(said) if line.startswith("main"))
        end = next(n for n, line in enumerate(said) if line.startswith("contentinfo"))
        said = [said[0], *said[start:end]]
    for pattern, word in CHANGES:
        said = [re.sub(pattern, word, line) for line in said]
    return said


def compare(name: str, language: str, *parts: list[str]) -> None:
    """The parts are what is kept under this name; nothing is said in another page's language."""
    kept = KEPT / f"{name}.{language}.txt"
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    if RENEW:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8"), f"{kept.name}: read the difference, then renew it"
    assert "WITHOUT A NAME" not in text
    lines = [line for part in parts for line in part]
    for name in TYPED:
        lines = [line.replace(name, "") for line in lines]
    assert spoken.foreign(lines, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_question_and_what_is_said_when_its_answer_is_missing(
    site: Site, reader, laid, kind: str, language: str
):
    check, session = laid["asked"][f"{kind} {language}"]
    page = somebody(reader, site, language, session).open(f"/checks/{check}/")
    asked = hear(page)
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    compare(f"question-{kind}", language, asked, hear(page))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
def test_a_profile(site: Site, reader, laid, language: str, elder: bool):
    found = laid["results"]
    page = somebody(reader, site, language, found["session"], elder=elder).open(
        f"/checks/{found['full']}/result/"
    )
    folded = hear(page)
    page.goto(f"{page.url}?all=1")
    unfold(page)
    compare(f"profile{'-elder' if elder else ''}", language, folded, hear(page))


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(n => n.open = true)")


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
def test_the_way_to_a_check(site: Site, reader, laid, language: str, elder: bool):
    suffix = "-elder" if elder else ""
    one = somebody(reader, site, language, elder=elder)
    compare(f"front{suffix}", language, hear(one.open("/"), whole=True))
    compare(f"intro-full{suffix}", language, hear(one.open("/check/full/")))
    compare(f"intro-single{suffix}", language, hear(one.open("/check/single/")))
    if elder:
        compare(f"intro{suffix}", language, hear(one.open("/check/elder/")))
        steps.go_on(one.page)
        steps.answer(one.page, 4)
        one.page.goto(re.sub(r"/$", "/stop/", one.page.url))
        compare(f"stop{suffix}", language, hear(one.page))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_helper_a_second_tab_stopping_and_a_code(site: Site, reader, laid, language: str):
    check, session = laid["asked"][f"helped {language}"]
    page = somebody(reader, site, language, session).open(f"/checks/{check}/")
    compare("question-helped", language, hear(page))

    check, session = laid["asked"][f"conflict {language}"]
    one = somebody(reader, site, language, session)
    page = one.open(f"/checks/{check}/")
    second = one.context.new_page()
    second.goto(page.url)
    page.locator("button[value=dont-know]").click()
    page.wait_for_load_state()
    steps.answer(second, 0)
    said = hear(second)
    # What is asked next is the engine's choice; it is heard in the tests of the kinds.
    until = next(n for n, line in enumerate(said) if line.strip().startswith("heading"))
    compare("conflict", language, said[:until])

    check, session = laid["asked"][f"ending {language}"]
    one = somebody(reader, site, language, session)
    page = one.open(f"/checks/{check}/")
    steps.answer(page, 4)
    page.goto(f"{site.url}/checks/{check}/stop/")
    compare("stop", language, hear(page))
    page.goto(f"{site.url}/checks/{check}/")
    unfold(page)
    page.locator("form[action$='/code/'] button").click()
    page.wait_for_load_state()
    compare("code", language, hear(page))
    page.goto(f"{site.url}/checks/{check}/delete/")
    asked = hear(page)
    page.locator("main button.danger").click()
    page.wait_for_load_state()
    compare("delete", language, asked, hear(page))


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_results_sharing_and_other_sites(site: Site, reader, laid, language: str):
    found = laid["results"]
    page = somebody(reader, site, language, found["quick-session"]).open(
        f"/checks/{found['quick']}/result/"
    )
    unfold(page)
    compare("result-quick", language, hear(page))
    page = somebody(reader, site, language, found["elder-session"]).open(
        f"/checks/{found['elder']}/result/"
    )
    unfold(page)
    compare("result-elder", language, hear(page))

    one = somebody(reader, site, language, found["session"])
    page = one.open("/my-checks/")
    unfold(page)
    compare("my-checks", language, hear(page))
    page = one.open(f"/checks/{found['full']}/shares/")
    unfold(page)
    asked = hear(page)
    page.fill("[name=purpose]", "给老师看")
    page.locator("main form button.primary").click()
    page.wait_for_load_state()
    compare("shares", language, asked, hear(page))
    page = somebody(reader, site, language).open(f"/shared/{found['token']}/")
    unfold(page)
    compare("shared", language, hear(page))

    sent = laid["sent"]
    page = somebody(reader, site, language).open(sent["asked"])
    compare("handover-asked", language, hear(page))
    page = somebody(reader, site, language, sent["session"]).open(
        f"/handovers/{sent['back']}/back/"
    )
    compare("handover-back", language, hear(page))
    page = somebody(reader, site, language).open("/handover/?key=nothing")
    compare("handover-not-usable", language, hear(page))
