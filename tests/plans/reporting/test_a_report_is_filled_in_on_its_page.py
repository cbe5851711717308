"""The form of a report: prefilled and saying from where, nothing typed is lost, handed up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.permissions import Refused
from suyang.plans.models import Report, ReportDue
from suyang.plans.reporting import actions
from tests.conftest import _staff
from tests.plans.conftest import mark_in
from tests.plans.reporting.conftest import GIVEN, MONTH, typed

pytestmark = pytest.mark.django_db
FIGURES = {
    "trained|total|value": "40",
    "trained|sex:female|value": "22",
    "trained|sex:male|value": "18",
    "attended|total|value": "９５",
    "villages|total|n": "3",
    "villages|total|of": "12",
}


def page_of(report):
    return reverse("report", args=[report.id])


def send(client, report, do="save", **fields):
    return client.post(page_of(report), {**typed(report, **FIGURES), "do": do, **fields})


def test_the_list_shows_what_is_late_first_and_opens_it_once(form, town, town_officer):
    page = town_officer.client.get(reverse("report-list")).content.decode()
    assert "▲" in page
    assert page.index("standing-late") < page.index("standing-open")
    body = {"form": form.id, "unit": town.id, "period": "2026-10"}
    for _ in range(2):
        answer = town_officer.client.post(reverse("report-open"), body)
        assert answer.status_code == 302
    assert Report.objects.filter(unit=town, period="2026-10").count() == 1
    only = town_officer.client.get(reverse("report-list"), {"state": "late"}).content.decode()
    assert "standing-open" not in only


def test_of_a_long_list_what_is_to_be_done_comes_alone(form, town, town_officer):
    periods = [f"{year}-{month:02}" for year in (2020, 2021) for month in range(1, 13)]
    ReportDue.objects.bulk_create(
        ReportDue(form=form, unit=town, period=one, due=dt.date(2022, 1, 1), excused="停办")
        for one in periods
    )
    page = town_officer.client.get(reverse("report-list")).content.decode()
    assert "standing-late" in page
    assert "standing-excused" not in page
    assert "?state=all" in page
    whole = town_officer.client.get(reverse("report-list"), {"state": "all"}).content.decode()
    assert whole.count("standing-excused") == len(periods)


def test_it_is_saved_as_people_write_numbers_and_handed_up(opened, town_officer):
    answer = send(town_officer.client, opened)
    assert answer.url == page_of(opened)
    opened.refresh_from_db()
    assert opened.values == GIVEN
    answer = send(town_officer.client, opened, do="submit", **{"answer|done": "办了两期班。"})
    assert answer.url == reverse("report-review", args=[opened.id])
    opened.refresh_from_db()
    assert opened.state == "submitted"
    assert opened.answers == {"done": "办了两期班。"}


def test_all_that_is_missing_is_named_and_linked(opened, town_officer):
    answer = send(
        town_officer.client,
        opened,
        do="submit",
        **{"villages|total|n": "", "villages|total|of": "", "attended|total|value": ""},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    alert = page[page.index('role="alert"') :].partition("</div>")[0]
    assert alert.count('<a href="#figure-') == 2
    for target in alert.split('href="#')[1:]:
        assert f'id="{target.split(chr(34))[0]}"' in page
    opened.refresh_from_db()
    assert opened.values == {"trained": GIVEN["trained"]}, "what is there is saved"
    assert opened.state == "draft"


def test_nothing_typed_is_lost_by_an_error(opened, town_officer):
    answer = send(
        town_officer.client,
        opened,
        **{"attended|total|value": "about ninety", "answer|done": "两期"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="about ninety"' in page
    assert 'value="40"' in page
    assert ">两期</textarea>" in page
    assert 'aria-invalid="true"' in page
    opened.refresh_from_db()
    assert opened.values == {}


def test_a_mark_beside_a_number_is_asked_about(opened, town_officer):
    answer = send(town_officer.client, opened, **{"attended|total|mark": "missing"})
    assert answer.status_code == 422
    assert 'value="９５"' in answer.content.decode()
    answer = send(
        town_officer.client,
        opened,
        **{"attended|total|mark": "missing", "attended|total|value": ""},
    )
    assert answer.status_code == 302
    opened.refresh_from_db()
    assert opened.values["attended"] == {"total": {"mark": "missing"}}


def test_nothing_typed_is_lost_by_an_expired_session(opened, town_officer):
    mark = {"typed_by": mark_in(town_officer.client.get(page_of(opened)))}
    client = Client(enforce_csrf_checks=False)
    answer = client.post(page_of(opened), {**typed(opened, **FIGURES), **mark, "do": "submit"})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")
    account = town_officer.person.account
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.get(page_of(opened)).content.decode()
    assert 'value="40"' in page
    assert 'value="９５"' in page
    opened.refresh_from_db()
    assert opened.values == {}, "nothing is saved before the person says so"
    assert client.get(page_of(opened) + "?fresh=1").status_code == 302
    assert 'value="40"' not in client.get(page_of(opened)).content.decode()


def test_the_next_officer_at_the_browser_does_not_see_what_was_typed(opened, town, town_officer):
    mark = {"typed_by": mark_in(town_officer.client.get(page_of(opened)))}
    client = Client()
    client.post(page_of(opened), {**typed(opened, **FIGURES), **mark, "do": "submit"})
    colleague = _staff("town-colleague", "officer", town)
    client.force_login(colleague.person.account, settings.AUTHENTICATION_BACKENDS[0])
    page = client.get(page_of(opened))
    assert page.status_code == 200
    assert 'value="40"' not in page.content.decode()


def test_nothing_typed_is_lost_by_a_form_that_no_longer_counts(opened, town_officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(town_officer.person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    mark = {"typed_by": mark_in(client.get(page_of(opened)))}
    sent = {**typed(opened, **FIGURES), **mark, "do": "save"}
    client.cookies.pop(settings.CSRF_COOKIE_NAME, None)
    answer = client.post(page_of(opened), sent, headers={"Origin": "http://testserver"})
    assert answer.url == page_of(opened)
    assert 'value="40"' in client.get(page_of(opened)).content.decode()
    # What another site sends is not put into the form.
    client.get(page_of(opened) + "?fresh=1")
    evil = {**sent, "trained|total|value": "666"}
    answer = client.post(page_of(opened), evil, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert 'value="666"' not in client.get(page_of(opened)).content.decode()


def test_it_says_where_figures_come_from_and_what_was_changed_by_hand(
    form, county, handed_up, officer, reviewer
):
    actions.approve(reviewer.actor, handed_up)
    above = actions.open_report(officer.actor, form, county, MONTH)
    officer.client.cookies["suyang_reading"] = "language=en"
    page = officer.client.get(page_of(above)).content.decode()
    assert "From 1 of 1 unit below." in page
    assert "changed by hand" not in page
    values = {**above.values, "attended": {"total": 96}}
    actions.save(officer.actor, above, values, {}, above.revision)
    page = officer.client.get(page_of(above)).content.decode()
    assert "changed by hand; 95 stood here in advance" in page


def test_counting_anew_keeps_what_was_changed_by_hand(
    form, county, handed_up, officer, reviewer, town_officer
):
    above = actions.open_report(officer.actor, form, county, MONTH)
    assert above.values == {}
    actions.save(officer.actor, above, {"attended": {"total": 7}}, {}, 0)
    actions.approve(reviewer.actor, handed_up)
    above.refresh_from_db()
    answer = officer.client.post(
        page_of(above), {"revision": "1", "attended|total|value": "7", "do": "count"}
    )
    assert answer.status_code == 302
    above.refresh_from_db()
    assert above.values == {**GIVEN, "attended": {"total": 7}}


def test_a_reason_is_asked_for_beside_the_figure(opened, town, town_officer, form):
    Report.objects.create(
        form=form,
        unit=town,
        period="2026-09",
        state="approved",
        values={"attended": {"total": 9_500}},
        changed_at=clock.now(),
    )
    answer = send(town_officer.client, opened, do="submit")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="answer|why:jump:attended"' in page
    opened.refresh_from_db()
    answer = send(
        town_officer.client, opened, do="submit", **{"answer|why:jump:attended": "暑期班结束了。"}
    )
    assert answer.url == reverse("report-review", args=[opened.id])


def test_taking_back_opens_it_again(handed_up, town_officer):
    answer = town_officer.client.post(reverse("report-back", args=[handed_up.id]))
    assert answer.url == page_of(handed_up)
    handed_up.refresh_from_db()
    assert handed_up.state == "draft"


def test_what_was_handed_up_meanwhile_loses_nothing_typed(handed_up, town_officer):
    answer = send(town_officer.client, handed_up, **{"attended|total|value": "77"})
    assert answer.status_code == 409
    assert 'value="77"' in answer.content.decode()
    handed_up.refresh_from_db()
    assert handed_up.values == GIVEN


def test_the_day_it_is_due_and_the_reminder_are_shown(form, town, town_officer):
    due = ReportDue.objects.get(unit=town, period="2026-10")
    assert due.due == dt.date(2026, 11, 10)
    assert "2026-11-10" in town_officer.client.get(reverse("report-list")).content.decode()


def test_what_no_database_keeps_is_left_out(opened, town_officer):
    answer = send(town_officer.client, opened, **{"answer|done": "两\0期\r\n办班"})
    assert answer.status_code == 302
    opened.refresh_from_db()
    assert opened.answers["done"] == "两期\n办班"
    odd = {"done": "半\ud800字"}
    opened = actions.save(town_officer.actor, opened, {}, odd, opened.revision)
    assert opened.answers["done"] == "半字"
    with pytest.raises(Refused) as refused:
        actions.save(town_officer.actor, opened, {}, {"unknown": "x"}, opened.revision)
    assert refused.value.field == "answers"
