"""A work plan on every level and for every year: adopted from above, published, carried out."""

from __future__ import annotations

import datetime as dt

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, Role
from suyang.plans import contributions, editions
from suyang.plans.models import Indicator, KeyTask, Plan
from suyang.plans.periods import MONTH, Period
from suyang.plans.targets import actions as setting
from suyang.plans.targets.actions import Wanted
from suyang.plans.writing import carrying, text
from suyang.website.demonstration import goals, indicators
from suyang.website.demonstration.schedule import Story
from suyang.website.demonstration.world import PROVINCE, SOURCES, Place, World, moment

State = KeyTask.State


def work_plan(world: World, place: Place, year: int) -> Story:
    """One unit's plan of one year of work: drafted when the level above has published, published
    two days later, settled when the year is over."""
    months = world.years[year]
    level = (Unit.Kind.PROVINCE, Unit.Kind.CITY, Unit.Kind.COUNTY).index(Unit.Kind(place.kind))
    begins = months[0].first_day + dt.timedelta(days=3 * level)
    yield moment(begins, 9)
    officer = world.actor(Role.OFFICER, place.code)
    above, tasks = _taken_up(world, place, year)
    plan = contributions.adopt(
        officer,
        above,
        world.units[place.code],
        title=_title(place, months),
        year=months[-1].year,
        key=world.key("plan", place.code, year),
        tasks=tasks,
    )
    if place.code == PROVINCE:
        first = plan.tasks.order_by("position").first()
        of_task = next((t for t in plan.tasks.all() if _serves(t, "kp2022-3.2")), first)
        if of_task is not None:
            own = Indicator.objects.filter(owner=world.units[PROVINCE]).order_by("position")
            carrying.set_indicators(officer, of_task, list(own.values_list("slug", flat=True)))
        goals.set_own(world, plan)
        milestones(world, plan, months)
    led(officer, plan, place)
    targets(world, plan, place, months)
    yield moment(begins + dt.timedelta(days=2), 10)
    publishes = place.parent if place.kind == Unit.Kind.COUNTY else place.code
    reviewer = world.actor(Role.REVIEWER, publishes)
    editions.publish(reviewer, plan, begins + dt.timedelta(days=2), {})
    for task in plan.tasks.all():
        carrying.set_state(world.actor(Role.OFFICER, place.code), task, State.RUNNING)
    if year == len(world.years) - 1:
        return
    yield moment(months[-1].last_day, 16)
    chance = world.chance("settled", place.code, year)
    for task in plan.tasks.order_by("position"):
        state = State.DONE if chance.random() < 0.85 else State.STOPPED
        carrying.set_state(world.actor(Role.OFFICER, place.code), task, state)
        if state == State.DONE and task.position > 1:
            for row in task.milestones.filter(done_on=None):
                carrying.settle_milestone(world.actor(Role.OFFICER, place.code), row, clock.today())


def led(officer: Actor, plan: Plan, place: Place) -> None:
    """The unit leads its aspects and tasks itself, but for the last task, for which a body is
    looked for."""
    for aspect in plan.aspects.all():
        said = aspect.body
        text.change_aspect(
            officer, aspect, said["title"], said.get("text") or {}, lead=place.name["zh-Hans"]
        )
    for task in list(plan.tasks.order_by("position"))[:-1] or plan.tasks.all():
        body = task.body
        text.change_task(
            officer, task, title=body["title"], text=body["text"], lead=place.name["zh-Hans"]
        )


def milestones(world: World, plan: Plan, months: list[Period]) -> None:
    """Two days by which the plan's first task gets something done, kept, late, or still open; and
    one for each of the others. Whoever adopts the plan takes them over."""
    officer = world.actor(Role.OFFICER, PROVINCE)
    tasks = list(plan.tasks.order_by("position"))
    middle, last = _halfway(months), _end(world, months)
    wanted = [
        (task, due, zh, en)
        for task in tasks[:1]
        for due, zh, en in (
            (middle, "半年小结（演示）", "Half-way review (demo)"),
            (last, "全年总结（演示）", "Review of the year (demo)"),
        )
    ]
    wanted += [
        (task, last, "报送任务总结（演示）", "Report on the task (demo)") for task in tasks[1:]
    ]
    for task, due, zh, en in wanted:
        key = world.key("milestone", task.slug, due)
        carrying.add_milestone(officer, task, {"zh-Hans": zh, "en": en}, due, key)


def _halfway(months: list[Period]) -> dt.date:
    return months[len(months) // 2].last_day


def _end(world: World, months: list[Period]) -> dt.date:
    """The last day of a year of work; of the one that goes on, the calendar year's."""
    if months == world.years[-1]:
        return dt.date(months[-1].year, 12, 31)
    return months[-1].last_day


def milestone_done(world: World, place: Place, year: int, number: int) -> Story:
    """Somebody says that a milestone was reached, on its day or some weeks late; or nobody does."""
    months = world.years[year]
    chance = world.chance("milestone", place.code, year, number)
    due = _halfway(months) if number == 0 else _end(world, months)
    if chance.random() < 0.15:
        return
    late = chance.choice((0, 0, 0, 12, 25))
    yield moment(due + dt.timedelta(days=late), 15)
    officer = world.actor(Role.OFFICER, place.code)
    task = plan_of(place, world, year).tasks.order_by("position").first()
    if task is not None:
        for row in task.milestones.filter(due=due, done_on=None):
            carrying.settle_milestone(officer, row, due + dt.timedelta(days=late))


def targets(world: World, plan: Plan, place: Place, months: list[Period]) -> None:
    """What is to be reached in the calendar year in which the plan ends, set with its first task:
    attendances noted on paper, and the share of villages with help."""
    task = plan.tasks.order_by("position").first()
    if task is None:
        return
    officer, unit = world.actor(Role.OFFICER, place.code), world.units[place.code]
    year = months[-1].year
    chance = world.chance("targets", place.code, year)
    # As the counties' own figures are drawn (`figures.of`), with more or less ambition.
    attendances = sum(
        75 * _size(world, county) * (1 + 0.02 * _months_until(world, Period(year, MONTH, month)))
        for county in _counties(world, place)
        for month in range(1, 13)
    )
    share = 0.25 + 0.5 * _months_until(world, Period(year, MONTH, 12)) / max(24, len(world.months))
    for slug, wanted in (
        (
            indicators.OFFLINE,
            Wanted(Period(year, "year"), float(round(attendances * chance.uniform(0.9, 1.12), -1))),
        ),
        (
            indicators.ONLINE,
            Wanted(
                Period(year, "year"),
                round(min(share * chance.uniform(0.95, 1.1), 0.98), 2),
                baseline_period=Period(year - 1, "year"),
                baseline=round(max(share - 0.3, 0.1), 2),
            ),
        ),
    ):
        indicator = Indicator.objects.get(slug=slug)
        key = world.key("target", slug, place.code, year)
        setting.set_target(officer, indicator, unit, wanted, task=task, id=key)


def _counties(world: World, place: Place) -> list[Place]:
    """The counties at or below a place."""
    if place.kind == Unit.Kind.COUNTY:
        return [place]
    below = [one for one in world.places.values() if one.parent == place.code]
    return [county for one in below for county in _counties(world, one)]


def _size(world: World, county: Place) -> float:
    start = world.chance("county", county.code)
    return start.uniform(0.7, 1.4) * (1.5 if county.urban else 1.0)


def _months_until(world: World, month: Period) -> int:
    first = world.months[0]
    return (month.first_day.year - first.year) * 12 + month.first_day.month - first.first_day.month


def _taken_up(world: World, place: Place, year: int) -> tuple[Plan, list[KeyTask]]:
    """The plan above, and the tasks of it that the unit takes up: not all do all."""
    if place.code == PROVINCE:
        slug, numbers = SOURCES[min(year, len(SOURCES) - 1)]
        above = Plan.objects.get(slug=slug)
        return above, list(above.tasks.filter(number__in=numbers))
    above = plan_of(world.places[place.parent], world, year)
    tasks = list(above.tasks.filter(withdrawn_on=None).order_by("position"))
    chance = world.chance("taken up", place.code, year)
    if place.kind == Unit.Kind.CITY:
        return above, [one for one in tasks if chance.random() < 0.9] or tasks[:1]
    kept = sorted(chance.sample(range(len(tasks)), min(len(tasks), 3)))
    return above, [tasks[number] for number in kept]


def plan_of(place: Place, world: World, year: int) -> Plan:
    found = Plan.objects.filter(unit=world.units[place.code]).order_by("made_at")
    return found[year]


def _serves(task: KeyTask, slug: str) -> bool:
    return task.contributes_to is not None and task.contributes_to.slug == slug


def _title(place: Place, months: list[Period]) -> Text:
    first = months[0]
    return {
        "zh-Hans": f"{place.name['zh-Hans']}提升全民数字素养与技能工作计划"
        f"（{first.year}年{first.number}月起）",
        "en": f"{place.name['en']}: work plan for digital literacy and skills "
        f"(from {first.number}/{first.year})",
    }
