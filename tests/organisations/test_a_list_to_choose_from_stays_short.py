from __future__ import annotations

import pytest

from suyang.foundation import clock
from suyang.organisations import choosing

pytestmark = pytest.mark.django_db


def test_all_are_offered_while_they_are_few(county, town, village):
    assert choosing.units([county.id], clock.today()) == [county.id, town.id, village.id]


def test_of_many_those_directly_below_and_the_one_asked_about(
    county, town, village, other_county, monkeypatch
):
    monkeypatch.setattr(choosing, "MOST", 2)
    today = clock.today()
    assert choosing.units([county.id], today) == [county.id, town.id]
    assert choosing.units([county.id], today, village.id) == [county.id, town.id, village.id]
    assert choosing.units([county.id], today, other_county.id) == [county.id, town.id]
