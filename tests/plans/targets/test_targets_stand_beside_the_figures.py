"""A target and its judgement stand where its figures are looked at, and one is set from there."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from suyang.plans.models import Target
from suyang.plans.periods import Period
from suyang.plans.targets import actions
from suyang.plans.targets.actions import Wanted
from suyang.plans.targets.beside import beside
from tests.plans.reporting.conftest import _november, other_town  # noqa: F401
from tests.plans.seeing.conftest import (  # noqa: F401
    make_indicator,
    plan,
    rate,
    rates,
    task,
    third_town,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aimed(rates, county, administrator):  # noqa: F811
    """80 % by 2027, from 10 % in 2025: 500 of 1,008 in October of 2026 is on the way."""
    wanted = Wanted(
        period=Period(2027, "year"),
        value=0.8,
        baseline_period=Period(2025, "year"),
        baseline=0.1,
    )
    return actions.set_target(administrator.actor, rates, county, wanted)


def of(who, name, *args, **query):
    return who.client.get(reverse(name, args=args), query).content.decode()


def test_the_indicators_unit_and_task_page_say_what_is_aimed_at(
    aimed,
    administrator,
    county,
    task,  # noqa: F811
    rates,  # noqa: F811
):
    (one,) = beside(county.id, administrator.actor, [rates])
    assert one.judgement == "on_track"
    link = f'href="{reverse("target", args=[aimed.id])}"'
    for name, given in (
        ("indicator", [rates.slug]),
        ("unit-work", [county.id]),
        ("task-work", [task.slug]),
    ):
        page = of(administrator, name, *given, unit=county.id)
        assert link in page, name
        assert one.aim in page, name
        assert f'<span class="tag">{one.word}</span>' in page, name


def test_the_picture_has_the_target_as_its_line(aimed, administrator, county, rates):  # noqa: F811
    page = of(administrator, "indicator", rates.slug, unit=county.id)
    (one,) = beside(county.id, administrator.actor, [rates])
    assert any(one.aim in svg for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL))


def test_another_unit_has_no_part_in_it_and_a_long_past_one_is_left_out(
    aimed,
    administrator,
    county,
    town,
    rates,  # noqa: F811
):
    assert beside(town.id, administrator.actor, [rates]) == []
    assert beside(county.id, administrator.actor, []) == []
    Target.objects.filter(pk=aimed.pk).update(period="2024")
    assert beside(county.id, administrator.actor) == []


def test_many_targets_are_read_in_as_many_queries_as_one(
    aimed,
    administrator,
    county,
    make_indicator,  # noqa: F811
    django_assert_max_num_queries,
):
    for number in range(20):
        one = make_indicator(f"aim-{number}")
        actions.set_target(
            administrator.actor, one, county, Wanted(period=Period(2027, "year"), value=9)
        )
    with django_assert_max_num_queries(12):
        assert len(beside(county.id, administrator.actor)) == 21


def test_from_a_page_two_levels_down_that_unit_is_chosen_and_the_task_goes_with_it(
    officer,
    village,
    county,
    task,  # noqa: F811
    rate,  # noqa: F811
):
    page = of(officer, "target-new", unit=village.id, task=task.slug)
    assert re.search(rf'<option value="{village.id}"\s+selected', page)
    assert f'<input type="hidden" name="task" value="{task.slug}">' in page
    further = of(officer, "target-new", unit=village.id, task=task.slug, indicator=rate.slug)
    assert "村村有课堂" in further


def test_a_unit_elsewhere_is_not_offered(officer, other_county):
    page = of(officer, "target-new", unit=other_county.id)
    assert f'value="{other_county.id}"' not in page


def test_who_may_set_none_is_not_sent_to_do_so(aimed, county, rates):  # noqa: F811
    from tests.conftest import _staff

    observer = _staff("observer", "observer", county)
    page = of(observer, "indicator", rates.slug, unit=county.id)
    assert reverse("target-new") not in page
    assert reverse("target", args=[aimed.id]) in page
