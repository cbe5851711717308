"""A result may say itself until when it is valid: on the page, in a table, by program; approved, it
holds until then, and laying all figures anew differs nowhere."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.plans import validity
from suyang.plans.figures import queries as figures
from suyang.plans.figures.rebuild import rebuild
from suyang.plans.indicators.content import keep_method
from suyang.plans.models import Indicator
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, asking, tables, values
from tests.plans.reporting.conftest import GIVEN, MONTH, typed

pytestmark = pytest.mark.django_db
FIELD = "access|total|until"


@pytest.fixture
def audit(db):
    return Indicator.objects.create(
        slug="access",
        kind="audit",
        frequency="month",
        over_time="none",
        body={
            "name": {"zh-Hans": "无障碍评测", "en": "access"},
            "validity": validity.kept(validity.Rule(12, own=True)),
        },
    )


@pytest.fixture
def indicators(indicators, audit):
    keep_method(audit)
    return [*indicators, audit]


def send(client, report, **more):
    fields = {"access|total|value": "80", FIELD: "2026-12-31", "do": "save", **more}
    return client.post(reverse("report", args=[report.id]), typed(report, **fields))


def test_it_is_written_on_the_page_and_shown_again(opened, town_officer):
    assert send(town_officer.client, opened).status_code == 302
    opened.refresh_from_db()
    assert opened.values["access"] == {"total": {"value": 80, "until": "2026-12-31"}}
    page = town_officer.client.get(reverse("report", args=[opened.id])).content.decode()
    assert 'value="2026-12-31"' in page
    assert 'type="date"' in page


def test_what_is_no_day_is_refused_and_kept(opened, town_officer):
    answer = send(town_officer.client, opened, **{FIELD: "2026-13-31"})
    assert answer.status_code == 422
    assert 'value="2026-13-31"' in answer.content.decode()
    answer = send(town_officer.client, opened, **{"access|total|value": ""})
    assert answer.status_code == 422
    opened.refresh_from_db()
    assert opened.values == {}


def test_where_the_definition_gives_no_day_of_its_own_none_is_taken(opened, audit, town_officer):
    audit.body["validity"] = validity.kept(validity.Rule(12))
    audit.save()
    page = town_officer.client.get(reverse("report", args=[opened.id])).content.decode()
    assert FIELD not in page
    given = {"access": {"total": {"value": 80, "until": "2026-12-31"}}}
    found, wrong = values.clean(given, [audit])
    assert (found, [one.part for one in wrong]) == ({}, ["until"])


def test_by_program_it_is_an_object_or_a_number(audit):
    for cell in (80, {"value": 80, "until": "2026-12-31"}):
        assert values.clean({"access": {"total": cell}}, [audit]) == (
            {"access": {"total": cell}},
            [],
        )


def test_a_table_has_a_column_for_the_day(form, county, town, officer):
    asking.ask_all()
    data = tables.template(officer.actor, form, MONTH, county.id)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    [day] = [place for place, said in enumerate(headings) if said.startswith("无障碍评测 · ")]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "town")
    row[headings.index("无障碍评测")].value = 80
    row[day].value = dt.date(2026, 12, 31)
    out = io.BytesIO()
    book.save(out)
    seen = tables.preview(officer.actor, form, MONTH, county.id, out.getvalue())
    assert seen.errors == []
    [line] = seen.changed
    assert line.values["access"] == {"total": {"value": 80, "until": "2026-12-31"}}
    assert "2026-12-31" in line.changes[0].after
    [line] = tables.take_in(officer.actor, form, MONTH, county.id, seen.as_json)
    again = tables.template(officer.actor, form, MONTH, county.id)
    sheet = openpyxl.load_workbook(io.BytesIO(again)).worksheets[0]
    assert next(r for r in sheet.iter_rows(min_row=2) if r[0].value == "town")[day].value
    seen = tables.preview(officer.actor, form, MONTH, county.id, again)
    assert (seen.errors, seen.changed) == ([], [])


def test_approved_it_holds_until_its_day(opened, audit, town, town_officer, reviewer, monkeypatch):
    given = {**GIVEN, "access": {"total": {"value": 80, "until": "2026-12-31"}}}
    saved = actions.save(town_officer.actor, opened, given, {}, 0)
    sent = actions.submit(town_officer.actor, saved, saved.revision)
    actions.approve(reviewer.actor, sent)
    november = figures.figure(audit, town.id, Period.read("2026-11"))
    assert (november.value, november.until) == (80, dt.date(2026, 12, 31))
    page = town_officer.client.get(
        reverse("indicator", args=["access"]), {"unit": town.id, "period": "2026-11"}
    ).content.decode()
    assert "2026-12-31" in page
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 2, 1))
    later = figures.figure(audit, town.id, Period.read("2027-02"))
    assert (later.value, later.mark) == (None, "expired")
    assert rebuild().differed == 0
