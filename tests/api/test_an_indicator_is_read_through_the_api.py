"""Indicators: what each counts and since when so; figures with all that is said with them."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Indicator, IndicatorMethod
from tests.api.conftest import Program, _staff_program
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november(bank, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))


@pytest.fixture
def trained(county):
    made = Indicator.objects.create(
        slug="trained",
        body={"name": {"zh-Hans": "参训人数", "en": "People trained"}},
        kind="people",
        frequency="month",
        columns=["sex:female", "sex:male"],
        owner=county,
        method=2,
    )
    for number, year in ((1, 2025), (2, 2026)):
        IndicatorMethod.objects.create(
            indicator=made,
            number=number,
            valid_from=dt.date(year, 1, 1),
            definition={"kind": "people"},
            why={"en": "Each counts once."} if number == 2 else {},
        )
    return made


@pytest.fixture
def estimated(db):
    return Indicator.objects.create(
        slug="at-least-basic",
        body={"name": {"en": "At least basic"}},
        kind="estimate",
        frequency="year",
        over_time="last",
    )


@pytest.fixture
def observer_program(county):
    return _staff_program(_staff("observer", "observer", county))


def say(indicator, unit, month, **cells):
    named = {name.replace("_", ":"): cell for name, cell in cells.items()}
    rollup.write_own(indicator, unit.id, 2026, {month - 1: named})


def test_anybody_reads_what_a_plan_names_and_an_office_also_its_own(
    trained, officer_program, stranger_program
):
    for program in (Program(), stranger_program):
        seen = program.get("/indicators?limit=200").json()["items"]
        assert seen
        assert {one["plan"] for one in seen} >= {"kp2022"}
        # What came with Suyang is everybody's; an office's own is not.
        assert "people-learned" in {one["slug"] for one in seen}
        assert program.get("/indicators/trained").status_code == 404
        assert program.get("/indicators/no-such").status_code == 404
    own = officer_program.get("/indicators?limit=200").json()["items"]
    assert len(own) == len(seen) + 1
    [mine] = [one for one in own if one["slug"] == "trained"]
    assert (mine["plan"], mine["kind"]) == (None, "people")
    assert mine["columns"] == ["total", "sex:female", "sex:male"]
    of_plan = officer_program.get("/indicators?plan=kp2022&limit=200").json()["items"]
    assert {one["plan"] for one in of_plan} == {"kp2022"}


def test_an_indicator_of_an_office_is_for_its_own_tree(
    trained, town, other_county, officer_program
):
    def seen_by(name, unit):
        program = _staff_program(_staff(name, "officer", unit))
        listed = {one["slug"] for one in program.get("/indicators?limit=200").json()["items"]}
        one = program.get("/indicators/trained").status_code
        assert ("trained" in listed) == (one == 200)
        figures = program.get("/indicators/trained/figures").status_code
        body = {"indicator": "trained", "unit": str(unit.id), "period": "2027", "value": 5}
        target = program.post("/targets", body).status_code
        return one, figures, target

    assert seen_by("below", town) == (200, 200, 201)
    assert seen_by("elsewhere", other_county) == (404, 404, 422)


def test_one_has_its_methods(trained, county, officer_program):
    found = officer_program.get("/indicators/trained?language=en").json()
    assert found["name"] == {"en": "People trained"}
    assert (found["method"], found["owner"]) == (2, str(county.id))
    assert [(one["number"], one["valid_from"], one["why"]) for one in found["methods"]] == [
        (1, "2025-01-01", {}),
        (2, "2026-01-01", {"en": "Each counts once."}),
    ]


def test_the_list_comes_in_pages(trained, officer_program):
    whole = officer_program.get("/indicators?limit=200").json()["items"]
    found, cursor = [], ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        part = officer_program.get(f"/indicators?limit=3{after}").json()
        found += part["items"]
        cursor = part["next"]
    assert found == whole
    assert len(found) > 3


def test_figures_say_how_they_came_about(trained, county, town, officer_program):
    say(trained, town, 9, total=Cell(40), sex_female=Cell(22), sex_male=Cell(18))
    say(trained, town, 10, total=Cell(0), sex_female=Cell(0), sex_male=Cell(0))
    found = officer_program.get(
        "/indicators/trained/figures?first=2026-09&last=2026-11&column=total&column=sex:female"
    ).json()
    assert (found["indicator"], found["unit"]) == ("trained", str(county.id))
    rows = [
        (one["period"], one["column"], one["value"], one["mark"], one["came_from"])
        for one in found["figures"]
    ]
    assert rows == [
        ("2026-09", "total", 40, None, "below"),
        ("2026-09", "sex:female", 22, None, "below"),
        ("2026-10", "total", 0, None, "below"),
        ("2026-10", "sex:female", 0, None, "below"),
        ("2026-11", "total", None, "missing", None),
        ("2026-11", "sex:female", None, "missing", None),
    ]
    first = found["figures"][0]
    assert (first["units_reporting"], first["units_expected"]) == (1, 1)
    assert (first["n"], first["may_count_twice"], first["months"]) == (1, True, 1)
    year = officer_program.get("/indicators/trained/figures?first=2026&last=2026").json()
    assert [one["value"] for one in year["figures"]] == [40, 22, 18]


def test_an_estimate_has_its_error_and_interval(estimated, county, officer_program):
    say(estimated, county, 11, total=Cell(0.5, 0.02, rests=900))
    found = officer_program.get("/indicators/at-least-basic/figures?last=2026").json()["figures"]
    # The usual twelve periods, in the indicator's own length.
    assert [one["period"] for one in found] == [str(year) for year in range(2015, 2027)]
    last = found[-1]
    assert (last["value"], last["error"], last["n"]) == (0.5, 0.02, 900)
    assert last["interval"]["low"] == pytest.approx(0.5 - 1.959964 * 0.02)
    assert last["interval"]["high"] == pytest.approx(0.5 + 1.959964 * 0.02)


def test_small_numbers_are_kept_from_who_sees_no_reports(
    trained, town, officer_program, observer_program
):
    say(trained, town, 10, total=Cell(3), sex_female=Cell(2), sex_male=Cell(1))
    address = "/indicators/trained/figures?first=2026-10&last=2026-10&column=total"
    [seen] = officer_program.get(address).json()["figures"]
    [hidden] = observer_program.get(address).json()["figures"]
    assert seen["value"] == 3
    assert (hidden["value"], hidden["mark"], hidden["n"]) == (None, "suppressed", 0)
    below = "/indicators/trained/figures/below?period=2026-10"
    assert officer_program.get(below).json()["items"][0]["value"] == 3
    assert observer_program.get(below).json()["items"][0]["mark"] == "suppressed"


def test_units_below_come_in_pages(trained, county, make_unit, officer_program):
    towns = [make_unit(f"town-{number}", f"镇{number}", "town", county) for number in (3, 1, 2)]
    for number, one in enumerate(towns, start=1):
        say(trained, one, 10, total=Cell(number * 100))
    address = "/indicators/trained/figures/below?period=2026-10&limit=2"
    first = officer_program.get(address).json()
    rest = officer_program.get(f"{address}&cursor={first['next']}").json()
    rows = first["items"] + rest["items"]
    assert [(one["unit"], one["value"]) for one in rows] == [
        (str(towns[1].id), 200),
        (str(towns[2].id), 300),
        (str(towns[0].id), 100),
    ]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("first=2026-13", "query.first"),
        ("first=2026&last=2026-11", "query.last"),
        ("first=2026-11&last=2026-10", "query.last"),
        ("first=2001-01&last=2026-10", "query.first"),
        ("column=age:old", "query.column"),
        ("first=soon", "query.first"),
    ],
)
def test_what_is_wrong_is_named(trained, officer_program, asked, field):
    answer = officer_program.get(f"/indicators/trained/figures?{asked}")
    assert answer.status_code == 422, answer.content
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_the_first_years_of_all_have_no_years_before(trained, officer_program):
    found = officer_program.get("/indicators/trained/figures?last=1990-02&column=total").json()
    assert [one["period"] for one in found["figures"]] == ["1990-01", "1990-02"]


def test_figures_are_not_for_strangers(trained, county, stranger_program, participant_program):
    for program in (stranger_program, participant_program):
        for slug in ("trained", "no-such"):
            for end in ("", "/below"):
                address = f"/indicators/{slug}/figures{end}?unit={county.id}"
                assert program.get(address).status_code == 404
        for end in ("", "/below"):
            address = f"/indicators/kp2022-i1/figures{end}?unit={county.id}"
            assert program.get(address).status_code == 403
