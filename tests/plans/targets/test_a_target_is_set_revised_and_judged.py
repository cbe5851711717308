"""Targets: set once, revised with the old one visible, judged by figures; not for strangers."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from suyang.foundation.models import AuditEntry
from suyang.foundation.permissions import Denied, Refused
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.judging import Judgement, Why
from suyang.plans.models import Indicator, Target, TaskIndicator
from suyang.plans.periods import Period
from suyang.plans.targets import actions, queries
from suyang.plans.targets.actions import Wanted
from suyang.plans.writing import making, text

pytestmark = pytest.mark.django_db
YEAR = Period(2027, "year")


@pytest.fixture
def share(db):
    return Indicator.objects.create(
        slug="share-online",
        body={"name": {"zh-Hans": "线上办事比例", "en": "Share of errands done online"}},
        kind="rate",
        frequency="month",
        over_time="last",
        better="up",
    )


@pytest.fixture
def trained(db):
    return Indicator.objects.create(
        slug="our-attendances",
        body={
            "name": {"zh-Hans": "参训人次", "en": "Attendances"},
            "unit": {"zh-Hans": "人次", "en": "attendances"},
        },
        kind="attendances",
        frequency="month",
        over_time="sum",
        better="up",
    )


def say(indicator, unit, **months):
    """m202601=5 or (numerator, denominator)."""
    for name, value in months.items():
        year, month = int(name[1:5]), int(name[5:])
        cell = Cell(*value) if isinstance(value, tuple) else Cell(value)
        rollup.write_own(indicator, unit.id, year, {month - 1: {"total": cell}})


def at(target, day):
    return queries.standing(target, None, dt.date.fromisoformat(day))


def wanted(**more):
    given = {
        "period": YEAR,
        "value": 0.8,
        "baseline_period": Period(2025, "year"),
        "baseline": 0.6,
    }
    return Wanted(**(given | more))


def test_a_rate_is_held_against_the_line_at_its_time(share, county, officer):
    target = actions.set_target(officer.actor, share, county, wanted())
    say(share, county, m202612=(70, 100))
    found = at(target, "2027-01-15")
    # Half-way between .6 and .8.
    assert found.judged.expected == pytest.approx(0.7)
    assert (found.judged.judgement, found.judged.why) == (Judgement.ON_TRACK, Why.AHEAD)
    assert found.figure.period == Period(2026, "month", 12)
    say(share, county, m202612=(69, 100))
    assert at(target, "2027-01-15").judged.judgement == Judgement.BEHIND
    say(share, county, m202701=(81, 100))
    assert at(target, "2027-02-15").judged.judgement == Judgement.MET


def test_without_figures_there_is_no_data_and_without_a_beginning_no_way(share, county, officer):
    target = actions.set_target(
        officer.actor, share, county, wanted(baseline=None, baseline_period=None)
    )
    assert at(target, "2026-06-01").judged.judgement == Judgement.NO_DATA
    say(share, county, m202605=(70, 100))
    found = at(target, "2026-06-01")
    assert (found.judged.judgement, found.judged.why) == (Judgement.NOT_SHOWN, Why.NO_PATH)


def test_a_sum_that_grows_is_held_against_the_months_it_is_made_of(trained, county, officer):
    year = Period(2026, "year")
    target = actions.set_target(officer.actor, trained, county, Wanted(year, 1200))
    say(trained, county, m202601=100, m202602=90, m202603=110, m202604=95)
    found = at(target, "2026-05-20")
    assert found.judged.expected == 400
    assert found.judged.judgement == Judgement.BEHIND
    assert found.figure.value == 395
    say(trained, county, m202604=100)
    found = at(target, "2026-05-20")
    assert found.judged.judgement == Judgement.ON_TRACK
    assert found.ahead.value == pytest.approx(1200)
    assert found.foreseen == Judgement.NOT_SHOWN
    assert found.ahead.low < 1200 < found.ahead.high


def test_a_revision_keeps_the_old_one_visible(share, county, officer, administrator):
    first = actions.set_target(officer.actor, share, county, wanted(reason="省里定的"))
    with pytest.raises(Refused) as refused:
        actions.revise(officer.actor, first, wanted(value=0.7))
    assert refused.value.field == "reason"
    second = actions.revise(administrator.actor, first, wanted(value=0.7, reason="洪水"))
    first.refresh_from_db()
    assert (first.value, second.value, second.revises) == (0.8, 0.7, first)
    assert [one.id for one in queries.current(unit=county.id)] == [second.id]
    assert [one.id for one in at(second, "2026-06-01").earlier] == [first.id]
    assert queries.newest(first) == second
    with pytest.raises(Refused) as refused:
        actions.revise(officer.actor, first, wanted(value=0.9, reason="再改"))
    assert refused.value.code == "revised"
    said = [one.action for one in AuditEntry.objects.filter(stream=actions.stream(first))]
    assert said == ["target.set", "target.revised"]


def test_a_double_click_sets_one_and_a_second_one_is_refused(share, county, officer):
    key = uuid.uuid4()
    one = actions.set_target(officer.actor, share, county, wanted(), id=key)
    assert actions.set_target(officer.actor, share, county, wanted(), id=key) == one
    with pytest.raises(Refused) as refused:
        actions.set_target(officer.actor, share, county, wanted(value=0.9))
    assert refused.value.code == "exists"
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": 80}, "value"),
        ({"value": float("nan")}, "value"),
        ({"baseline": None}, "baseline"),
        ({"baseline_period": Period(2027, "year")}, "baseline_period"),
        ({"steps": {"2030": 0.7}}, "steps"),
        ({"steps": {"soon": 0.7}}, "steps"),
        ({"steps": {"2024": 0.7}}, "steps"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(share, county, officer, changed, field):
    with pytest.raises(Refused) as refused:
        actions.set_target(officer.actor, share, county, wanted(**changed))
    assert refused.value.field == field
    assert not Target.objects.exists()


def test_what_was_not_published_has_no_target(county, officer):
    named = Indicator.objects.create(slug="named", body={"name": "not_published"})
    with pytest.raises(Refused):
        actions.set_target(officer.actor, named, county, Wanted(YEAR, 1))


def test_may_the_stranger(share, county, officer, stranger, visitor):
    target = actions.set_target(officer.actor, share, county, wanted())
    with pytest.raises(Denied):
        actions.set_target(stranger.actor, share, county, wanted(period=Period(2028, "year")))
    with pytest.raises(Denied):
        actions.revise(stranger.actor, target, wanted(reason="x"))
    for name in ("target", "target-revise"):
        address = reverse(name, args=[target.id])
        assert stranger.client.get(address).status_code == 404
        assert visitor.client.get(address).status_code == 302
    assert stranger.client.get(reverse("target-list"), {"unit": county.id}).status_code == 403
    assert Target.objects.count() == 1


def test_an_officer_sets_looks_and_revises_on_pages(share, county, officer):
    say(share, county, m202610=(65, 100))
    client = officer.client
    new = reverse("target-new")
    choose = client.get(new)
    assert "线上办事比例" in choose.content.decode()
    address = f"{new}?indicator=share-online&unit={county.id}"
    form = {
        "period": "2027",
        "at_least": "up",
        "value": "80",
        "baseline_period": "2025",
        "baseline": "60",
        "steps": "2026：65",
        "reason": "",
        "key": str(uuid.uuid4()),
    }
    wrong = client.post(address, form | {"steps": "soon"})
    assert "“soon”" in wrong.content.decode()
    assert 'value="80"' in wrong.content.decode()
    for _click in range(2):
        sent = client.post(address, form)
        assert sent.status_code == 302
    target = Target.objects.get()
    assert (target.value, target.baseline, target.steps) == (0.8, 0.6, {"2026": 0.65})
    page = client.get(sent["Location"]).content.decode()
    assert "80.0 %" in page
    assert "65.0 %" in page
    revise = reverse("target-revise", args=[target.id])
    assert "2026: 65" in client.get(revise).content.decode()
    missing = client.post(revise, form | {"value": "75", "key": str(uuid.uuid4())})
    assert missing.status_code == 200
    done = client.post(revise, form | {"value": "75", "reason": "调整", "key": str(uuid.uuid4())})
    page = client.get(done["Location"]).content.decode()
    assert "75.0 %" in page
    assert "80.0 %" in page
    assert "调整" in page
    old = client.get(reverse("target", args=[target.id])).content.decode()
    assert done["Location"] in old
    listed = client.get(reverse("target-list")).content.decode()
    assert "75.0 %" in listed
    assert "80.0 %" not in listed


def test_a_target_and_an_indicator_say_who_answers(share, county, officer, bank, plan_of_county):
    """The lead body of the task for which it is set; else the unit itself."""
    task = plan_of_county
    TaskIndicator.objects.create(task=task, indicator=share)
    alone = actions.set_target(officer.actor, share, county, wanted())
    page = officer.client.get(reverse("target", args=[alone.id]))
    assert page.context["answers"] == "青石县"
    later = wanted(period=Period(2028, "year"))
    of_task = actions.set_target(officer.actor, share, county, later, task=task)
    page = officer.client.get(reverse("target", args=[of_task.id]))
    assert page.context["answers"] == "县民政局"
    assert "县民政局" in page.content.decode()
    page = officer.client.get(reverse("indicator", args=[share.slug]))
    assert "县民政局" in page.content.decode()


@pytest.fixture
def plan_of_county(administrator, county):
    words = {"zh-Hans": "计划"}
    plan = making.make_plan(administrator.actor, county, words, 2027, key=uuid.uuid4())
    aspect = text.add_aspect(administrator.actor, plan, words, {}, uuid.uuid4())
    return text.add_task(
        administrator.actor, aspect, title=words, text={}, key=uuid.uuid4(), lead="县民政局"
    )
