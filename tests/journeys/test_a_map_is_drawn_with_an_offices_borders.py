"""An office keeps its towns' borders, looks over which towns found theirs, and reads the map."""

from __future__ import annotations

import json

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

MADE = """
import datetime as dt
from django.db import transaction
from suyang.organisations import actions, tree
from suyang.organisations.models import Installation, Unit, UnitVersion
from suyang.organisations.permissions import system
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Indicator
office = Installation.objects.get().office
UnitVersion.objects.filter(unit=office).update(valid_from=dt.date(2020, 1, 1))
tree.lay([office.id])
names = ["河口镇", "南山镇", "东岭镇", "西坪乡", "北仓镇", "沙洲乡"]
table = "code,name_zh,name_en,kind,parent_code,valid_from\\n" + "".join(
    f"t{n},{name},Town {n},town,,2020-01-01\\n" for n, name in enumerate(names))
actions.import_units(system("test"), table.encode(), office)
people = Indicator.objects.create(slug="trained", kind="people", frequency="month",
    over_time="last", better="up", body={"name": {"zh-Hans": "培训人数", "en": "People trained"},
    "unit": {"zh-Hans": "人", "en": "people"}})
with transaction.atomic():
    for n, value in enumerate([20, 45, 130, 80, 210]):
        town = Unit.objects.get(code=f"t{n}")
        rollup.write_own(people, town.id, 2026, {9: {"total": Cell(value)}})
print(office.id)
"""


def borders(towns: int) -> bytes:
    """A row of towns three wide, with a bay in each border; one of them is nobody's."""
    features = []
    for number in range(towns):
        x, y = 100 + number % 3, 30 - number // 3
        ring = [[x, y], [x + 0.4, y + 0.08], [x + 1, y], [x + 1.1, y + 0.5], [x + 1, y + 1]]
        ring += [[x + 0.4, y + 1.08], [x, y + 1], [x + 0.1, y + 0.5], [x, y]]
        code = f"t{number}" if number != 4 else "abroad"
        features.append(
            {
                "type": "Feature",
                "properties": {"adcode": code, "label": "x"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(scope="module")
def office(empty_site: Site) -> str:
    password = empty_site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    named = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    empty_site.command("init", *named, *administrator)
    return empty_site.manage(MADE).strip().splitlines()[-1]


def upload(somebody: Reader, office: str, data: bytes) -> None:
    page = somebody.open(f"/maps/units/{office}/borders/")
    somebody.see("borders-list")
    file = {"name": "towns.geojson", "mimeType": "application/geo+json", "buffer": data}
    page.set_input_files("input[type=file]", file)
    steps.go_on(page)


WAYS = [
    ("phone", {"width": 320, "language": "zh-CN", "script": False, "elder": True}),
    ("desk", {"width": 1280, "language": "en", "theme": "dark"}),
]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _way in WAYS])
def test_the_borders_are_kept_and_the_map_is_read(
    empty_site: Site, reader, office: str, name: str, way: dict
) -> None:
    somebody = reader(empty_site, f"map-{name}", **way)
    steps.sign_in(somebody, "zhang")
    upload(somebody, office, borders(5)[:-40])
    somebody.see("broken")
    assert "JSON" in somebody.page.locator(".errorlist, [role=alert]").first.inner_text()
    upload(somebody, office, borders(5))
    page = somebody.page
    somebody.see("looked-over")
    assert "adcode" in page.locator("#look-way option:checked").inner_text()
    said = page.locator("main").inner_text()
    assert "t4" in said
    assert "abroad" in said
    page.locator("form[method=post] .primary").click()
    page.wait_for_load_state()
    somebody.see("in-use")
    somebody.open("/maps/?indicator=trained&period=2026-10")
    somebody.see("drawn")
    picture = page.locator("svg.chart-picture")
    assert picture.locator("a path title").count() == 4
    assert picture.evaluate("node => node.outerHTML.length") < 200_000
    assert page.locator(".chart-data tbody tr").count() == 6
    # Every unit is reached by the keyboard from the table, and none of them twice.
    assert page.locator("svg a:not([tabindex='-1'])").count() == 0
    assert page.locator(".chart-data tbody th a").count() == 6
    with page.expect_download() as paper:
        page.locator("a[href*='paper.pdf']").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    # Back to how it was, for the next one.
    somebody.open(f"/maps/units/{office}/borders/")
    page.locator("main .linklist a").first.click()
    page.locator("button.danger").click()
    page.wait_for_load_state()
    assert page.locator("main .linklist a").count() == 0
