"""`suyang plans verify` and `plans ask`: what they print, their exit codes, and for programs."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from click.testing import CliRunner

from suyang.foundation import clock, files
from suyang.plans.models import Indicator, Plan, Report, ReportFile
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, defining, evidence
from suyang.website.command import ground
from tests.plans.reporting.conftest import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    """run("verify", …): the command in this process, on the test's database."""
    from suyang.website.command.plan_reports import plans

    monkeypatch.setattr(ground, "database", lambda: None)
    return lambda *arguments: CliRunner().invoke(plans, list(arguments))


@pytest.fixture
def report(county, administrator, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2026, 11, 5))
    Indicator.objects.create(slug="v", kind="things", body={"name": {"zh-Hans": "点"}})
    form = defining.define_form(
        administrator.actor,
        Plan.objects.get(slug="kp2022"),
        county,
        title={"zh-Hans": "月报"},
        frequency="month",
        fields=[{"indicator": "v"}],
        first_period="2026-10",
    )
    opened = actions.open_report(administrator.actor, form, county, Period.read("2026-10"))
    evidence.attach(administrator.actor, opened, PDF, name="a.pdf")
    return actions.save(administrator.actor, opened, {"v": {"total": 3}}, {}, 0)


def test_what_holds_is_said_to_hold(run, report):
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert "1" in done.output


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda: Report.objects.update(values={"v": {"total": 30}}), "values"),
        (lambda: Report.objects.update(state="approved"), "state"),
        (lambda: ReportFile.objects.all().delete(), "evidence"),
        (lambda: files._path(ReportFile.objects.get().file.sha256).write_bytes(b"x"), "file"),
    ],
)
def test_what_does_not_hold_is_named_with_exit_code_1(run, report, change, reason):
    change()
    done = run("verify", "--json")
    try:
        assert done.exit_code == 1
        assert f'"reason": "{reason}"' in done.output
        assert str(report.id) in done.output
        assert str(report.id) in run("verify").output
    finally:
        files._path(hashlib.sha256(PDF).hexdigest()).write_bytes(PDF)


def test_asking_again_asks_for_nothing(run, report, make_unit, county):
    make_unit("new-town", "新镇", "town", county)
    first = run("ask", "--json")
    assert first.exit_code == 0, first.output
    assert '"asked": 2' in first.output
    assert '"asked": 0' in run("ask", "--json").output
