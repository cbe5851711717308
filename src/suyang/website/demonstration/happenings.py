"""What happens once in a while besides the year's work: an amendment, a risk, a target that is
revised, plans that are closed, units that come, merge and go, words for the year's report, a
superior's own form. Each is done by the action that a page would call."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from suyang.foundation import clock
from suyang.foundation.texts import Text
from suyang.organisations import actions as organisations
from suyang.organisations import queries as units
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Role
from suyang.plans import closing, editions
from suyang.plans.indicators import actions as registry
from suyang.plans.models import Goal, Indicator, ReportForm, Target
from suyang.plans.periods import MONTH, Period
from suyang.plans.public import actions as public
from suyang.plans.reporting import external
from suyang.plans.targets import actions as setting
from suyang.plans.targets.actions import Wanted
from suyang.plans.writing import carrying, papers, text
from suyang.plans.yearly import texts
from suyang.website.demonstration import indicators, workplans
from suyang.website.demonstration.schedule import Story
from suyang.website.demonstration.world import PROVINCE, Place, World, moment

# Days after a year of work by which the last of it is settled.
SETTLED = 40
PRICE = "price"
_RISKS: tuple[tuple[str, str, int, int, str, str], ...] = (
    (
        "山区网络不稳，线上课断断续续（演示）",
        "Poor networks in the hills interrupt courses (demo)",
        3,
        2,
        "多用离线课程包，备两台可共享热点的手机。",
        "Use offline packs; keep two phones that can share their network.",
    ),
    (
        "志愿者流动大，带班人不够（演示）",
        "Volunteers change often; there are too few trainers (demo)",
        2,
        3,
        "每季度培训一批新带班人，老带班人带一次。",
        "Train new people every quarter; each goes along with an experienced one once.",
    ),
)


def stories(world: World) -> Iterator[Story]:
    yield public_view(world)
    yield learning_points(world)
    for year in range(len(world.years)):
        yield amended(world, year)
        yield target_revised(world, year)
        for place in world.places.values():
            if place.kind != Unit.Kind.COUNTY:
                yield risks(world, place, year)
            yield closed(world, place, year)
        yield words_of_the_year(world, year)
    yield form_of_a_superior(world)


def formula(world: World) -> None:
    """An indicator that follows from two others: what an attendance costs."""
    wanted = registry.Wanted(
        name={"zh-Hans": "每一培训人次的支出（演示）", "en": "Spent for an attendance (demo)"},
        definition={
            "zh-Hans": "培训支出除以纸质登记的培训人次。",
            "en": "What training cost, divided by the attendances noted on paper.",
        },
        kind=Indicator.Kind.RATE,
        unit={"zh-Hans": "元每人次", "en": "yuan for an attendance"},
        comes_from={"zh-Hans": "由两个指标算出", "en": "Worked out from two indicators"},
        frequency=Indicator.Frequency.QUARTER,
        formula=f"{{{indicators.MONEY}}} ÷ {{{indicators.OFFLINE}}}",
        share=False,
    )
    analyst = world.actor(Role.ANALYST, PROVINCE)
    registry.define(analyst, world.units[PROVINCE], wanted, id=world.key("formula", PRICE))


def public_view(world: World) -> Story:
    """The province shows its plans and approved figures to everybody, and its cities' own."""
    yield moment(world.months[0].first_day + dt.timedelta(days=12), 11)
    reviewer = world.actor(Role.REVIEWER, PROVINCE)
    public.set_public(reviewer, world.units[PROVINCE].id, True)
    public.set_units_public(reviewer, world.units[PROVINCE].id, True)


def learning_points(world: World) -> Story:
    """Two places of learning below a county: one is renamed, both become one, which is closed."""
    county = world.of_kind(Unit.Kind.COUNTY)[-1]
    above = world.units[county.code]
    administrator = world.actor(Role.ADMINISTRATOR, PROVINCE)
    months = world.months
    yield moment(months[len(months) // 6].first_day + dt.timedelta(days=14), 9)
    made = [
        organisations.add_unit(
            administrator,
            above,
            {"zh-Hans": f"{zh}助学点（演示）", "en": f"{en} place of help (demo)"},
            Unit.Kind.ORGANISATION,
            f"{county.code}-{letter}",
            id=world.key("place of help", letter),
        )
        for letter, zh, en in (("x", "东街", "East Street"), ("y", "西街", "West Street"))
    ]
    yield moment(months[len(months) // 3].last_day, 9)
    new_name = {"zh-Hans": "老街助学点（演示）", "en": "Old Street place of help (demo)"}
    organisations.rename_unit(administrator, made[0], new_name)
    yield moment(months[len(months) // 2].last_day + dt.timedelta(days=3), 9)
    one = organisations.merge_units(
        administrator,
        made,
        organisations.NewUnit(
            world.key("place of help", "both"),
            {"zh-Hans": "城关助学中心（演示）", "en": "Town centre for help (demo)"},
            f"{county.code}-z",
        ),
        clock.today(),
    )
    yield moment(months[-1].last_day + dt.timedelta(days=2), 9)
    organisations.end_unit(administrator, one)


def amended(world: World, year: int) -> Story:
    """In the middle of a year the province puts a further milestone and a clearer goal into its
    plan, and publishes a new edition."""
    months = world.years[year]
    yield moment(months[len(months) // 2].first_day + dt.timedelta(days=9), 10)
    officer = world.actor(Role.OFFICER, PROVINCE)
    plan = workplans.plan_of(world.places[PROVINCE], world, year)
    task = plan.tasks.filter(withdrawn_on=None).order_by("position").last()
    goal = Goal.objects.filter(plan=plan, body__text__en__startswith="Where there are").first()
    if task is None or goal is None:
        return
    due = months[-1].last_day - dt.timedelta(days=20)
    carrying.add_milestone(
        officer,
        task,
        {"zh-Hans": "补充：到村走访一遍（演示）", "en": "Added: every village is visited (demo)"},
        due,
        world.key("added", plan.slug),
    )
    text.change_goal(
        officer,
        goal,
        {
            "zh-Hans": "没有设备、没有网络的地方，全年培训人次达到目标值（演示）",
            "en": "Where there are no devices and no network, the year's attendances reach their "
            "target (demo)",
        },
    )
    note: Text = {
        "zh-Hans": "年中调整：增加一个时间节点，目标写得更清楚（演示）",
        "en": "Amended half-way: one more milestone, a clearer goal (demo)",
    }
    editions.publish(world.actor(Role.REVIEWER, PROVINCE), plan, clock.today(), note)


def target_revised(world: World, year: int) -> Story:
    """The share of villages with help was planned too high, or too low; the old target stays."""
    months = world.years[year]
    yield moment(months[len(months) // 2].last_day, 14)
    target = Target.objects.filter(
        id=world.key("target", indicators.ONLINE, PROVINCE, months[-1].year)
    ).first()
    if target is None:
        return
    wanted = Wanted(
        Period.read(target.period),
        round(max(0.1, target.value - 0.04), 2),
        baseline_period=Period.read(target.baseline_period),
        baseline=target.baseline,
        reason="两个市的村居合并后总数变了，按新的分母调整。（演示）",
    )
    officer = world.actor(Role.OFFICER, PROVINCE)
    setting.revise(officer, target, wanted, id=world.key("revised", str(target.id)))


def risks(world: World, place: Place, year: int) -> Story:
    """What may go wrong, noted early; one of the two is over when the year is."""
    months = world.years[year]
    yield moment(months[0].last_day, 11)
    officer = world.actor(Role.OFFICER, place.code)
    plan = workplans.plan_of(place, world, year)
    tasks = list(plan.tasks.filter(withdrawn_on=None).order_by("position"))[:2]
    noted = [
        carrying.add_risk(
            officer,
            task,
            title={"zh-Hans": zh, "en": en},
            likelihood=likelihood,
            impact=impact,
            response={"zh-Hans": response_zh, "en": response_en},
            key=world.key("risk", place.code, year, number),
        )
        for number, (task, (zh, en, likelihood, impact, response_zh, response_en)) in enumerate(
            zip(tasks, _RISKS, strict=False)
        )
    ]
    if place.code == PROVINCE and tasks:
        papers.add_document(
            officer,
            tasks[0],
            SimpleUploadedFile("演示-实施方案.docx", _paper()),
            "实施方案（演示）",
            world.key("paper", year),
        )
    yield moment(months[-1].last_day, 11)
    if noted:
        carrying.settle_risk(officer, noted[0], True)


def closed(world: World, place: Place, year: int) -> Story:
    """A year's plan is closed when all of it is settled; the last one goes on."""
    if year == len(world.years) - 1:
        return
    yield moment(world.years[year][-1].last_day + dt.timedelta(days=SETTLED), 16)
    publishes = place.parent if place.kind == Unit.Kind.COUNTY else place.code
    plan = workplans.plan_of(place, world, year)
    reason: Text = {
        "zh-Hans": "本年度工作已总结，转入下一年计划。（演示）",
        "en": "The year's work is reviewed; the next year's plan goes on. (demo)",
    }
    closing.close(world.actor(Role.REVIEWER, publishes), plan, clock.today(), reason)


def words_of_the_year(world: World, year: int) -> Story:
    """The office's own words in the report of the calendar year in which the plan ends."""
    months = world.years[year]
    yield moment(months[-1].last_day + dt.timedelta(days=15), 15)
    officer = world.actor(Role.OFFICER, PROVINCE)
    plan, unit = workplans.plan_of(world.places[PROVINCE], world, year), world.units[PROVINCE].id
    for key, zh, en in (
        (
            texts.INTRODUCTION,
            "这一年，我们把课办到村里，把助学点办到集市旁。下面的数字都来自各市县经批准的报表，"
            "说不清的地方照实写明。（演示）",
            "This year courses went to the villages, and help to the markets. The figures below "
            "come from approved reports; what cannot be shown is said. (demo)",
        ),
        (
            texts.CONCLUSION,
            "明年先补两处：山里用离线课程包，带班人每季度培训一批。（演示）",
            "Two things come first next year: offline packs in the hills, and new trainers every "
            "quarter. (demo)",
        ),
    ):
        texts.write(officer, plan, unit, months[-1].year, key, {"zh-Hans": zh, "en": en})


def form_of_a_superior(world: World) -> Story:
    """A table of a superior who does not use Suyang, into whose cells a county's figures go."""
    year = len(world.years) - 1
    yield moment(world.years[year][min(1, len(world.years[year]) - 1)].last_day, 17)
    county = world.of_kind(Unit.Kind.COUNTY)[0]
    form = ReportForm.objects.get(id=indicators.form_id(world, year, MONTH))
    unit, officer = world.units[county.code], world.actor(Role.OFFICER, county.code)
    if not form.dues.filter(unit=unit).exists():
        return
    offered = external.figures(form)[:6]
    kept = external.add(
        officer,
        form,
        unit,
        "上级月报表（演示）",
        _table([words for _key, words in offered]),
        "演示-上级月报表.xlsx",
        world.key("external", county.code),
    )
    for row, (key, _words) in enumerate(offered, start=3):
        external.put(officer, kept, f"月报!B{row}", key)


def _label() -> str:
    with translation.override("zh-hans"):
        return units.demonstration_label()


def _paper() -> bytes:
    document = docx.Document()
    label = _label()
    document.sections[0].header.paragraphs[0].text = label
    document.add_heading("实施方案（演示）", 1)
    document.add_paragraph(label)
    document.add_paragraph("一季度摸底，二三季度办班，四季度复测、总结。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = "月报"
    sheet.oddHeader.center.text = _label()
    sheet["A1"] = "数字素养工作月报表（演示）"
    sheet["A2"], sheet["B2"] = "项目", "本月"
    for row, words in enumerate(rows, start=3):
        sheet.cell(row, 1, words)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
