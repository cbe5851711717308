"""The clock can be told another moment, so that three years can be written in an afternoon."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from suyang.foundation import clock

THEN = dt.datetime(2024, 2, 29, 15, 59, 59, 999_000, tzinfo=dt.UTC)


def test_within_it_it_is_that_moment_and_time_goes_on():
    with clock.at(THEN):
        first, second = clock.now(), clock.now()
    assert first == THEN
    assert second > first
    assert clock.now() > THEN + dt.timedelta(days=365)


def test_the_day_is_that_of_the_office(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    with timezone.override("Asia/Shanghai"), clock.at(THEN):
        assert clock.today() == dt.date(2024, 2, 29)
        clock.now()
        assert clock.today() == dt.date(2024, 3, 1)


def test_one_moment_within_another_leaves_the_outer_one_as_it_was():
    with clock.at(THEN):
        with clock.at(THEN - dt.timedelta(days=1), dt.timedelta(seconds=5)):
            assert clock.now() == THEN - dt.timedelta(days=1)
            assert clock.now() == THEN - dt.timedelta(days=1) + dt.timedelta(seconds=5)
        assert clock.now() == THEN


def test_nothing_is_written_before_it_happened():
    with (
        pytest.raises(ValueError, match="still to come"),
        clock.at(timezone.now() + dt.timedelta(minutes=1)),
    ):
        pass


def test_what_fails_within_it_leaves_no_moment_behind():
    with pytest.raises(ZeroDivisionError), clock.at(THEN):
        1 / 0  # noqa: B018
    assert clock.now() > THEN + dt.timedelta(days=365)
