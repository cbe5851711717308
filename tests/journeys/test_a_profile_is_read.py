"""A profile on a phone: a sentence first, the rest folds away; shared by a link and taken back.

The checks before it are laid down by code: taking 45 questions is another journey. axe needs
JavaScript; without it the width and the way through are looked at.
"""

from __future__ import annotations

import json

import pytest

from tests.journeys.conftest import PROJECT, Reader, Site, assert_no_barriers
from tests.journeys.test_every_page_is_free_of_barriers import site

__all__ = ["site"]

SEED = f"""
import json, sys
sys.path.insert(0, {str(PROJECT)!r})
from django.contrib.sessions.backends.db import SessionStore
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody
person = somebody("李桂兰")
answered(person, "quick", each=1, days_ago=500)
check = answered(person, spikes={{"3.2": True, "4.4": False}})
session = SessionStore()
session["person"] = str(person.id)
session.save()
print(json.dumps({{"check": str(check.id), "session": session.session_key}}))
"""
WAYS = [
    (320, "zh-CN", "light", False, True),
    (1280, "en", "dark", False, True),
    (390, "zh-CN", "light", True, True),
    (320, "en", "light", False, False),
]


@pytest.fixture(scope="module")
def person(site: Site) -> dict[str, str]:
    found: dict[str, str] = json.loads(site.manage(SEED).splitlines()[-1])
    return found


def sign_in(somebody: Reader, person: dict[str, str]) -> None:
    cookie = {"name": "suyang_session", "value": person["session"], "url": somebody.site.url}
    somebody.context.add_cookies([cookie])


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_the_result_folds_and_unfolds_without_barriers(site: Site, reader, person, way):
    width, language, theme, elder, script = way
    somebody = reader(
        site, "profile", width=width, language=language, theme=theme, elder=elder, script=script
    )
    sign_in(somebody, person)
    page = somebody.open(f"/checks/{person['check']}/result/")
    name = "-".join(map(str, way))
    somebody.see(f"folded-{name}", axe=script)
    # The sentence stands on the first screen of a phone.
    assert page.locator("h1").bounding_box()["y"] < 400
    assert page.locator("details.area[open]").count() == 0
    for path in (f"/checks/{person['check']}/result/?all=1", "/my-checks/"):
        somebody.open(path)
        somebody.see(f"{path.strip('/').replace('/', '_')}-{name}", axe=script)


def test_an_area_unfolds_by_keyboard(site: Site, reader, person):
    somebody = reader(site, "keys", language="en")
    sign_in(somebody, person)
    page = somebody.open(f"/checks/{person['check']}/result/")
    page.locator("details.area > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.area[open]").count() == 1
    inner = page.locator("details.area[open] details.competence > summary").first
    inner.focus()
    page.keyboard.press("Space")
    assert page.locator("details.competence[open]").count() == 1
    assert_no_barriers(page, "unfolded")


@pytest.mark.parametrize("script", [True, False])
def test_a_link_is_made_read_by_somebody_and_taken_back(site: Site, reader, person, script):
    somebody = reader(site, f"sharing-{script}", language="en", script=script)
    sign_in(somebody, person)
    page = somebody.open(f"/checks/{person['check']}/result/")
    page.locator("a[href$='/shares/']").click()
    page.wait_for_load_state()
    page.fill("[name=purpose]", "For the trainer")
    page.check("[name=extent][value=competences]")
    page.get_by_role("button", name="Make the link").click()
    page.wait_for_load_state()
    somebody.see("made", axe=script)
    link = page.locator("#made-link").input_value()
    path = "/" + link.split("/", 3)[3]

    other = reader(site, f"reader-{script}", language="en", script=script)
    seen = other.open(path)
    other.see("shared", axe=script)
    assert "For the trainer" in seen.locator("main").inner_text()
    assert "李桂兰" not in seen.content()

    page.reload()
    assert "Opened 1 time" in page.content()
    page.locator("form[action$='/revoke/'] button").first.click()
    page.wait_for_load_state()
    answer = seen.goto(site.url + path)
    assert answer.status == 410
    other.see("over", axe=script)
