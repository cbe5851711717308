"""What the demonstration's offices report: indicators and report forms, as they define them.

The indicators are rows of the demonstration alone (their names say so). Where the registry of
indicators is written by actions, `define` is the one place that calls them.
"""

from __future__ import annotations

import uuid
from typing import Any

from suyang.organisations.models import Unit
from suyang.organisations.permissions import Role
from suyang.plans.models import Indicator, Plan, ReportForm
from suyang.plans.periods import MONTH, QUARTER, Period
from suyang.plans.reporting import defining
from suyang.website.demonstration.schedule import Story
from suyang.website.demonstration.world import PROVINCE, SOURCES, World, moment

Kind = Indicator.Kind
DAYS = {MONTH: 12, QUARTER: 20}
PEOPLE, ATTENDANCES = "demo-people", "demo-attendances"
OFFLINE, SITES, ONLINE, MONEY = "demo-offline", "demo-sites", "demo-online", "demo-money"
# slug, kind, over time, better, columns, source, frequency, name and definition in both languages
_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        PEOPLE,
        Kind.PEOPLE,
        "sum",
        "up",
        ["sex:female", "sex:male"],
        "learning.people",
        MONTH,
        ("参加学习的人数（演示）", "People who learned (demo)"),
        ("学习小组里至少到场一次的人。", "People who were at least once in a group."),
    ),
    (
        ATTENDANCES,
        Kind.ATTENDANCES,
        "sum",
        "up",
        [],
        "learning.attendances",
        MONTH,
        ("学习人次（演示）", "Attendances (demo)"),
        ("一人一天计一人次。", "One person on one day is one attendance."),
    ),
    (
        OFFLINE,
        Kind.ATTENDANCES,
        "sum",
        "up",
        [],
        "",
        MONTH,
        ("纸质登记的培训人次（演示）", "Attendances noted on paper (demo)"),
        ("没有设备的地方手工登记。", "Noted by hand where there are no devices."),
    ),
    (
        SITES,
        Kind.THINGS,
        "last",
        "up",
        [],
        "",
        MONTH,
        ("有人值守的助学点（演示）", "Staffed places of help (demo)"),
        ("月末开放的点。", "Those open at the end of the month."),
    ),
    (
        ONLINE,
        Kind.RATE,
        "last",
        "up",
        [],
        "",
        MONTH,
        ("能陪同网上办事的村居（演示）", "Villages with help for online services (demo)"),
        ("分母为全部村和社区。", "Of all villages and communities."),
    ),
    (
        MONEY,
        Kind.MONEY,
        "sum",
        "",
        [],
        "",
        QUARTER,
        ("培训支出，元（演示）", "Spent on training, yuan (demo)"),
        ("本季度实际支出。", "Actually spent in the quarter."),
    ),
)
_QUESTIONS: dict[str, dict[str, Any]] = {
    MONTH: {"question": "done", "text": {"zh-Hans": "本月做了什么？", "en": "What was done?"}},
    QUARTER: {
        "question": "hard",
        "text": {"zh-Hans": "遇到什么困难？", "en": "What was difficult?"},
        "required": True,
    },
}


def define(world: World) -> None:
    """The indicators, owned by the province."""
    owner = world.units[PROVINCE]
    for place, row in enumerate(_ROWS):
        slug, kind, over_time, better, columns, source, frequency, name, means = row
        Indicator.objects.create(
            slug=slug,
            position=900 + place,
            kind=kind,
            over_time=over_time,
            better=better,
            columns=columns,
            source=source,
            frequency=frequency,
            owner=owner,
            body={
                "name": {"zh-Hans": name[0], "en": name[1]},
                "definition": {"zh-Hans": means[0], "en": means[1]},
            },
        )


def forms(world: World, year: int) -> Story:
    """The monthly and the quarterly form of a year of work, for every office."""
    months = world.years[year]
    yield moment(months[0].first_day, 8)
    open_end = year == len(world.years) - 1
    for frequency in (MONTH, QUARTER):
        first = Period.on(months[0].first_day, frequency)
        last = Period.on(months[-1].last_day, frequency)
        word = {MONTH: ("月报", "Monthly report"), QUARTER: ("季报", "Quarterly report")}[frequency]
        slugs = [row[0] for row in _ROWS if row[6] == frequency]
        defining.define_form(
            world.actor(Role.OFFICER, PROVINCE),
            Plan.objects.get(slug=SOURCES[min(year, len(SOURCES) - 1)][0]),
            world.units[PROVINCE],
            title={
                "zh-Hans": f"{word[0]}（演示，{first.year}年{months[0].number}月起）",
                "en": f"{word[1]} (demo, from {months[0].number}/{first.year})",
            },
            frequency=frequency,
            kinds=[Unit.Kind.PROVINCE, Unit.Kind.CITY, Unit.Kind.COUNTY],
            fields=[*({"indicator": slug} for slug in slugs), _QUESTIONS[frequency]],
            form_rules=_rules(frequency),
            days=DAYS[frequency],
            first_period=str(first),
            last_period="" if open_end else str(last),
            id=form_id(world, year, frequency),
        )


def form_id(world: World, year: int, frequency: str) -> uuid.UUID:
    return world.key("form", year, frequency)


def form_of(world: World, year: int, frequency: str) -> ReportForm:
    return ReportForm.objects.select_related("plan").get(id=form_id(world, year, frequency))


def _rules(frequency: str) -> list[dict[str, object]]:
    if frequency == QUARTER:
        return [{"kind": "jump", "indicator": MONEY, "factor": 3, "explain": True}]
    return [
        {"kind": "jump", "indicator": OFFLINE, "factor": 3, "explain": True},
        {"kind": "range", "indicator": SITES, "low": 0, "high": 2000},
    ]
