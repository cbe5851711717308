"""No unit is moved, merged or ended on a day that an approved report has counted already."""

from __future__ import annotations

import datetime as dt

import pytest

from suyang.foundation.permissions import Refused
from suyang.organisations import actions, queries
from suyang.plans.models import Report

pytestmark = pytest.mark.django_db
COUNTED, AFTER = dt.date(2026, 10, 15), dt.date(2026, 11, 1)


@pytest.fixture
def approved(form, town):
    return Report.objects.create(
        form=form,
        unit=town,
        period="2026-10",
        state=Report.State.APPROVED,
        changed_at=dt.datetime(2026, 11, 3, tzinfo=dt.UTC),
    )


def changes(actor, town, other, day):
    return {
        "end": lambda: actions.end_unit(actor, town, day),
        "merge": lambda: actions.merge_units(actor, [town], other, day),
    }


@pytest.mark.parametrize("kind", ["end", "merge"])
def test_an_earlier_day_is_refused_with_the_period_and_a_later_one_taken(
    administrator, town, other_town, approved, kind
):
    with pytest.raises(Refused) as refused:
        changes(administrator.actor, town, other_town, COUNTED)[kind]()
    assert refused.value.code == "approved"
    assert "2026-10" in str(refused.value.message)
    assert queries.version_of(town.id).valid_to is None
    changes(administrator.actor, town, other_town, AFTER)[kind]()
    assert queries.version_of(town.id).valid_to == AFTER


def test_a_village_does_not_leave_a_town_whose_report_counted_it(
    administrator, village, town, other_town, approved
):
    with pytest.raises(Refused) as refused:
        actions.move_unit(administrator.actor, village, other_town, COUNTED)
    assert refused.value.code == "approved"
    actions.move_unit(administrator.actor, village, other_town, AFTER)


def test_a_draft_stands_in_nobodys_way(administrator, town, other_town, approved):
    Report.objects.filter(id=approved.id).update(state=Report.State.DRAFT)
    actions.end_unit(administrator.actor, town, COUNTED)
    assert queries.version_of(town.id).valid_to == COUNTED


def test_a_look_says_it_beforehand(administrator, town, other_town, approved):
    found = actions.plan_merge(administrator.actor, [town], other_town, COUNTED)
    assert len(found.problems) == 1
    assert "2026-10" in found.problems[0]
