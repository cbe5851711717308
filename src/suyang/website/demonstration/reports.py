"""Reports of every period: filled in, handed up, returned, mended, approved; some late, some never.

What goes wrong is drawn for each unit and period (`_fate`), so that somebody who looks around finds
every kind of it, and the same seed finds it in the same places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, Role
from suyang.plans.models import Report
from suyang.plans.periods import MONTH, Period
from suyang.plans.reporting import actions, evidence, filling, followups, lacking, reminding
from suyang.plans.reporting.values import Cell, Values
from suyang.website.demonstration import figures, indicators, pictures
from suyang.website.demonstration.schedule import Story
from suyang.website.demonstration.world import PROVINCE, Place, World, moment

LABEL = "演示图片：内容为虚构"
ON_TIME, LATE, MISSING, RETURNED, EXCUSED = "on_time", "late", "missing", "returned", "excused"
# Days after the period by which the cities, then the province, gather what came.
GATHERED = {MONTH: 9, "quarter": 15}
State = Report.State


@dataclass(frozen=True)
class Task:
    """A report that a unit owes."""

    place: Place
    period: Period
    year: int

    @property
    def frequency(self) -> str:
        return self.period.frequency

    @property
    def gathered(self) -> int:
        return GATHERED[self.frequency]

    def day(self, after: int) -> dt.date:
        return self.period.last_day + dt.timedelta(days=after)


def of_county(world: World, task: Task) -> Story:
    """A county's report, as its fate has it."""
    chance = world.chance("report", task.place.code, str(task.period))
    fate = _fate(world, task)
    if fate in (MISSING, EXCUSED):
        yield from _not_given(world, task, fate)
        return
    if task.period == world.months[-1] and _is_under_way(world, task):
        yield from _under_way(world, task)
        return
    late = fate == LATE
    days = 12 + chance.randrange(12) if late else 2 + chance.randrange(max(1, task.gathered - 5))
    if late and task.frequency != MONTH:
        days += 10
    yield moment(task.day(days), 9 + chance.randrange(7), chance.randrange(60))
    report = _filled(world, task)
    if chance.random() < 0.12:
        _attach(world, task, report, chance.randrange(len(figures.NAMES)))
    if fate == RETURNED:
        report = _wrong_first(world, task, report)
    else:
        report = _handed_up(world, task, report)
    yield moment(task.day(days + 1), 9, 30)
    if fate == RETURNED:
        actions.send_back(_decider(world, task), report, figures.RETURNED_BECAUSE)
        yield moment(task.day(days + 1), 15)
        report = _saved(world, task, report, figures.of(world, task.place, task.period))
        report = _handed_up(world, task, report)
        yield moment(task.day(days + 2), 10)
    actions.approve(_decider(world, task), report)


def of_city(world: World, task: Task) -> Story:
    """A city gathers, hands up what its counties make; the province approves two days later."""
    yield moment(task.day(task.gathered), 14)
    report = _handed_up(world, task, _filled(world, task))
    yield moment(task.day(task.gathered + 2), 11)
    _approve_gathered(world, task, report)


def of_province(world: World, task: Task) -> Story:
    yield moment(task.day(task.gathered + 2), 15)
    report = _handed_up(world, task, _filled(world, task))
    yield moment(task.day(task.gathered + 3), 10)
    _approve_gathered(world, task, report)


def reminders(world: World, period: Period) -> Story:
    """What the server does every day, on the days of a month on which it matters."""
    for after in (9, 13):
        yield moment(period.last_day + dt.timedelta(days=after), 1)
        reminding.daily()


def mended_later(world: World, county: Task) -> Story:
    """An approved figure turns out to be wrong: opened again, and all that stand on it, mended, and
    approved anew from below to the top."""
    yield moment(county.day(25), 10)
    report = _report(world, county)
    if report is None or report.state != State.APPROVED:
        return
    opened = actions.reopen(_decider(world, county), report, figures.REOPENED_BECAUSE)
    yield moment(county.day(25), 15)
    values = {**opened.report.values, **figures.mended(world, county.place, county.period)}
    report = _handed_up(world, county, _saved(world, county, opened.report, values))
    yield moment(county.day(26), 9)
    actions.approve(_decider(world, county), report)
    days = 26
    for place in _above(world, county.place):
        task = Task(place, county.period, county.year)
        yield moment(county.day(days), 14)
        found = _report(world, task)
        if found is None or found.state != State.SUBMITTED:
            return
        officer = world.actor(Role.OFFICER, place.code)
        found = actions.take_back(officer, found)
        found = actions.fill_again(officer, found, found.revision)
        found = _handed_up(world, task, _saved(world, task, found, found.values))
        yield moment(county.day(days + 1), 9)
        _approve_gathered(world, task, found)
        days += 1


def followed_up(world: World, task: Task) -> Story:
    """A report that never came, or came late, is asked for; most answer, some are asked again."""
    chance = world.chance("followed up", task.place.code, str(task.period))
    if _fate(world, task) not in (MISSING, LATE):
        return
    after = 13 if task.frequency == MONTH else 22
    yield moment(task.day(after), 9)
    above = world.places[task.place.parent]
    asked = followups.ask(
        world.actor(Role.OFFICER, above.code),
        world.units[above.code],
        world.units[task.place.code],
        figures.asked_for(task.period),
        task.day(after + 14),
        id=world.key("follow-up", task.place.code, str(task.period)),
    )
    if chance.random() < 0.12:
        return
    yield moment(task.day(after + 2 + chance.randrange(9)), 16)
    followups.answer(
        world.actor(Role.OFFICER, task.place.code), asked, chance.choice(figures.ANSWERED)
    )
    yield moment(task.day(after + 13), 10)
    if chance.random() < 0.25:
        followups.decide(
            world.actor(Role.OFFICER, above.code), asked, enough=False, why=figures.NOT_ENOUGH
        )
        yield moment(task.day(after + 15), 16)
        followups.answer(world.actor(Role.OFFICER, task.place.code), asked, figures.ANSWERED_AGAIN)
        yield moment(task.day(after + 17), 10)
    followups.decide(world.actor(Role.OFFICER, above.code), asked, enough=True)


def _fate(world: World, task: Task) -> str:
    chance = world.chance("fate", task.place.code, str(task.period))
    drawn = chance.random()
    for fate, share in ((LATE, 0.07), (MISSING, 0.03), (RETURNED, 0.08), (EXCUSED, 0.01)):
        if drawn < share:
            return fate
        drawn -= share
    return ON_TIME


def _is_under_way(world: World, task: Task) -> bool:
    """A few reports of the last month are still on their way today."""
    return world.chance("under way", task.place.code).random() < 0.2


def _under_way(world: World, task: Task) -> Story:
    """Handed up yesterday, late: waits for a decision, or was returned this morning."""
    yesterday = world.today - dt.timedelta(days=1)
    yield moment(max(yesterday, task.day(1)), 14)
    slip = world.chance("slip", task.place.code).random() < 0.4
    report = _filled(world, task)
    report = _wrong_first(world, task, report) if slip else _handed_up(world, task, report)
    if slip:
        yield moment(world.today, 0, 1)
        actions.send_back(_decider(world, task), report, figures.RETURNED_BECAUSE)


def asked_of_city(world: World, task: Task) -> Story:
    """What the province asks of a city after a quarter; the last one is still to be answered."""
    yield moment(task.day(25), 9)
    province, city = world.units[PROVINCE], world.units[task.place.code]
    asked = followups.ask(
        world.actor(Role.OFFICER, PROVINCE),
        province,
        city,
        figures.asked_of_city(task.period),
        task.day(70),
        id=world.key("follow-up", task.place.code, str(task.period)),
    )
    yield moment(task.day(40), 11)
    followups.answer(world.actor(Role.OFFICER, task.place.code), asked, figures.CITY_ANSWERED)
    yield moment(task.day(60), 10)
    followups.decide(world.actor(Role.OFFICER, PROVINCE), asked, enough=True)


def _not_given(world: World, task: Task, fate: str) -> Story:
    """Never handed up; some were begun. Or excused, with the reason."""
    chance = world.chance("not given", task.place.code, str(task.period))
    yield moment(task.day(6), 11)
    form = indicators.form_of(world, task.year, task.frequency)
    unit = world.units[task.place.code]
    if fate == EXCUSED:
        # Asked for before: opening any report of the period asks everybody.
        actions.open_report(world.actor(Role.OFFICER, task.place.code), form, unit, task.period)
        actions.excuse(
            world.actor(Role.REVIEWER, task.place.parent),
            form,
            unit,
            task.period,
            figures.EXCUSED_BECAUSE,
        )
    elif chance.random() < 0.5:
        actions.open_report(world.actor(Role.OFFICER, task.place.code), form, unit, task.period)


def _filled(world: World, task: Task) -> Report:
    """Opened, filled in advance by sources and from below, and with the unit's own figures."""
    form = indicators.form_of(world, task.year, task.frequency)
    report = actions.open_report(
        world.actor(Role.OFFICER, task.place.code), form, world.units[task.place.code], task.period
    )
    own: Values = {}
    if task.place.kind == Unit.Kind.COUNTY:
        own = figures.of(world, task.place, task.period)
    return _saved(world, task, report, {**report.values, **own})


def _saved(world: World, task: Task, report: Report, values: Values) -> Report:
    """Saved with the answers that the form and the findings ask for."""
    kept = {**report.values, **values}
    for slug in _indicators(report):
        # Nobody below gave any: the office says that it is not known.
        kept.setdefault(slug, {"total": _mark()})
    answers = figures.answers(world, task.place, task.period)
    seen = copy(report)
    seen.values = kept
    answers |= {f"why:{one.id}": figures.JUMPED_BECAUSE for one in lacking.findings(seen)}
    officer = world.actor(Role.OFFICER, task.place.code)
    return actions.save(officer, report, kept, answers, report.revision)


def _handed_up(world: World, task: Task, report: Report) -> Report:
    return actions.submit(world.actor(Role.OFFICER, task.place.code), report, report.revision)


def _wrong_first(world: World, task: Task, report: Report) -> Report:
    """Handed up with a slip of the pen: ten times too much."""
    slip = figures.with_a_slip(figures.of(world, task.place, task.period))
    return _handed_up(world, task, _saved(world, task, report, slip))


def _approve_gathered(world: World, task: Task, report: Report) -> None:
    below = filling.below_of(report.form, report.unit_id, task.period)
    approved = Report.objects.filter(
        form=report.form, period=report.period, unit_id__in=below, state=State.APPROVED
    )
    exception = figures.EXCEPTION if approved.count() < len(below) else ""
    actions.approve(_decider(world, task), report, exception=exception)


def _decider(world: World, task: Task) -> Actor:
    return world.actor(Role.REVIEWER, task.place.parent or PROVINCE)


def _above(world: World, place: Place) -> Iterator[Place]:
    while place.parent:
        place = world.places[place.parent]
        yield place


def _report(world: World, task: Task) -> Report | None:
    return (
        Report.objects.select_related("form")
        .filter(
            form=indicators.form_id(world, task.year, task.frequency),
            unit=world.units[task.place.code],
            period=str(task.period),
        )
        .first()
    )


def _attach(world: World, task: Task, report: Report, place: int) -> None:
    names = [figures.NAMES[(place + step) % len(figures.NAMES)] for step in range(6)]
    picture = pictures.sign_in_sheet(LABEL, task.place.name["zh-Hans"], str(task.period), names)
    evidence.attach(
        world.actor(Role.OFFICER, task.place.code),
        report,
        picture,
        name=f"演示-签到表-{task.period}.png",
        caption=f"签到表（{LABEL}）",
        id=world.key("evidence", task.place.code, str(task.period)),
    )


def _indicators(report: Report) -> list[str]:
    return [field["indicator"] for field in report.form.fields if "indicator" in field]


def _mark() -> Cell:
    return {"mark": "missing"}
