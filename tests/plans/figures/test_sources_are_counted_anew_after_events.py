from __future__ import annotations

import pytest

from suyang.foundation import clock, ids, outbox, sources
from suyang.foundation.sources import Asked
from suyang.learning import actions as learning
from suyang.learning.actions.consents import Answers
from suyang.library.models import Lesson
from suyang.organisations.models import Installation
from suyang.organisations.permissions import Actor
from suyang.people import actions as erasing
from suyang.people.models import Characteristic
from suyang.plans import levels
from suyang.plans.figures import queries, rollup
from suyang.plans.figures import sources as counting
from suyang.plans.figures.cells import Cell
from suyang.plans.models import LevelFigure, Recount
from suyang.plans.periods import Period
from tests.plans import test_levels_follow_consent
from tests.plans.conftest import TASK

pytestmark = pytest.mark.django_db
afternoon = test_levels_follow_consent.afternoon


@pytest.fixture
def join(trainer, bank, village, other_village, administrator):
    """join(place, name): somebody joins the group there and so is there today."""
    groups = {}

    def joined(unit, name, sex=""):
        if unit.id not in groups:
            groups[unit.id] = learning.start_group(
                administrator.actor, "farmers-new-farm-tools", TASK, unit, "周六班", ids.uuid7()
            )
        found = learning.join(
            groups[unit.id], name, "zh-Hans", request_id=ids.uuid7(), answers=Answers()
        )
        if sex:
            Characteristic.objects.create(
                person_id=found.enrolment.person_id,
                kind="sex",
                value=sex,
                consent_text="characteristics-1",
                given_at=clock.now(),
            )
        return found.enrolment

    return joined


@pytest.fixture
def people(make_indicator):
    return make_indicator("sp", "people", source="learning.people")


def now(frequency="month"):
    return Period.on(clock.today(), frequency)


def work_off():
    outbox.drain()
    return counting.count_wanted.func()


def value(indicator, unit, column="total", period=None):
    return queries.figure(indicator, unit.id, period or now(), column).value


def test_people_are_counted_once_in_the_county_and_the_year(
    people, join, village, other_village, county
):
    first = join(village, "甲", "female")
    join(village, "乙", "male")
    other = join(other_village, "丙")
    # 甲 learns in the other village, too.
    other.person_id = first.person_id
    other.save()
    assert work_off() > 0
    assert value(people, village) == 2
    assert value(people, other_village) == 1
    found = queries.figure(people, county.id, now())
    assert (found.value, found.came_from, found.may_count_twice) == (2, "source", False)
    assert value(people, county, "sex:female") == 1
    year = queries.figure(people, county.id, now("year"))
    assert (year.value, year.may_count_twice) == (2, False)


def test_place_and_work_are_counted_as_they_were_said_and_the_rest_as_not_said(join, village):
    """Four people of two days; columns of a dimension make the total with those who said
    nothing."""
    said = (("village", "farming"), ("town", "retired"), ("city", "farming"), ("", ""))
    for number, (place, work) in enumerate(said):
        person = join(village, f"学员{number}").person
        for name, answer in (("residence", place), ("work", work)):
            if answer:
                erasing.set_characteristic(person, name, answer)
    wanted = (
        "place:village",
        "place:town",
        "place:city",
        "place:unsaid",
        "work:farming",
        "work:retired",
        "work:looking",
        "work:unsaid",
        "sex:unsaid",
    )
    asked = Asked(village.id, now().first_day, now().last_day, columns=wanted)
    for name in ("learning.people", "learning.attendances"):
        source = sources.get(name)
        assert set(wanted) <= set(source.columns)
        found = {column: one.value for column, one in source.count(asked).items()}
        assert found == {
            "total": 4,
            "place:village": 1,
            "place:town": 1,
            "place:city": 1,
            "place:unsaid": 1,
            "work:farming": 2,
            "work:retired": 1,
            "work:looking": 0,
            "work:unsaid": 1,
            "sex:unsaid": 4,
        }


def test_many_events_are_one_recount_and_a_repeat_changes_nothing(people, join, village):
    for number in range(4):
        join(village, f"学员{number}")
    outbox.drain()
    # The village, the town and the county, once each.
    assert Recount.objects.filter(indicator=people).count() == 3
    assert work_off() >= 3
    assert not Recount.objects.exists()
    assert work_off() == 0
    year, month = clock.today().year, clock.today().month - 1
    assert counting.recount(people, village.id, year, [month]) == 0


def test_attendances_add_up_and_a_tick_taken_back_leaves_them(
    make_indicator, join, village, other_village, county, administrator
):
    attendances = make_indicator("sa", "attendances", source="learning.attendances")
    joined = join(village, "甲")
    join(other_village, "乙")
    work_off()
    found = queries.figure(attendances, county.id, now())
    assert (found.value, found.came_from) == (2, "below")
    # As if the trainer had ticked it: only a tick is taken back.
    joined.attendances.update(source="trainer")
    learning.undo_attendance(administrator.actor, joined.attendances.get())
    work_off()
    assert value(attendances, county) == 1


def test_what_a_report_says_stands_beside_the_source(people, join, village):
    year, month = clock.today().year, clock.today().month - 1
    rollup.write_own(people, village.id, year, {month: {"total": Cell(40.0)}})
    join(village, "甲")
    work_off()
    found = queries.figure(people, village.id, now())
    assert (found.value, found.came_from) == (40, "report")
    rollup.write_own(people, village.id, year, {month: {}})
    counting.recount(people, village.id, year)
    assert queries.figure(people, village.id, now()).value == 1


def test_every_source_of_the_rooms_answers(join, village, county, make_unit):
    join(village, "甲")
    day = clock.today()
    asked = Asked(county.id, day.replace(day=1), day, task=TASK)
    found = {one.name: one.count(asked)["total"] for one in sources.every()}
    assert found["learning.people"].value == 1
    assert found["learning.attendances"].value == 1
    assert found["learning.groups"].value == 1
    assert found["learning.lessons_finished"].value == 0
    assert found["learning.intermediate_before"].mark == "missing"
    assert found["organisations.units"].value == 5
    office = Installation.objects.get().office_id
    assert office == county.id
    assert found["library.resources"].value == Lesson.objects.filter(is_current=True).count() > 0


def test_resources_and_units_are_told_apart(county, village):
    day = clock.today()
    library = sources.get("library.resources")
    found = library.count(Asked(county.id, day, day, columns=library.columns))
    assert found["language:zh-Hans"].value == found["total"].value
    assert library.count(Asked(village.id, day, day))["total"].mark == "not_applicable"
    units = sources.get("organisations.units")
    found = units.count(Asked(county.id, day, day, columns=units.columns))
    assert [found[f"kind:{kind}"].value for kind in ("county", "town", "village")] == [1, 1, 1]


def test_levels_before_and_after_are_estimates_with_an_error(
    make_indicator,
    afternoon,
    village,
    county,
):
    """Eleven took both checks, ten agreed to be counted; the plan's own figure says the same."""
    indicators = {
        occasion: make_indicator(
            f"level-{occasion}",
            "estimate",
            columns=(),
            source=f"learning.intermediate_{occasion}",
        )
        for occasion in ("before", "after")
    }
    for one in indicators.values():
        one.body = {**one.body, "task": TASK}
        one.save()
        counting.recount(one, county.id, clock.today().year, [clock.today().month - 1])
    levels.compute_wanted.func()
    body = LevelFigure.objects.get(task=TASK, unit=county).body["at_least_intermediate"]
    for occasion, one in indicators.items():
        for period in (now(), now("year")):
            found = queries.figure(one, county.id, period)
            assert found.value == body[occasion]["value"]
            assert found.n == 10
            assert found.high - found.low == pytest.approx(
                body[occasion]["high"] - body[occasion]["low"]
            )
    assert 0 < queries.figure(indicators["before"], county.id, now()).error < 0.5
    assert queries.figure(indicators["after"], county.id, now()).value > body["before"]["value"]


def test_whoever_is_erased_leaves_what_is_counted(people, join, village, county):
    joined = join(village, "甲")
    join(village, "乙")
    work_off()
    assert value(people, county) == 2
    person = joined.person
    erasing.erase_person(person, Actor(person_id=person.id))
    work_off()
    assert value(people, county) == 1
    assert value(people, village) == 1
