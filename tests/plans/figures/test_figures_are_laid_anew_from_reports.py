from __future__ import annotations

import datetime as dt
import json

import pytest

from suyang.foundation import clock
from suyang.plans.figures import queries, rebuild, reports
from suyang.plans.models import Plan, Report, ReportForm, Series
from suyang.plans.periods import Period

pytestmark = pytest.mark.django_db
MARCH, QUARTER = Period(2026, "month", 3), Period(2026, "quarter", 1)


@pytest.fixture
def approve(county):
    """approve(unit, period, values): a report of it, approved, with its figures."""
    plan = Plan.objects.get(slug="kp2022")
    minutes = iter(range(1000))

    def approved(unit, period, values, title="monthly"):
        form, _made = ReportForm.objects.get_or_create(
            plan=plan,
            title={"en": title},
            defaults={
                "frequency": "month",
                "unit": county,
                "first_period": "2026-01",
                "made_at": clock.now(),
            },
        )
        report, _made = Report.objects.update_or_create(
            form=form,
            unit=unit,
            period=period,
            defaults={
                "values": values,
                "state": "approved",
                "approved_at": clock.now() + dt.timedelta(minutes=next(minutes)),
                "changed_at": clock.now(),
            },
        )
        reports.bring_up_to_date(report)
        return report

    return approved


def read(indicator, unit, period=MARCH):
    return queries.figure(indicator, unit.id, period)


def test_approving_and_reopening_reaches_the_top(make_indicator, approve, county, town, village):
    one = make_indicator("one", "things")
    report = approve(village, "2026-03", {"one": {"total": 7, "sex:female": 3}})
    found = read(one, county)
    assert (found.value, found.came_from) == (7, "below")
    report.state = Report.State.DRAFT
    report.save()
    reports.bring_up_to_date(report)
    assert read(one, county).mark == "missing"


def test_values_of_every_form_are_understood(make_indicator, approve, town):
    for slug, kind in (("rate", "rate"), ("estimate", "estimate"), ("things", "things")):
        make_indicator(slug, kind)
    values = {
        "rate": {"total": {"n": 3, "of": 4}, "sex:female": 0.5, "gone": 9},
        "estimate": {"total": {"value": 0.4, "error": 0.1}},
        "things": {"total": 0, "sex:female": {"mark": "not_applicable"}, "sex:male": "x"},
        "nobody-knows": {"total": 1},
    }
    approve(town, "2026-03", values)
    of = {row.indicator.slug: row.indicator for row in Series.objects.filter(unit=town)}
    assert (read(of["rate"], town).value, read(of["estimate"], town).error) == (0.75, 0.1)
    marks = queries.by_column(of["things"], town.id, MARCH)
    assert [marks[name].mark for name in marks] == ["", "not_applicable", "missing"]
    assert queries.figure(of["rate"], town.id, MARCH, "sex:female").mark == "missing"


def test_the_report_approved_last_counts_and_the_other_one_comes_back(
    make_indicator, approve, county, town
):
    one = make_indicator("one", "things")
    approve(town, "2026-03", {"one": {"total": 5}})
    last = approve(town, "2026-Q1", {"one": {"total": 8}}, title="quarterly")
    assert read(one, county).value == 8
    assert rebuild.rebuild(["one"], check=True).differed == 0
    last.state = Report.State.RETURNED
    last.save()
    reports.bring_up_to_date(last)
    assert read(one, county).value == 5
    assert rebuild.rebuild(["one"], check=True).differed == 0


def test_what_was_tampered_with_is_found_and_put_right(make_indicator, approve, county, town):
    one = make_indicator("one", "things")
    approve(town, "2026-03", {"one": {"total": 5}})
    Series.objects.filter(unit=county).update(below=None)
    Series.objects.create(
        indicator=one, unit=county, year=2025, own=Series.objects.get(unit=town).own
    )
    found = rebuild.rebuild(check=True)
    said = {(one.unit, one.year, one.part) for one in found.differences}
    assert said == {(county.id, 2026, "below"), (county.id, 2025, "own")}
    assert read(one, county).value is None
    steps = []
    assert rebuild.rebuild(progress=lambda *step: steps.append(step)).differed == 2
    assert steps[-1][0] == steps[-1][1] > 0
    assert read(one, county).value == 5
    assert rebuild.rebuild(check=True).differed == 0
    assert json.dumps(rebuild.rebuild(["one"]).rows) == "3"


@pytest.mark.parametrize("kind", ["things", "rate"])
@pytest.mark.parametrize("odd", [4, 0, 2.5, True, None, "x", {"mark": "suppressed"}, {"n": 1}])
def test_plain_reports_and_odd_ones_are_laid_as_they_were_approved(
    make_indicator, approve, county, town, village, kind, odd
):
    make_indicator("one", kind)
    plain = {"n": 3, "of": 9} if kind == "rate" else 3
    for unit, last in ((village, plain), (town, odd)):
        values = {"total": plain, "sex:female": plain, "sex:male": last}
        approve(unit, "2026-03", {"one": values})
    assert Series.objects.exclude(own=None).count() == 2
    assert rebuild.rebuild(check=True).differed == 0
    Series.objects.all().delete()
    rebuilt = rebuild.rebuild()
    assert rebuilt.differed == Series.objects.count() + 1
    assert rebuild.rebuild(check=True).differed == 0
