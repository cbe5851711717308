"""On PostgreSQL they wait for each other; on SQLite there is one writer."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.figures import queries, rebuild, rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Indicator, Series
from suyang.plans.periods import Period
from tests.plans.figures.conftest import indicator_of

WORKERS, ROUNDS = 4, 5


@pytest.fixture
def tree(transactional_db, make_unit):
    city = make_unit("city", "市", "city")
    counties = [make_unit(f"c{n}", f"县{n}", "county", city) for n in range(WORKERS)]
    yield city, counties
    Series.objects.all().delete()
    Indicator.objects.filter(slug__startswith="at-once").delete()
    UnitVersion.objects.filter(unit__in=[*counties, city]).delete()
    Unit.objects.filter(id__in=[one.id for one in (*counties, city)]).delete()


def test_every_one_of_them_is_in_the_sum(tree):
    at_once = connection.vendor != "sqlite"
    city, counties = tree
    indicators = [indicator_of(f"at-once-{n}", "things") for n in range(3)]
    failures = []

    def work(number):
        # Each in an order of its own: only a fixed order of locks keeps them apart.
        order = indicators[number % 3 :] + indicators[: number % 3]
        try:
            for turn in range(ROUNDS):
                cells = {turn: {"total": Cell(float(number + 1))}}
                with transaction.atomic():
                    rollup.apply(
                        rollup.Change(one, counties[number].id, 2026, cells) for one in order
                    )
        except Exception as error:
            failures.append(error)
        finally:
            if at_once:
                connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        # One writer: on SQLite their transactions come one after the other.
        thread.start() if at_once else thread.run()
    for thread in threads if at_once else ():
        thread.join()
    assert failures == []
    for one in indicators:
        for turn in range(ROUNDS):
            found = queries.figure(one, city.id, Period(2026, "month", turn + 1))
            assert found.value == sum(range(1, WORKERS + 1))
    Indicator.objects.filter(slug__startswith="at-once").update(source="told")
    assert rebuild.rebuild([one.slug for one in indicators], check=True).differed == 0
