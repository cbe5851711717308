"""What the machine needs at least: the same sums over the same numbers, already in memory, and the
same rows read and written with the driver alone."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.figures.land import CITIES, COUNTIES, PROVINCES, Land


def numpy_pass() -> float:
    """Seconds of CPU in which numpy adds one indicator-year of counties up to the nation."""
    generator = np.random.default_rng(1)
    cells = generator.integers(0, 5000, (COUNTIES, 12, 6)).astype(float)
    city = np.arange(COUNTIES) % CITIES
    province = np.arange(CITIES) % PROVINCES
    begun = time.process_time()
    cities, provinces = np.zeros((CITIES, 12, 6)), np.zeros((PROVINCES, 12, 6))
    np.add.at(cities, city, cells)
    np.add.at(provinces, province, cities)
    provinces.sum(axis=0)
    return time.process_time() - begun


def read_and_write(land: Land, number: int, year: int) -> float:
    """Seconds: the rows of a county's path and its siblings read, those of the path written back,
    in one transaction and with no thought in between."""
    from django.db import connection, transaction

    from suyang.plans.models import Series

    city = number % CITIES
    siblings = [
        *(one for at, one in enumerate(land.counties) if at % CITIES == city),
        *(one for at, one in enumerate(land.cities) if at % PROVINCES == city % PROVINCES),
        *land.provinces,
    ]
    path = [
        land.counties[number],
        land.cities[city],
        land.provinces[city % PROVINCES],
        land.nation,
    ]
    convert = Series._meta.get_field("unit").get_db_prep_value
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(siblings))
        cursor.execute(
            "SELECT id, unit_id, indicator_id, own, below FROM plans_series"
            f" WHERE year = %s AND unit_id IN ({marks})",
            [year, *(convert(one, connection) for one in siblings)],
        )
        cursor.fetchall()
        marks = ",".join(["%s"] * len(path))
        cursor.execute(
            f"UPDATE plans_series SET method = method WHERE year = %s AND unit_id IN ({marks})",
            [year, *(convert(one, connection) for one in path)],
        )
    return time.perf_counter() - begun
