"""Every page there is, opened by the office of a county with more units below it than a list holds:
none of them asks the database with all their ids, and none lists them all.

A list of a province's organisations would be 600,000 lines long.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suyang.organisations import choosing
from tests.organisations.test_a_list_to_choose_from_stays_short import many  # noqa: F401
from tests.website.test_a_stranger_walks_every_address import (  # noqa: F401
    addresses,
    county_world,
)

pytestmark = pytest.mark.django_db
# Two hundred ids of 32 signs and more are longer than any question of a page should be.
LONGEST = choosing.FEW * 30
SHOWN = 120


def test_no_page_binds_or_lists_every_unit(many, county_world, administrator):  # noqa: F811
    seen, wrong = 0, []
    for address in sorted(set(addresses(county_world))):
        with CaptureQueriesContext(connection) as asked:
            answer = administrator.client.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        seen += 1
        longest = max((len(one["sql"]) for one in asked.captured_queries), default=0)
        listed = answer.content.decode().count("many-")
        if longest >= LONGEST or listed > SHOWN:
            wrong.append(f"{address}: {longest} signs in a question, {listed} units on the page")
    assert not wrong, "\n".join(wrong)
    assert seen > 120, "the walk opens hardly any page"
