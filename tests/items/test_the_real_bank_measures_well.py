"""The project's own bank is a full one, and its form gives nothing away."""

from pathlib import Path

import pytest
from django.conf import settings

from suyang.items.bank import measures
from suyang.items.bank.coverage import coverage
from suyang.items.content import PATTERN
from tests.items.banks import documents, singles
from tests.items.samples import all_of_them


@pytest.fixture(scope="module")
def measured():
    return measures.measure(measures.read(Path(settings.SUYANG_CONTENT), PATTERN))


def test_nothing_is_refused(measured):
    assert not measured.refused


def test_it_is_a_full_bank(measured):
    assert [need.what for need in measured.coverage.needs if not need.met] == []
    assert measured.coverage.shares["artificial intelligence"] >= 1 / 6
    assert measured.coverage.shares["simulated or entered"] >= 2 / 5
    assert measured.coverage.shares["partial credit"] > 0.1
    assert measured.coverage.shares["elder entry"] > 0.2
    for one in measured.coverage.competences:
        assert one.items >= 10, one
        assert set(range(1, 6)) <= set(one.levels), one


def test_the_longest_option_is_no_guide_whatever_chance_allows(measured):
    found = [one for one in measured.strategies if one.name == "longest" and one.pool == "all"]
    assert {(one.language, one.kind) for one in found} == {
        (language, kind) for language in ("zh-Hans", "en") for kind in ("single", "every")
    }
    for one in found:
        assert one.solved <= one.chance + 0.05, one.sentence


def test_the_key_of_single_choices_stands_everywhere(measured):
    found = [one for one in measured.positions if (one.kind, one.pool) == ("single", "all")]
    assert found
    for one in found:
        assert one.tail > 0.05, one.sentence


def test_no_item_is_like_one_of_the_other_half(measured):
    assert not [one.sentence for one in measured.pairs if one.halves and one.listed]


def test_a_small_bank_may_be_small():
    bodies = [*all_of_them().values(), *singles(5)]
    found = measures.measure(documents(bodies))
    assert not [one for one in found.refused if "asks nearly" not in one.reason]
    unmet = [need.what for need in found.coverage.needs if not need.met]
    assert "published items" in unmet
    assert "levels with items, of 1 to 6" in unmet


def test_what_counts_as_simulated_and_entered():
    bodies = list(all_of_them().values())
    found = coverage(bodies)
    assert found.shares["simulated"] == pytest.approx(6 / 8)
    assert found.shares["entered"] == pytest.approx(1 / 8)
    assert found.shares["simulated or entered"] == pytest.approx(6 / 8)
    (one,) = found.competences
    assert one.cells == {"3/practice/A": 8}
    sealed = coverage([*bodies, bodies[0] | {"pool": "certification"}])
    assert sealed.items == 9
    assert sealed.published == 8
