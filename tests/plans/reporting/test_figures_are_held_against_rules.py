"""What is written is read as people write it, and held against what can be."""

from __future__ import annotations

import pytest

from suyang.foundation.permissions import Refused
from suyang.plans.reporting import actions, rules, values
from tests.plans.reporting.conftest import GIVEN

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("１２００", 1200),
        ("1 200", 1200),
        ("3.5万", 35000),
        ("0", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(indicators, written, read):
    name = values.field_name("attended", "total", "value")
    found, wrong = values.read({name: written}, indicators)
    assert not wrong
    assert found == {"attended": {"total": read}}


@pytest.mark.parametrize("written", ["twelve", "-3", "1.5", "1e400", "nan", "inf"])
def test_what_is_no_count_is_told_at_its_field(indicators, written):
    name = values.field_name("attended", "total", "value")
    found, wrong = values.read({name: written}, indicators)
    assert found == {}
    assert [(one.indicator, one.column, one.part) for one in wrong] == [
        ("attended", "total", "value")
    ]


def test_zero_empty_and_unknown_are_three_things(indicators):
    zero, _ = values.read({values.field_name("attended", "total", "value"): "0"}, indicators)
    empty, _ = values.read({values.field_name("attended", "total", "value"): ""}, indicators)
    unknown, _ = values.read(
        {values.field_name("attended", "total", "mark"): "missing"}, indicators
    )
    assert zero == {"attended": {"total": 0}}
    assert empty == {}
    assert unknown == {"attended": {"total": {"mark": "missing"}}}


def found(given, indicators, form_rules=(), last=None):
    return {one.id: one for one in rules.findings(given, indicators, form_rules, last or {})}


def test_parts_are_not_more_than_the_whole(indicators):
    too_many = {"trained": {"total": 30, "sex:female": 22, "sex:male": 18}}
    assert found(too_many, indicators)["sum:trained:sex"].stops
    assert not found({"trained": {"total": 45, "sex:female": 22, "sex:male": 18}}, indicators)
    exactly = [
        {
            "kind": "sum",
            "indicator": "trained",
            "parts": ["sex:female", "sex:male"],
            "exactly": True,
        }
    ]
    assert found({"trained": {"total": 45, "sex:female": 22, "sex:male": 18}}, indicators, exactly)
    assert not found({"trained": {"total": 45, "sex:female": 22}}, indicators, exactly)


def test_a_numerator_is_not_more_than_its_denominator(indicators):
    assert found({"villages": {"total": {"n": 13, "of": 12}}}, indicators)[
        "of:villages:total"
    ].stops


def test_a_jump_is_asked_about_and_small_numbers_may_jump(indicators):
    one = found({"attended": {"total": 950}}, indicators, last={"attended": {"total": 95}})
    assert not one["jump:attended"].stops
    assert not found({"attended": {"total": 15}}, indicators, last={"attended": {"total": 1}})
    to_nothing = found({"attended": {"total": 0}}, indicators, last={"attended": {"total": 95}})
    assert "jump:attended" in to_nothing


def test_ranges_and_comparisons_of_two_figures(indicators):
    ruled = [
        {"kind": "range", "indicator": "attended", "low": 1, "high": 90},
        {"kind": "at_most", "left": ["trained", "total"], "right": ["attended", "total"]},
    ]
    assert set(found(GIVEN, indicators, ruled)) == {"range:attended:total"}
    few = {"trained": {"total": 40}, "attended": {"total": 30}}
    assert set(found(few, indicators, ruled)) == {"at_most:trained:attended"}


def test_a_report_goes_up_only_with_reasons_for_what_is_asked_about(opened, town_officer, reviewer):
    first = actions.save(town_officer.actor, opened, {"attended": {"total": 95}}, {}, 0)
    with pytest.raises(Refused) as refused:
        actions.submit(town_officer.actor, first, first.revision)
    assert refused.value.code == "incomplete"
    assert "培训人数" in refused.value.message
