"""Every kind of question, by keyboard, without JavaScript and by finger, in both languages and
three ways of reading, answered right, wrong and with "I don't know": the score is the key's.

The items are those that checks use. axe runs on what was chosen, before it is sent; a page without
JavaScript is judged in a twin that has it.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from suyang.items.queries import FORMATS
from tests.journeys import matrix_steps
from tests.journeys.conftest import PROJECT, Site, assert_no_barriers
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]
pytestmark = pytest.mark.long

LANGUAGES = {"zh-Hans": "zh-CN", "en": "en"}
READINGS = {"ordinary": "elder=0", "elder": "elder=1", "larger": "elder=0&size=larger"}
HANDS = ("keyboard", "plain", "touch")
ANSWERS = ("right", "wrong", "dont-know")
WAYS = list(product(HANDS, LANGUAGES, READINGS))
LAY_DOWN = f"""
import json, sys
sys.path.insert(0, {str(PROJECT)!r})
from suyang.items.queries import FORMATS
from tests.assessment import taking
from tests.journeys import laying
items = laying.monitored(FORMATS)
made = {{}}
for way in {["/".join(way) for way in WAYS]!r}:
    language = way.split("/")[1]
    for kind, one in items.items():
        for answer in {ANSWERS!r}:
            person = laying.somebody("学员")
            check = laying.asked(person, one.id, language)
            made[f"{{way}}/{{kind}}/{{answer}}"] = [str(check.id), laying.session_of(person)]
answers = {{
    kind: {{"right": taking.right(one.item.body), "wrong": taking.wrong(one.item.body)}}
    for kind, one in items.items()
}}
print(json.dumps({{"checks": made, "answers": answers}}))
"""
LOOK_UP = """
import json, sys
sys.path.insert(0, {project!r})
from suyang.assessment.models import Response
from suyang.items import scoring
from tests.assessment import taking
found = {{}}
for one in Response.objects.filter(presentation__check_taken__in={checks!r}).select_related(
    "presentation__item__item"
):
    body = one.presentation.item.item.body
    found[str(one.presentation.check_taken_id)] = {{
        "score": one.score,
        "dont_know": one.dont_know,
        "full": scoring.full_score(body),
        "of_key": scoring.score(body, taking.right(body)),
        "of_wrong": scoring.score(body, taking.wrong(body)),
    }}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def laid(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.manage(LAY_DOWN).splitlines()[-1])
    return found


@pytest.mark.parametrize(("hand", "language", "reading"), WAYS, ids=map("-".join, WAYS))
def test_in_this_way(site: Site, browser, laid, hand: str, language: str, reading: str):
    answered: dict[str, str] = {}
    how: dict[str, Any] = {"locale": LANGUAGES[language], "reduced_motion": "reduce"}
    how["viewport"] = {"width": 320 if hand == "touch" else 1024, "height": 740}
    context = browser.new_context(
        **how, java_script_enabled=hand != "plain", has_touch=hand == "touch"
    )
    twin = browser.new_context(**how) if hand == "plain" else context
    page = context.new_page()
    # A page behind another one draws seldom, and a finger waits until it has drawn.
    beside = page if twin is context else twin.new_page()
    for kind, answer in product(FORMATS, ANSWERS):
        check, session = laid["checks"][f"{hand}/{language}/{reading}/{kind}/{answer}"]
        answered[check] = answer
        for one in {context, twin}:
            one.add_cookies(
                [
                    {"name": "suyang_session", "value": session, "url": site.url},
                    {"name": "suyang_reading", "value": READINGS[reading], "url": site.url},
                ]
            )
        where = f"{site.url}/checks/{check}/"
        if answer == "right":
            _free_of_barriers(beside, where, f"{hand} {language} {reading} {kind}")
        page.goto(where)
        wanted = laid["answers"][kind].get(answer)
        if hand == "keyboard":
            matrix_steps.by_keyboard(page, wanted)
        else:
            matrix_steps.by_form(page, wanted, touch=hand == "touch")
        assert page.locator(".has-error, [role=alert]").count() == 0, (kind, answer)
    context.close()
    twin.close()

    kept = json.loads(
        site.manage(LOOK_UP.format(project=str(PROJECT), checks=list(answered))).splitlines()[-1]
    )
    assert kept.keys() == answered.keys()
    for check, answer in answered.items():
        found = kept[check]
        assert found["of_key"] == found["full"]
        assert found["dont_know"] == (answer == "dont-know")
        expected = {"right": found["full"], "wrong": found["of_wrong"], "dont-know": 0.0}[answer]
        assert found["score"] == expected, (check, answer, found)
        assert found["of_wrong"] < found["full"]


def _free_of_barriers(page: Any, where: str, name: str) -> None:
    """The question as it comes, and as it is asked again, which shows every part that there is."""
    page.goto(where)
    assert_no_barriers(page, name)
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    assert page.locator("[role=alert]").count() == 1
    assert_no_barriers(page, f"{name}, asked again")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{name} is wider than the window"
