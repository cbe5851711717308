"""Lists of plans with thousands of offices: the nearest first, the others found page by page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suyang.plans import listing
from suyang.plans.models import Plan

pytestmark = pytest.mark.django_db
TEXT = {"zh-Hans": "方案", "en": "Plan"}


def plans_of(unit, *, years, each=1, state=Plan.State.PUBLISHED):
    return [
        Plan.objects.create(
            slug=f"{unit.code}-{year}-{number}", title=TEXT, year=year, unit=unit, state=state
        )
        for year in years
        for number in range(each)
    ]


@pytest.fixture
def many(county, town, village, bank):
    plans_of(county, years=(2026,))
    plans_of(town, years=(2025, 2026), each=30)
    plans_of(village, years=(2026,), each=3)


def lines(page):
    return [one.slug for one, _unit in page.context["others"]]


def test_a_visitor_reads_the_nations_first_and_finds_the_others(many, visitor, town):
    page = visitor.client.get(reverse("plan-list"))
    assert [one.slug for one in page.context["near"]] == ["kp2024", "kp2022"]
    assert len(lines(page)) == listing.A_PAGE
    assert "第1至50份，共64份计划" in page.content.decode()
    rest = visitor.client.get(reverse("plan-list"), {"page": "2"})
    assert len(lines(rest)) == 14
    assert not set(lines(page)) & set(lines(rest))
    name = town.versions.get().name["zh-Hans"]
    found = visitor.client.get(reverse("plan-list"), {"words": name, "year": "2025"})
    assert lines(found) == [f"{town.code}-2025-{n}" for n in sorted(range(30), key=str)]
    assert f'value="{name}"' in found.content.decode()
    none = visitor.client.get(reverse("plan-list"), {"words": "没有这个单位"})
    assert "没有这样的计划" in none.content.decode()


@pytest.mark.parametrize("given", [{"year": "x"}, {"page": "-3"}, {"page": "9" * 40}])
def test_what_is_no_year_or_page_is_left_out(many, visitor, given):
    page = visitor.client.get(reverse("plan-list"), given)
    assert page.status_code == 200
    assert lines(page)


def test_an_office_has_its_own_plans_apart_from_those_below(many, administrator, county):
    page = administrator.client.get(reverse("plan-desk"))
    assert [row["plan"].slug for row in page.context["own"]] == [f"{county.code}-2026-0"]
    assert len(page.context["below"]) == listing.A_PAGE


def test_no_plan_more_asks_the_database_more(many, administrator, visitor, town):
    def asked(client, name):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    before = asked(administrator.client, "plan-desk"), asked(visitor.client, "plan-list")
    plans_of(town, years=(2024,), each=40, state=Plan.State.DRAFT)
    assert (asked(administrator.client, "plan-desk"), asked(visitor.client, "plan-list")) == before


def test_a_draft_is_not_listed_for_strangers(many, visitor, officer, town, county):
    (draft,) = plans_of(town, years=(2027,), state=Plan.State.DRAFT)
    assert draft.slug not in lines(visitor.client.get(reverse("plan-list"), {"year": "2027"}))
    (own,) = plans_of(county, years=(2028,), state=Plan.State.DRAFT)
    near = officer.client.get(reverse("plan-list")).context["near"]
    assert own.slug in [one.slug for one in near]
