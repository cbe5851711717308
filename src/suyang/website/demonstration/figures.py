"""What a county writes into its report, drawn for each county and period, and what people say."""

from __future__ import annotations

from suyang.plans.periods import MONTH, Period
from suyang.plans.reporting.values import Cell, Values
from suyang.website.demonstration import indicators
from suyang.website.demonstration.world import Place, World

NAMES = ("赵一", "钱二", "孙三", "李四四", "周五", "吴六", "郑七", "王八八", "冯九", "陈十")
RETURNED_BECAUSE = "纸质登记的人次多了一个零，请核对签到表后再报。（演示）"
REOPENED_BECAUSE = "复核时发现纸质登记漏了两个村，请补报。（演示）"
JUMPED_BECAUSE = "本期集中办了培训月，或上期因农忙停办，已与签到表核对。（演示）"
EXCUSED_BECAUSE = "当月设备检修，没有开课。（演示）"
EXCEPTION = "有单位未按时报送，已另行督办，先按已报数据批准。（演示）"
NOT_ENOUGH = "请说明补报的具体日期。（演示）"
ANSWERED = (
    "经办人休假，报表已补上。（演示）",
    "数据还在核对，核对后即报。（演示）",
    "当月只办了一期，签到表在镇里，已去取。（演示）",
)
ANSWERED_AGAIN = "本周五之前补报。（演示）"
CITY_ANSWERED = "已约谈两个县，下季度起由专人报送。（演示）"
DONE = (
    "在两个村办了手机课，教大家查价格、看天气。（演示）",
    "助学点每周开放三天，志愿者轮流值守。（演示）",
    "农忙，课少，主要是上门帮老人办事。（演示）",
    "与集市日合办，来的人多。（演示）",
)
HARD = (
    "备用手机不够，要轮流用。（演示）",
    "山里网络不稳，多用离线的办法。（演示）",
    "志愿者换人多，要再培训。（演示）",
)


def of(world: World, place: Place, period: Period) -> Values:
    """The figures that nobody but the county knows."""
    chance = world.chance("figures", place.code, str(period))
    start = world.chance("county", place.code)
    size = start.uniform(0.7, 1.4) * (1.5 if place.urban else 1.0)
    if period.frequency != MONTH:
        return {indicators.MONEY: {"total": round(size * chance.uniform(18_000, 26_000), -2)}}
    number = _number(world, period)
    growth = 1 + 0.02 * number
    offline = size * growth * chance.uniform(60, 90)
    if chance.random() < 0.04:
        offline *= 5
    villages = round(120 * size)
    begun = 0.25 + 0.5 * number / max(24, len(world.months))
    sites: Cell = round(size * (6 + 0.4 * number))
    if chance.random() < 0.03:
        sites = {"mark": "missing"}
    return {
        indicators.OFFLINE: {"total": round(offline)},
        indicators.SITES: {"total": sites},
        indicators.ONLINE: {
            "total": {
                "n": min(villages, round(villages * begun * start.uniform(0.8, 1.15))),
                "of": villages,
            }
        },
    }


def with_a_slip(values: Values) -> Values:
    """The same with its first number ten times as large."""
    slug = next(iter(values))
    cell = values[slug]["total"]
    slipped = cell if isinstance(cell, dict) else cell * 10
    return {**values, slug: {"total": slipped}}


def mended(world: World, place: Place, period: Period) -> Values:
    """The number that was wrong, as it should have been."""
    cell = of(world, place, period)[indicators.OFFLINE]["total"]
    return {indicators.OFFLINE: {"total": cell if isinstance(cell, dict) else round(cell * 1.2)}}


def answers(world: World, place: Place, period: Period) -> dict[str, str]:
    chance = world.chance("answers", place.code, str(period))
    if period.frequency == MONTH:
        return {"done": chance.choice(DONE)}
    return {"hard": chance.choice(HARD)}


def asked_for(period: Period) -> str:
    return f"{period}的报表没有按时收到，请说明原因并尽快补报。（演示）"


def asked_of_city(period: Period) -> str:
    return f"请报告{period}按时报送率低的县的整改情况。（演示）"


def _number(world: World, month: Period) -> int:
    """The month's place among all, from 0."""
    return world.months.index(month)
