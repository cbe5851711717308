"""Sums of the targets below beside the one above: only of what adds up, with the gap in words."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from suyang.plans.contributing import queries, sums, words
from suyang.plans.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(county, make_unit):
    return make_unit("second-town", "白杨镇", "town", county)


@pytest.fixture
def only(administrator, plan):
    def read():
        (found,) = queries.downwards(administrator.actor, plan.slug).sums
        return found

    return read


def english(found):
    with translation.override("en"):
        return words.said(found)


def test_the_gap_is_told(only, make_indicator, make_target, elders, county, town, second, adopted):
    counted = make_indicator("seats", "things")
    make_target(counted, county, 1000, elders)
    make_target(counted, town, 400, adopted.tasks.get(contributes_to=elders))
    make_target(counted, second, 350)
    found = only()
    assert (found.what, found.total, found.lacking) == (sums.SHORT, 750, 250)
    assert english(found) == "Together 750: 250 are lacking to 1,000."
    assert found.missing == []
    Target.objects.filter(unit=second).update(value=600)
    assert (only().what, only().lacking) == (sums.REACHED, 0)


def test_a_unit_with_two_targets_counts_once(
    only, make_indicator, make_target, elders, county, town, adopted
):
    counted = make_indicator("seats", "things")
    make_target(counted, county, 1000, elders)
    make_target(counted, town, 300)
    make_target(counted, town, 400, adopted.tasks.get(contributes_to=elders))
    assert only().total == 400


def test_a_revised_target_counts_no_more(
    only, make_indicator, make_target, elders, county, town, adopted
):
    counted = make_indicator("seats", "things")
    make_target(counted, county, 1000, elders)
    first = make_target(counted, town, 300)
    make_target(counted, town, 500, revises=first)
    assert only().total == 500


def test_other_periods_columns_and_directions_do_not_add(
    only, make_indicator, make_target, elders, county, town, second, adopted
):
    counted = make_indicator("seats", "things")
    make_target(counted, county, 1000, elders)
    make_target(counted, town, 300, period="2028")
    make_target(counted, town, 300, column="sex:female")
    make_target(counted, second, 300, at_least=False)
    found = only()
    assert found.what == sums.NONE_BELOW
    assert {one.unit for one in found.missing} == {town.id, second.id}


def test_people_may_be_counted_twice(
    only, make_indicator, make_target, elders, county, town, second, adopted
):
    people = make_indicator("learners", "people")
    make_target(people, county, 1000, elders)
    make_target(people, town, 600)
    make_target(people, second, 300)
    assert only().what == sums.SHORT
    Target.objects.filter(unit=second).update(value=500)
    assert only().what == sums.AT_MOST
    assert english(only()).startswith("Together at most 1,100")


@pytest.mark.parametrize("kind", ["rate", "estimate", "audit", "not_published"])
def test_rates_and_estimates_are_not_added(
    kind, only, make_indicator, make_target, elders, county, town, adopted
):
    share = make_indicator("share", kind)
    make_target(share, county, 0.8, elders)
    make_target(share, town, 0.9)
    found = only()
    assert (found.what, found.total) == (sums.CANNOT, None)
    with translation.override("en"):
        assert words.said(found) == words.why_not(share)


def test_the_page_says_it(
    administrator, plan, make_indicator, make_target, elders, county, town, adopted
):
    counted = make_indicator("seats", "things")
    make_target(counted, county, 1000, elders)
    make_target(counted, town, 400)
    said = administrator.client.get(
        reverse("plan-below", args=[plan.slug]), headers={"accept-language": "en"}
    ).content.decode()
    assert "Together 400: 600 are lacking to 1,000." in said


def test_twenty_units_without_one_are_named_and_all_are_listed(
    administrator, plan, make_indicator, make_target, elders, county, town, adopted, make_unit
):
    counted = make_indicator("seats", "things")
    above = make_target(counted, county, 1000, elders)
    make_target(counted, town, 400)
    for number in range(60):
        make_unit(f"x{number:02}", f"示范{number:02}镇", "town", county)
    (found,) = queries.downwards(administrator.actor, plan.slug).sums
    assert (len(found.missing), found.lacks, found.count) == (20, 60, 1)
    address = reverse("plan-below", args=[plan.slug])
    assert f"?target={above.id}" in administrator.client.get(address).content.decode()
    shown = administrator.client.get(address, {"target": above.id, "page": 2}).context["shown"]
    assert (shown.page.paginator.count, len(shown.found)) == (60, 10)
    assert town.id not in {one.unit for one in shown.found}
    other = make_target(make_indicator("other", "things"), town, 3)
    for wrong in (other.id, "x"):
        assert administrator.client.get(address, {"target": wrong}).status_code == 404
