from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.plans import validity
from suyang.plans.figures import queries, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.figures.reports import cell_of
from suyang.plans.goals import queries as goals
from suyang.plans.indicators.content import keep_method
from suyang.plans.models import Goal, Target
from suyang.plans.periods import Period
from suyang.plans.seeing import words as seeing
from suyang.plans.targets import queries as targets
from suyang.plans.targets import words
from suyang.plans.writing import making
from suyang.plans.yearly import wording as yearly

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 5)
YEAR = Period(2026, "year")


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def make_audit(make_indicator):
    """An audit once a year whose result holds for so many months."""

    def make(months=None, own=False, **more):
        more = {"frequency": "year", "over_time": "none", "columns": ()} | more
        made = make_indicator("audit", "audit", **more)
        made.body["validity"] = validity.kept(validity.Rule(months, own))
        made.save()
        keep_method(made)
        return made

    return make


def say(indicator, unit, year, value, month=12, until=None):
    cell = value if isinstance(value, Cell) else cell_of("audit", {"value": value, "until": until})
    rollup.write_own(indicator, unit.id, year, {month - 1: {"total": cell}})


def read(indicator, unit, period, **more):
    return queries.figure(indicator, unit.id, period, **more)


def aim(audit, unit, period):
    return Target.objects.create(indicator=audit, unit=unit, period=period, value=75, set_on=TODAY)


def test_between_audits_the_last_result_holds_and_says_of_which_audit_it_is(make_audit, town):
    audit = make_audit(24)
    say(audit, town, 2024, 80)
    found = read(audit, town, YEAR)
    assert (found.value, found.mark) == (80, "")
    assert (found.since, found.until) == (Period(2024, "year"), dt.date(2026, 12, 31))
    assert found.is_carried
    assert read(audit, town, Period(2023, "year")).mark == "missing"
    assert not read(audit, town, Period(2024, "year")).is_carried


def test_later_it_is_expired_and_no_number(make_audit, town):
    audit = make_audit(18)
    say(audit, town, 2024, 80)
    found = read(audit, town, YEAR)
    assert (found.value, found.mark, found.until) == (None, "expired", dt.date(2026, 6, 30))
    # What held at the end of a year that is over held then.
    assert read(audit, town, Period(2025, "year")).value == 80


def test_it_holds_on_its_last_day_and_not_on_the_day_after(make_audit, town, monkeypatch):
    audit = make_audit(own=True)
    say(audit, town, 2025, 80, until="2026-11-05")
    assert read(audit, town, YEAR).value == 80
    monkeypatch.setattr(clock, "today", lambda: TODAY + dt.timedelta(1))
    assert read(audit, town, YEAR).mark == "expired"


def test_without_months_it_holds_until_the_next_audit(make_audit, town):
    audit = make_audit()
    say(audit, town, 2010, 60)
    assert (read(audit, town, YEAR).value, read(audit, town, YEAR).until) == (60, None)
    say(audit, town, 2025, 70)
    assert read(audit, town, YEAR).value == 70


def test_the_day_that_a_result_says_itself_goes_before_the_months(make_audit, town):
    audit = make_audit(60, own=True)
    say(audit, town, 2025, 80, until="2026-03-31")
    assert (read(audit, town, YEAR).mark, read(audit, town, YEAR).until) == (
        "expired",
        dt.date(2026, 3, 31),
    )


def test_a_result_keeps_the_validity_of_the_method_by_which_it_was_made(make_audit, town):
    audit = make_audit(12)
    say(audit, town, 2024, 80)
    audit.body["validity"] = validity.kept(validity.Rule(120))
    audit.method = 2
    audit.save()
    keep_method(audit)
    assert read(audit, town, YEAR).mark == "expired"
    say(audit, town, 2025, 70)
    found = read(audit, town, YEAR)
    assert (found.value, found.method, found.until) == (70, 2, dt.date(2035, 12, 31))


def test_a_period_that_has_not_begun_has_no_result(make_audit, town):
    audit = make_audit()
    say(audit, town, 2026, 80)
    assert read(audit, town, Period(2027, "year")).mark == "missing"


def test_why_there_was_no_result_is_said_of_its_own_period_only(make_audit, town):
    audit = make_audit()
    say(audit, town, 2024, 80)
    say(audit, town, 2025, Cell(None, mark="not_applicable"))
    assert read(audit, town, Period(2025, "year")).mark == "not_applicable"
    assert read(audit, town, YEAR).mark == "missing"


def test_results_are_not_added_up_for_the_unit_above(make_audit, county, town):
    audit = make_audit()
    say(audit, town, 2025, 80)
    assert read(audit, county, YEAR).mark == "missing"


def test_a_target_is_met_by_what_holds_and_never_by_what_expired(make_audit, town):
    audit = make_audit(24)
    say(audit, town, 2024, 80)
    target = aim(audit, town, "2026")
    standing = targets.standing(target, None)
    assert (standing.judged.judgement, standing.figure.since) == ("met", Period(2024, "year"))
    say(audit, town, 2024, 80, until="2026-01-31")
    standing = targets.standing(target, None)
    assert (standing.judged.judgement, standing.judged.why) == ("no_data", "expired")
    assert "2026-01-31" in words.figure(audit, standing.figure)


def test_what_is_carried_on_is_no_further_point_of_a_line(make_audit, town):
    audit = make_audit()
    say(audit, town, 2020, 60)
    target = aim(audit, town, "2027")
    assert targets.standing(target, None).ahead is None


def test_many_units_and_years_take_a_few_questions(
    make_audit, county, make_unit, django_assert_max_num_queries
):
    audit = make_audit(24)
    for number in range(30):
        unit = make_unit(f"t-{number}", f"镇{number}", "town", county)
        say(audit, unit, 2024, number)
    with django_assert_max_num_queries(6):
        found = queries.of_children(audit, county.id, YEAR)
    assert sum(one.value is not None for one in found.values()) == 30


def goal_of(audit, county, officer, rule="risen"):
    plan = making.make_plan(officer.actor, county, {"zh-Hans": "计划"}, 2026, key=uuid7())
    Goal.objects.create(
        plan=plan,
        slug="better",
        position=1,
        body={"text": {"zh-Hans": "更好用"}},
        rule={"needs": "all", "of": [{"indicator": audit.slug, "is": rule}]},
    )

    def standing():
        (found,) = goals.of_plan(plan, county.id, officer.actor)
        return found.outcome.value, found.parts[0].part.because.value

    return standing


def test_a_goal_takes_no_audit_for_two(make_audit, county, officer):
    """What still holds of the year before was not looked at again: it has neither risen nor not."""
    audit = make_audit(24)
    say(audit, county, 2025, 80)
    standing = goal_of(audit, county, officer)
    assert standing() == ("cannot_be_shown", "same_audit")
    say(audit, county, 2024, 70)
    say(audit, county, 2026, 85, month=10)
    assert standing() == ("reached", "shown")
    say(audit, county, 2026, 75, month=10)
    assert standing() == ("not_reached", "shown")


def test_for_a_goal_an_expired_result_is_none(make_audit, county, officer):
    audit = make_audit(12)
    say(audit, county, 2024, 80)
    assert goal_of(audit, county, officer)() == ("cannot_be_shown", "no_figure")
    aim(audit, county, "2026")
    assert goal_of(audit, county, officer, ["met"])()[0] == "cannot_be_shown"


def test_a_goal_compares_no_years_of_different_methods(make_audit, county, officer):
    audit = make_audit(24)
    say(audit, county, 2025, 80)
    say(audit, county, 2026, 85, month=10)
    standing = goal_of(audit, county, officer)
    assert standing() == ("reached", "shown")
    audit.method = 2
    audit.save()
    keep_method(audit)
    say(audit, county, 2026, 86, month=10)
    now, before = (read(audit, county, Period(year, "year")) for year in (2026, 2025))
    assert now.method != before.method
    assert standing() == ("cannot_be_shown", "other_method")


def test_the_years_report_says_of_which_audit_a_result_is_and_no_change_where_none_was_made(
    make_audit, county
):
    audit = make_audit(24)
    say(audit, county, 2025, 80)
    now, before = (read(audit, county, Period(year, "year")) for year in (2026, 2025))
    assert yearly.change(audit, now, before) == ""
    assert yearly.why_no_change(audit, now, before)
    assert seeing.change(now, before, "audit") == ""
    say(audit, county, 2026, 85, month=10)
    now = read(audit, county, YEAR)
    assert yearly.why_no_change(audit, now, before) == ""
    assert yearly.change(audit, now, before) == "+5.00"
    assert seeing.change(now, before, "audit") == "+5"


def test_the_years_report_says_which_result_is_expired(make_audit, county):
    expired = make_audit(12)
    say(expired, county, 2024, 80)
    why = yearly.reason(expired, read(expired, county, YEAR))
    assert "2024" in why
    assert "2025-12-31" in why
