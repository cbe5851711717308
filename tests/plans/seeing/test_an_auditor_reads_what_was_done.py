"""Who audits a unit reads what was done in it, and proves that nothing of it was changed."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

import suyang
from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.foundation.models import AuditEntry, AuditStream
from suyang.organisations import actions
from suyang.organisations.models import UnitVersion
from suyang.plans import editions
from suyang.plans.reporting import followups
from suyang.plans.seeing import history
from suyang.plans.seeing.history_words import WORDS
from suyang.plans.writing import making
from tests.conftest import _staff

pytestmark = pytest.mark.django_db
# Of rooms and things that no unit's history shows.
ELSEWHERE = {
    *("account", "attendance", "characteristic", "check", "code", "connection", "content"),
    *("external", "form", "framework", "group", "handle", "indicator", "password", "people"),
    *("sealed", "token", "webhook"),
}
ELSEWHERE_TOO = {"person.claimed", "person.erased", "person.took_over", "report.ordered"}


@pytest.fixture
def auditor(county):
    return _staff("auditor", "auditor", county)


def address(unit, **asked):
    return reverse("unit-history", args=[unit.id]) + "".join(f"?{k}={v}" for k, v in asked.items())


def test_a_unit_and_its_plans_are_read_newest_first(auditor, administrator, county, town):
    actions.rename_unit(administrator.actor, town, "河口新镇")
    page = auditor.client.get(address(town))
    assert [line.entry.action for line in page.context["lines"]] == ["unit.changed"]
    assert "administrator" in page.content.decode()
    making.make_plan(administrator.actor, county, {"zh-Hans": "计划"}, 2026, key=uuid7())
    page = auditor.client.get(address(county, of="plans"))
    assert [line.entry.action for line in page.context["lines"]] == ["plan.made"]


def test_a_changed_line_is_found(auditor, administrator, town):
    actions.rename_unit(administrator.actor, town, "河口新镇")
    names = history.streams(town.id, history.UNIT)
    proof = history.prove(names)
    assert (proof.chains, proof.lines, proof.broken) == (1, 1, ())
    whole = auditor.client.get(reverse("unit-history", args=[town.id]), {"verify": "1"})
    assert 'class="good"' in whole.content.decode()
    AuditEntry.objects.filter(stream_id=names[0]).update(data={"after": "?"})
    proof = history.prove(names)
    assert [(one.number, one.reason) for one in proof.broken] == [(1, "changed")]
    broken = auditor.client.get(reverse("unit-history", args=[town.id]), {"verify": "1"})
    assert 'class="warning"' in broken.content.decode()


def test_a_chain_that_is_gone_altogether_is_missed(auditor, administrator, county):
    plan = making.make_plan(administrator.actor, county, {"zh-Hans": "计划"}, 2026, key=uuid7())
    names = history.streams(county.id, history.PLANS)
    assert history.prove(names).broken == ()
    AuditEntry.objects.filter(stream_id__in=names).delete()
    AuditStream.objects.filter(name__in=names).delete()
    assert [(one.stream, one.reason) for one in history.prove(names).broken] == [
        (f"plan:{plan.slug}", "missing")
    ]
    # A unit that was never changed has no chain, and a report without files none of files.
    assert history.prove(history.streams(county.id, history.UNIT)).broken == ()


def test_too_many_lines_are_left_to_the_command(auditor, administrator, town, monkeypatch):
    actions.rename_unit(administrator.actor, town, "河口新镇")
    monkeypatch.setattr(history, "MOST_VERIFIED", 0)
    assert history.prove(history.streams(town.id, history.UNIT)).too_many


@pytest.mark.parametrize("who", ["officer", "stranger", "trainer", "participant", "visitor"])
def test_nobody_else_reads_it(request, who, town):
    answer = request.getfixturevalue(who).client.get(address(town))
    assert answer.status_code in (302, 404)


def test_the_auditor_finds_the_page_and_what_is_not_a_part_is_not_found(auditor, town, officer):
    work = reverse("unit-work", args=[town.id])
    assert address(town) in auditor.client.get(work).content.decode()
    assert address(town) not in officer.client.get(work).content.decode()
    assert auditor.client.get(address(town, of="secrets")).status_code == 404
    for part in history.PARTS:
        assert auditor.client.get(address(town, of=part)).status_code == 200


def test_the_queries_do_not_grow_with_the_lines(
    auditor, administrator, town, django_assert_max_num_queries
):
    for number in range(60):
        actions.rename_unit(administrator.actor, town, f"第{number}次")
    with django_assert_max_num_queries(25):
        page = auditor.client.get(address(town))
    assert len(page.context["lines"]) == 50


def test_every_action_in_a_units_history_has_words():
    """Found in the code, so that a new one is not forgotten."""
    text = "".join(p.read_text("utf-8") for p in Path(suyang.__file__).parent.rglob("*.py"))
    recorded = set(re.findall(r'audit\.record\([^"]*?"([a-z_]+\.[a-z_]+)"', text, re.S))
    assert len(recorded & set(WORDS)) > 40
    missing = {
        name
        for name in recorded - set(WORDS) - ELSEWHERE_TOO
        if name.partition(".")[0] not in ELSEWHERE
    }
    assert not missing


def test_an_author_writes_plans_and_publishes_none(county, administrator):
    author = _staff("author", "author", county)
    plan = making.make_plan(author.actor, county, {"zh-Hans": "草案"}, 2026, key=uuid7())
    work = author.client.get(reverse("work")).content.decode()
    assert f'href="{reverse("plan-desk")}"' in work
    assert reverse("report-list") not in work
    desk = author.client.get(reverse("plan-desk"))
    assert desk.status_code == 200
    assert plan.slug in desk.content.decode()
    from suyang.foundation.clock import today
    from suyang.foundation.permissions import Denied

    with pytest.raises(Denied):
        editions.publish(author.actor, plan, today(), {})
    assert author.client.get(reverse("target-new")).status_code in (403, 404)
    assert author.client.get(reverse("report-list")).status_code in (403, 404)


def test_lines_are_found_by_day_and_kind_and_taken_along(
    auditor, administrator, county, town, monkeypatch
):
    days = [dt.datetime(2026, 10, day, 9, tzinfo=dt.UTC) for day in (1, 2, 3)]
    for at in days:
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        actions.rename_unit(administrator.actor, town, f"{at.day}号镇")
    UnitVersion.objects.filter(unit=county).update(valid_from=dt.date(2010, 1, 1))
    actions.begin_earlier(administrator.actor, town, dt.date(2019, 1, 1), "早就有了")

    def found(**asked):
        page = auditor.client.get(reverse("unit-history", args=[town.id]), asked)
        return [line.entry.action for line in page.context["lines"]]

    everything = ["unit.began_earlier", *["unit.changed"] * 3]
    assert found() == everything
    assert found(action="unit.changed") == everything[1:]
    assert found(since="2026-10-02", until="2026-10-02") == ["unit.changed"]
    assert found(until="2026-10-02") == ["unit.changed"] * 2
    assert found(since="2026-10-04") == []
    assert found(since="soon", until="9999-12-31") == everything
    assert found(since="0001-01-01") == everything
    assert found(until="0001-01-01") == []
    table = reverse("unit-history-table", args=[town.id])
    answer = auditor.client.get(table, {"action": "unit.changed", "since": "2026-10-02"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[4] for row in rows] == [3, 2]
    assert {row[2] for row in rows} == {"administrator"}
    monkeypatch.setattr(history, "MOST_IN_TABLE", 1)
    book = openpyxl.load_workbook(io.BytesIO(auditor.client.get(table).content))
    assert book.worksheets[0].max_row == 2
    assert "1" in str([row[1].value for row in book.worksheets[-1].iter_rows()])


@pytest.mark.parametrize("who", ["officer", "stranger", "trainer", "participant", "visitor"])
def test_nobody_else_takes_the_lines_along(request, who, town):
    client = request.getfixturevalue(who).client
    assert client.get(reverse("unit-history-table", args=[town.id])).status_code in (302, 404)


def test_a_line_leads_to_what_it_is_about(auditor, administrator, county, town, bank):
    plan = making.make_plan(administrator.actor, county, {"zh-Hans": "计划"}, 2026, key=uuid7())
    due = clock.today() + dt.timedelta(days=9)
    asked = followups.ask(administrator.actor, county, town, "请说明", due, id=uuid7())
    actions.rename_unit(administrator.actor, town, "河口新镇")
    for unit, part in ((county, "plans"), (town, "follow-ups"), (town, "unit")):
        page = auditor.client.get(reverse("unit-history", args=[unit.id]), {"of": part})
        (line,) = page.context["lines"]
        assert auditor.client.get(line.address).status_code == 200, line.address
    assert history.address_of(f"plan:{plan.pk}:report:{asked.id}:files").endswith(
        f"/{asked.id}/review/"
    )
    assert history.address_of(f"target:{town.id}:7").endswith(f"?unit={town.id}")
