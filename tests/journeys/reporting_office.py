"""A county with two towns that report every month, for the journeys of reporting."""

from __future__ import annotations

from tests.journeys import steps
from tests.journeys.conftest import Site

# Run in the installation: units, people with their roles, indicators, a form since two months.
_MADE = """
import datetime as dt
from suyang.foundation import clock
from suyang.organisations import actions as organisations
from suyang.organisations import tree
from suyang.organisations.models import Installation, RoleGrant, Unit, UnitVersion
from suyang.organisations.permissions import Actor, system
from suyang.people.models import Account, Person
from suyang.plans.models import Indicator, Plan, Report
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, defining

office = Installation.objects.get().office
UNITS = '''code,name_zh,name_en,kind,parent_code,valid_from
hekou,河口镇,Hekou,town,,2020-01-01
nanshan,南山镇,Nanshan,town,,2020-01-01
'''
UnitVersion.objects.filter(unit=office).update(valid_from=dt.date(2020, 1, 1))
tree.lay([office.id])
organisations.import_units(system("test"), UNITS.encode(), office)
admin = Account.objects.get(username="zhang")
first = dt.date(2020, 1, 1)

def person(username, role, unit, name):
    somebody = Person.objects.create(name=name, created_at=clock.now())
    account = Account(person=somebody, username=username, created_at=clock.now())
    account.set_password("PASSWORD")
    account.save()
    RoleGrant.objects.create(person=somebody, role=role, unit=unit, valid_from=first)
    return Actor(somebody.id, account.id)

town = Unit.objects.get(code="hekou")
officer = person("li", "officer", town, "李干事")
second = person("wang", "officer", town, "王干事")
reviewer = person("chen", "reviewer", office, "陈科长")

def indicator(slug, kind, zh, en, columns=(), over="sum"):
    return Indicator.objects.create(slug=slug, kind=kind, columns=list(columns), over_time=over,
        frequency="month", body={"name": {"zh-Hans": zh, "en": en},
        "unit": {"zh-Hans": "人", "en": "people"} if kind == "people" else "not_published",
        "definition": {"zh-Hans": "当月参加培训的不同的人，一人只计一次。",
                       "en": "Different people who took part in training, each counted once."}})

made = [
    indicator("trained", "people", "培训人数", "People trained", ["sex:female", "sex:male"]),
    indicator("attended", "attendances", "培训人次", "Attendances"),
    indicator("courses", "things", "举办培训班", "Courses held"),
    indicator("villages", "rate", "设有体验点的村", "Villages with a place to try things"),
    indicator("devices", "things", "可用的公共终端", "Public devices that work", over="last"),
    indicator("spent", "money", "培训支出（元）", "Spent on training (yuan)"),
]
today = clock.today()
last = Period.on(today, "month").shifted(-1)
form = defining.define_form(Actor(admin.person_id, admin.id), Plan.objects.get(slug="kp2022"),
    office, title={"zh-Hans": "数字素养月报", "en": "Monthly report"}, frequency="month",
    kinds=["county", "town"], fields=[{"indicator": one.slug} for one in made] + [
        {"question": "q1", "text": {"zh-Hans": "本月做了什么？", "en": "What was done?"}}],
    days=0, first_period=str(last.shifted(-1)))
earlier = actions.open_report(officer, form, town, last.shifted(-1))
earlier = actions.save(officer, earlier, {
    "trained": {"total": 120, "sex:female": 70, "sex:male": 50}, "attended": {"total": 310},
    "courses": {"total": 6}, "villages": {"total": {"n": 9, "of": 14}},
    "devices": {"total": 22}, "spent": {"total": 8600}}, {}, 0)
earlier = actions.submit(officer, earlier, earlier.revision)
actions.approve(reviewer, earlier)
print("PERIOD", last)
print("FORM", form.id)
print("TOWN", town.id)
"""


def furnish(site: Site) -> dict[str, str]:
    """An office with people who fill in (li, wang) and decide (chen); PERIOD is last month."""
    password = site.home / "password.txt"
    password.write_text(steps.PASSWORD)
    office = ("--office", "青石县网信办", "--kind", "county")
    administrator = ("--name", "张老师", "--username", "zhang", "--password-file", str(password))
    site.command("init", *office, *administrator)
    said = site.manage(_MADE.replace("PASSWORD", steps.PASSWORD))
    return dict(line.split(" ", 1) for line in said.splitlines() if " " in line)
