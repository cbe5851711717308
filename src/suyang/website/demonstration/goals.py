"""Goals of the province's own, beside those that it took over, each with the rule by which it is
judged: one that figures decide, two that targets decide, one that nothing here can show."""

from __future__ import annotations

from suyang.foundation.texts import Text
from suyang.organisations.permissions import Role
from suyang.plans.models import Indicator, Plan
from suyang.plans.periods import Period
from suyang.plans.targets import actions as setting
from suyang.plans.targets.actions import Wanted
from suyang.plans.writing import judging_goals, text
from suyang.website.demonstration import indicators
from suyang.website.demonstration.world import PROVINCE, World

# What every plan's first goal asks: that tasks are led, units plan, reports come in time.
_ORDER = (("tasks-led", 1.0), ("units-with-a-plan", 1.0), ("reports-in-time", 0.9))


def set_own(world: World, plan: Plan) -> None:
    officer = world.actor(Role.OFFICER, PROVINCE)
    for name, zh, en, parts in (
        (
            "people",
            "参加学习的人比上年多（演示）",
            "More people learn than the year before (demo)",
            [(indicators.PEOPLE, "risen")],
        ),
        (
            "online",
            "能陪同网上办事的村居更多，并按目标推进（演示）",
            "More villages help with online services, as fast as planned (demo)",
            [(indicators.ONLINE, "risen"), (indicators.ONLINE, "on-track")],
        ),
        (
            "paper",
            "没有设备的地方，全年培训人次达到目标值（演示）",
            "Where there are no devices, the year's attendances reach their target (demo)",
            [(indicators.OFFLINE, "met")],
        ),
        (
            "gap",
            "城乡差距缩小（演示）",
            "The gap between town and village narrows (demo)",
            [("gap-urban-rural", "narrowed")],
        ),
    ):
        wanted: Text = {"zh-Hans": zh, "en": en}
        goal = text.add_goal(officer, plan, wanted, world.key("goal", plan.slug, name))
        judging_goals.set_rule(officer, goal, "all", parts)
    year = Period(plan.year, "year")
    for slug, share in _ORDER:
        indicator = Indicator.objects.get(slug=slug)
        key = world.key("target", slug, PROVINCE, plan.slug)
        setting.set_target(officer, indicator, world.units[PROVINCE], Wanted(year, share), id=key)
