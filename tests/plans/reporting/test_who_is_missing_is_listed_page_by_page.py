"""Every unit that was asked, with how it stands: by state, by name, a page at a time."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.plans.models import Report, ReportDue
from suyang.plans.periods import Period
from suyang.plans.reporting import standing, tallies
from tests.conftest import _staff

pytestmark = pytest.mark.django_db
SEPTEMBER = Period.read("2026-09")
PAGE = reverse("report-units")


@pytest.fixture
def asked(form, county, make_unit):
    """Sixty towns more, of which every fifth has handed up and every seventh is excused."""
    due = form.dues.filter(period=str(SEPTEMBER)).first().due
    for number in range(60):
        unit = make_unit(f"x{number:02}", f"示范{number:02}镇", "town", county)
        excused = "洪水" if number % 7 == 0 else ""
        ReportDue.objects.create(
            form=form, unit=unit, period=str(SEPTEMBER), due=due, excused=excused
        )
        if number % 5 == 0:
            Report.objects.create(
                form=form,
                unit=unit,
                period=str(SEPTEMBER),
                state=("submitted", "approved", "returned", "draft")[number % 4],
                changed_at=clock.now(),
            )
    return form


@pytest.mark.parametrize("state", standing.ORDER)
def test_the_database_knows_who_stands_so(asked, county, state):
    dues = tallies.within(asked, SEPTEMBER, county.id)
    one_by_one = [
        one.due.pk
        for one in standing.asked(dues.select_related("form__plan", "unit").order_by("unit__code"))
        if one.standing == state
    ]
    assert [one.pk for one in tallies.standing_so(dues, state)] == one_by_one
    whole, _branches = tallies.below(asked, SEPTEMBER, county.id)
    assert whole.stand(state) == len(one_by_one)


def test_who_is_missing_stands_on_pages_of_fifty(
    administrator, asked, county, django_assert_max_num_queries
):
    given = {"unit": county.id, "form": asked.id, "period": SEPTEMBER}
    with django_assert_max_num_queries(45):
        every = administrator.client.get(PAGE, given)
    assert len(every.context["rows"]) == 50
    assert len(administrator.client.get(PAGE, given | {"page": 2}).context["rows"]) == 12
    missing = administrator.client.get(PAGE, given | {"state": "missing"})
    whole, _branches = tallies.below(asked, SEPTEMBER, county.id)
    assert missing.context["page"].paginator.count == whole.stand("missing") < 60
    assert {one.standing for one in missing.context["rows"]} <= {"late", "returned", "open"}
    found = administrator.client.get(PAGE, given | {"words": "示范31"})
    assert [one.unit_name["zh-Hans"] for one in found.context["rows"]] == ["示范31镇"]
    assert reverse("unit-work", args=[found.context["rows"][0].due.unit_id]) in (
        found.content.decode()
    )
    assert administrator.client.get(PAGE, given | {"state": "no-such"}).status_code == 200


def test_the_list_of_reports_shows_fifty_units_at_a_time(administrator, asked, county):
    given = {"unit": county.id, "form": asked.id, "period": SEPTEMBER}
    page = administrator.client.get(reverse("review-list"), given)
    assert len(page.context["branches"]) == 50
    assert "page=2" in page.content.decode()
    assert PAGE in page.content.decode()


def test_the_units_page_names_the_first_twenty(administrator, asked, county):
    page = administrator.client.get(reverse("unit-work", args=[county.id]))
    (one,) = page.context["shown"].below
    assert len(one.missing) == 20
    assert one.more == one.lacking - 20 > 0
    assert f"{PAGE}?unit={county.id}" in page.content.decode()


def test_may_the_stranger(asked, county, town, stranger, participant, visitor):
    given = {"unit": county.id}
    assert stranger.client.get(PAGE, given).status_code in (403, 404)
    assert _staff("observer", "observer", county).client.get(PAGE, given).status_code == 404
    for nobody in (participant, visitor):
        assert nobody.client.get(PAGE, given).status_code == 302
    elsewhere = _staff("of-the-town", "officer", town)
    assert elsewhere.client.get(PAGE, given).status_code == 404
