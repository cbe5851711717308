"""Every kind of question, as somebody meets it: looked at in each way of reading, answered with a
finger, by keyboard alone and without JavaScript, asked again where something is missing.

Practice items stand at their own page. Of each kind one item of the bank is taken where there is
one for practice, and a short sample always.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.items.samples import all_of_them
from tests.journeys import steps
from tests.journeys.conftest import PROJECT, Site
from tests.journeys.test_every_page_is_free_of_barriers import WAYS, look, read

SAMPLES = all_of_them()
PUT_IN = """
import json
from suyang.foundation import clock
from suyang.items.models import ItemVersion
for body in json.loads({bodies!r}):
    named = ("version", "framework", "competence", "level", "half", "pool", "format")
    ItemVersion.objects.create(
        slug=body["id"], body=body, digest=body["id"], loaded_at=clock.now(),
        **{{name: body[name] for name in named}},
    )
"""


def _real() -> list[str]:
    """The first practice item of each kind in the bank."""
    found: dict[str, str] = {}
    for path in sorted((PROJECT / "content" / "items").glob("*/*.yaml")):
        head = path.read_text("utf-8")
        kind = re.search(r"^format: (\w+)$", head, re.MULTILINE)
        if re.search(r"^pool: practice$", head, re.MULTILINE) and kind:
            found.setdefault(kind[1], path.stem)
    return sorted(found.values())


ITEMS = [*_real(), *(body["id"] for body in SAMPLES.values())]


@pytest.fixture(scope="module")
def site(empty_site: Site) -> Site:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *office, *administrator)
    empty_site.manage(PUT_IN.format(bodies=json.dumps(list(SAMPLES.values()))))
    return empty_site


@pytest.mark.parametrize(("number", "name"), list(enumerate(ITEMS)), ids=ITEMS)
def test_it_is_free_of_barriers_tried_and_answered(site: Site, reader, number: int, name: str):
    """In one way of reading on a phone, in another on a desk; then with its answer."""
    for way in (WAYS[number % len(WAYS)], WAYS[(number + 1) % len(WAYS)]):
        somebody = read(reader, site, way, "kind")
        look(somebody, f"/items/{name}/", way)
        steps.answer(somebody.page, 0)
        assert somebody.page.locator("#item-feedback").count() == 1
        somebody.see(f"items_{name}_answered-" + "-".join(map(str, way)))


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_every_kind_in_every_way(site: Site, reader, way: tuple):
    somebody = read(reader, site, way, "kind")
    for name in ITEMS:
        look(somebody, f"/items/{name}/", way)


@pytest.mark.parametrize("name", ITEMS)
def test_it_is_answered_by_keyboard_alone(site: Site, reader, name: str):
    page = reader(site, "kind-keyboard").open(f"/items/{name}/")
    steps.answer_by_keyboard(page, 1)
    assert page.locator("#item-feedback").count() == 1


@pytest.mark.parametrize("name", ITEMS)
def test_it_is_answered_without_javascript(site: Site, reader, name: str):
    page = reader(site, "kind-plain", script=False).open(f"/items/{name}/")
    steps.answer(page, 1)
    assert page.locator("#item-feedback").count() == 1


@pytest.mark.parametrize("name", ITEMS)
def test_nothing_chosen_is_asked_for(site: Site, reader, name: str):
    somebody = reader(site, "kind-empty")
    page = somebody.open(f"/items/{name}/")
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    assert page.locator("#item-feedback").count() == 0
    assert page.locator(".has-error .errorlist").count() >= 1
    somebody.see(f"{name}-asked-again")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_two_at_one_place_are_named_and_what_was_chosen_stays(site: Site, reader, language: str):
    somebody = reader(site, f"kind-twice-{language}", width=320, language=language)
    page = somebody.open(f"/items/{SAMPLES['ordering']['id']}/")
    fields = page.locator("main select")
    for field, place in zip(fields.all(), (2, 2, 4), strict=False):
        field.select_option(index=place)
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    somebody.see("two-at-one-place")
    assert [field.evaluate("n => n.selectedIndex") for field in fields.all()] == [2, 2, 4, 0]
    labels = page.locator(".pick label").all_inner_texts()
    said = [_described(field) for field in fields.all()]
    assert labels[1] in said[0]
    assert labels[0] in said[1]
    assert said[2] == ""
    assert said[3]


def test_a_control_below_a_part_says_which_it_is_about(site: Site, reader):
    page = reader(site, "kind-parts", language="en").open(f"/items/{SAMPLES['document']['id']}/")
    assert page.get_by_role("group", name="This suggestion : Saturday at two.").count() == 1
    page.goto(f"{site.url}/items/{SAMPLES['files']['id']}/")
    assert page.get_by_role("group", name="Which one do you not open? prize.exe").count() == 1
    # What says so already is not said twice.
    page.goto(f"{site.url}/items/{SAMPLES['permissions']['id']}/")
    assert page.get_by_role("group", name="Location", exact=True).count() == 1


def test_a_wide_sheet_scrolls_in_itself_and_can_be_reached(site: Site, reader):
    page = reader(site, "kind-sheet", width=320).open(f"/items/{SAMPLES['spreadsheet']['id']}/")
    region = page.locator(".table-scroll[role=region]")
    assert region.evaluate("n => n.scrollWidth > n.clientWidth && n.tabIndex === 0")
    assert page.get_by_role("columnheader", name="D", exact=True).count() == 1
    assert page.get_by_role("rowheader", name="3", exact=True).count() == 1


def _described(field) -> str:
    """What a screen reader adds to the field's label."""
    return field.evaluate(
        "n => (n.getAttribute('aria-describedby') || '').split(' ').filter(Boolean)"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
