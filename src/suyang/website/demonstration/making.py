"""All of the demonstration together: what happens when, and what is counted of it at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from django_tasks_db.models import DBTaskResult

from suyang.foundation import clock, outbox
from suyang.organisations.models import Unit
from suyang.plans import levels
from suyang.plans.figures import sources
from suyang.plans.models import FollowUp, Plan, Report
from suyang.plans.periods import QUARTER, Period
from suyang.plans.reporting import reminding
from suyang.website.demonstration import (
    borders,
    happenings,
    indicators,
    learners,
    offices,
    reports,
    workplans,
)
from suyang.website.demonstration.learners import Came
from suyang.website.demonstration.schedule import Story, tell
from suyang.website.demonstration.world import PASSWORD, PROVINCE, Shape, World, moment

Progress = Callable[[int, int, str], None]
# The day before the first month: the office is founded, its content is loaded.
EVE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """What the demonstration holds, and how to sign in to it.

    accounts: a role, its unit and the name to sign in with, of each kind one. participant: the own
    code of somebody in a group, to come back with. group: the code of a group to join.
    """

    seed: int
    units: int
    groups: int
    people: int
    checks: int
    plans: int
    reports: int
    follow_ups: int
    password: str
    participant: str
    group: str
    accounts: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def begins(shape: Shape) -> dt.datetime:
    """The moment at which a demonstration that is made today begins."""
    first = World(shape, clock.today()).months[0].first_day
    return moment(first - EVE, 8)


def make(progress: Progress, shape: Shape | None = None) -> Made:
    """Fill an empty installation. Raises Refused when there is an office already.

    progress: (done, of how many, what is being done).
    """
    shape = shape or Shape()
    until = clock.now()
    world, came = World(shape, clock.today()), Came()
    months = len({(day.year, day.month) for day in _days(world)}) + 1
    done = 0

    def every_month(day: dt.date) -> None:
        nonlocal done
        outbox.drain()
        progress(done, months + 1, f"{day:%Y-%m}")
        done += 1

    progress(0, months + 1, "")
    with clock.at(begins(shape)):
        offices.found(world)
        borders.lay(world)
        indicators.define(world)
        happenings.formula(world)
    tell(_stories(world, came), until, every_month)
    progress(months, months + 1, "")
    _settle()
    return Made(
        seed=shape.seed,
        units=len(world.units),
        groups=came.groups,
        people=came.people,
        checks=came.checks,
        plans=Plan.objects.exclude(unit=None).count(),
        reports=Report.objects.count(),
        follow_ups=FollowUp.objects.count(),
        password=PASSWORD,
        participant=came.code,
        group=came.open_code,
        accounts=who_signs_in(world),
    )


def who_signs_in(world: World) -> list[dict[str, str]]:
    """One account of each role and level, to be printed."""
    shown = {PROVINCE}
    shown |= {places[0].code for kind in ("city", "county") if (places := world.of_kind(kind))}
    return [
        {
            "role": str(role),
            "unit": world.places[code].name["zh-Hans"],
            "unit_en": world.places[code].name["en"],
            "username": account.username,
        }
        for (role, code), account in world.accounts.items()
        if code in shown
    ]


def _stories(world: World, came: Came) -> Iterator[Story]:
    """Everything that happens; told in the order of time, and at one moment in this order."""
    counties = world.of_kind(Unit.Kind.COUNTY)
    for year in range(len(world.years)):
        yield indicators.forms(world, year)
        for place in world.places.values():
            yield workplans.work_plan(world, place, year)
            for number in range(2):
                yield workplans.milestone_done(world, place, year, number)
        for county in counties:
            months = world.chance("groups", county.code, year)
            for number in range(world.shape.groups):
                month = months.choice(world.years[year])
                yield learners.afternoon(world, came, county, month, number)
    yield from happenings.stories(world)
    yield learners.open_group(world, came, counties[0], world.today - dt.timedelta(days=2))
    for period in _periods(world):
        yield from _reports(world, period)


def _reports(world: World, period: Period) -> Iterator[Story]:
    year = world.year_of(Period.on(period.last_day, "month"))
    yield reports.reminders(world, period)
    by_kind = {
        Unit.Kind.COUNTY: reports.of_county,
        Unit.Kind.CITY: reports.of_city,
        Unit.Kind.PROVINCE: reports.of_province,
    }
    for place in reversed(world.places.values()):
        task = reports.Task(place, period, year)
        yield by_kind[Unit.Kind(place.kind)](world, task)
        asked = world.chance("asked", place.code, str(period)).random() < 0.4
        if asked and place.kind == Unit.Kind.CITY and period.frequency == QUARTER:
            yield reports.asked_of_city(world, task)
        if place.kind == Unit.Kind.COUNTY:
            yield reports.followed_up(world, task)
            chance = world.chance("mended", place.code, str(period))
            if period.frequency == "month" and chance.random() < 0.015:
                yield reports.mended_later(world, task)


def _periods(world: World) -> Iterator[Period]:
    yield from world.months
    whole = [month for month in world.months if month.number % 3 == 0]
    yield from (Period.on(month.last_day, QUARTER) for month in whole)


def _days(world: World) -> Iterator[dt.date]:
    for month in world.months:
        yield month.first_day
    yield world.today


def _settle() -> None:
    """What the server would do in its first minutes: ask, count, estimate."""
    outbox.drain()
    reminding.daily()
    sources.count_wanted.func()
    levels.compute_wanted.func()
    # Each change asked for this in a task of its own; it is done.
    done = (sources.count_wanted.module_path, levels.compute_wanted.module_path)
    DBTaskResult.objects.filter(task_path__in=done).delete()
