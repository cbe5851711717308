"""The review page: periods side by side, findings, approval with exception, return, reopening."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.plans.models import Report, ReportDue
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, asking, home, standing, tallies
from tests.plans.reporting.conftest import GIVEN, MONTH

pytestmark = pytest.mark.django_db


def review(report):
    return reverse("report-review", args=[report.id])


@pytest.fixture
def above(form, county, other_town, handed_up, officer):
    """The county's own report, handed up while those of the towns are not approved."""
    asking.ask_all()
    opened = actions.open_report(officer.actor, form, county, MONTH)
    opened = actions.save(officer.actor, opened, GIVEN, {}, opened.revision)
    return actions.submit(officer.actor, opened, opened.revision)


def test_figures_stand_beside_the_last_period_and_the_last_year(handed_up, reviewer, form, town):
    for period, number in (("2026-09", 81), ("2025-10", 64)):
        Report.objects.create(
            form=form,
            unit=town,
            period=period,
            state="approved",
            values={"attended": {"total": number}},
            changed_at=clock.now(),
        )
    page = reviewer.client.get(review(handed_up)).content.decode()
    row = page[page.index("培训人次") :].partition("</tr>")[0]
    assert [row.index(f">{number}<") for number in (95, 81, 64)] == sorted(
        row.index(f">{number}<") for number in (95, 81, 64)
    )


def test_a_return_needs_words_and_shows_them_first(handed_up, reviewer, town_officer):
    answer = reviewer.client.post(review(handed_up), {"do": "return", "comment": " "})
    assert answer.status_code == 409
    assert "errorlist" in answer.content.decode()
    answer = reviewer.client.post(review(handed_up), {"do": "return", "comment": "请核对人次。"})
    assert answer.status_code == 302
    page = town_officer.client.get(reverse("report", args=[handed_up.id])).content.decode()
    assert page.index("请核对人次。") < page.index("multipart/form-data")
    work = town_officer.client.get(reverse("work")).content.decode()
    assert reverse("report", args=[handed_up.id]) in work


def test_a_parent_says_which_it_waits_for_and_takes_an_exception(above, handed_up, reviewer):
    page = reviewer.client.get(review(above)).content.decode()
    assert "白杨镇" in page
    answer = reviewer.client.post(review(above), {"do": "approve"})
    assert answer.status_code == 409
    sent = {"do": "approve", "exception": "白杨镇受灾。"}
    assert reviewer.client.post(review(above), sent).status_code == 302
    assert "白杨镇受灾。" in reviewer.client.get(review(above)).content.decode()


def test_opening_again_says_beforehand_what_above_is_opened(above, handed_up, reviewer):
    actions.approve(reviewer.actor, handed_up)
    actions.approve(reviewer.actor, above, exception="白杨镇受灾。")
    page = reviewer.client.get(review(handed_up)).content.decode()
    opening = page[page.index('value="reopen"') - 2500 : page.index('value="reopen"')]
    assert "青石县" in opening
    sent = {"do": "reopen", "comment": "重复计数。"}
    assert reviewer.client.post(review(handed_up), sent).status_code == 302
    above.refresh_from_db()
    assert above.state == "submitted"


def test_a_double_click_decides_once(handed_up, reviewer):
    for _ in range(2):
        assert reviewer.client.post(review(handed_up), {"do": "approve"}).status_code == 302
    assert handed_up.steps.filter(kind="approved").count() == 1


def test_the_list_counts_completeness_and_timeliness(
    above, handed_up, form, county, town, other_town, reviewer
):
    whole, branches = tallies.below(form, MONTH, county.id)
    assert (whole.asked, whole.handed_up, whole.on_time, whole.late) == (3, 2, 2, 0)
    assert next(one.unit for one in branches) == county.id
    september, _rows = tallies.below(form, Period.read("2026-09"), county.id)
    assert (september.asked, september.handed_up, september.late) == (2, 0, 2)
    # What is handed up again after a return was on time when it first was.
    actions.send_back(reviewer.actor, handed_up, "请核对。")
    again, _rows = tallies.below(form, MONTH, county.id)
    assert (again.handed_up, again.on_time) == (1, 2)
    page = reviewer.client.get(reverse("review-list"), {"form": form.id, "period": "2026-09"})
    assert page.status_code == 200
    assert page.content.decode().count("standing-late") == 2
    filtered = reviewer.client.get(
        reverse("review-list"), {"form": form.id, "period": "2026-10", "state": "returned"}
    ).content.decode()
    assert "河口镇" in filtered
    assert "白杨镇</a></th>" not in filtered


def test_an_excused_unit_is_not_counted_as_missing(form, county, town, reviewer, town_officer):
    due = ReportDue.objects.get(unit=town, period="2026-09")
    page = reverse("report-excuse", args=[due.pk])
    assert town_officer.client.post(page, {"reason": "x"}).status_code == 403
    assert reviewer.client.post(page, {"reason": ""}).status_code == 200
    for _ in range(2):
        assert reviewer.client.post(page, {"reason": "洪水"}).status_code == 302
    whole, _rows = tallies.below(form, Period.read("2026-09"), county.id)
    assert (whole.asked, whole.excused, whole.late) == (1, 1, 1)
    listed = reviewer.client.get(reverse("review-list"), {"period": "2026-09"}).content.decode()
    assert "洪水" in listed


def test_a_village_officer_sees_the_decision_and_decides_nothing(handed_up, town_officer):
    page = town_officer.client.get(review(handed_up)).content.decode()
    assert 'value="approve"' not in page
    assert town_officer.client.post(review(handed_up), {"do": "approve"}).status_code == 403


def test_the_history_names_people_and_steps(handed_up, reviewer):
    actions.send_back(reviewer.actor, handed_up, "请核对。")
    page = reviewer.client.get(review(handed_up)).content.decode()
    for said in ("town-officer", "reviewer", "请核对。"):
        assert said in page


def test_a_late_unit_is_found_under_one_that_reported(
    form, county, town, town_officer, make_unit, reviewer
):
    """A village is late under a town that handed up."""
    village = make_unit("village-9", "柳树村", "village", town)
    month = Period.read("2026-09")
    ReportDue.objects.create(form=form, unit=village, period=str(month), due="2026-10-10")
    opened = actions.open_report(town_officer.actor, form, town, month)
    saved = actions.save(town_officer.actor, opened, GIVEN, {}, 0)
    actions.submit(town_officer.actor, saved, saved.revision)
    wanted = {"form": form.id, "period": "2026-09", "state": "late"}
    page = reviewer.client.get(reverse("review-list"), wanted).content.decode()
    assert f"?unit={town.id}&amp;form={form.id}&amp;period=2026-09&amp;state=late" in page, (
        "the way down keeps what was looked for"
    )
    below = reviewer.client.get(reverse("review-list"), {**wanted, "unit": town.id})
    rows = below.content.decode()
    rows = rows[rows.index("<tbody>") : rows.index("</tbody>")]
    assert "柳树村" in rows
    assert "河口镇" not in rows


def test_after_an_excuse_one_is_where_one_was(form, county, town, reviewer):
    due = ReportDue.objects.get(unit=town, period="2026-09")
    wanted = {"unit": county.id, "form": form.id, "period": "2026-09", "state": "late"}
    page = reviewer.client.get(reverse("review-list"), wanted).content.decode()
    link = reverse("report-excuse", args=[due.pk]) + f"?unit={county.id}&state=late"
    assert link.replace("&", "&amp;") in page
    answer = reviewer.client.post(link, {"reason": "洪水"})
    where = f"?unit={county.id}&form={form.id}&period=2026-09&state=late"
    assert answer.url == reverse("review-list") + where


def test_what_others_decide_is_told_apart(
    handed_up, form, town, make_unit, reviewer, administrator
):
    village = make_unit("village-9", "柳树村", "village", town)
    deeper = Report.objects.create(
        form=form,
        unit=village,
        period="2026-10",
        state="submitted",
        submitted_at=clock.now(),
        changed_at=clock.now(),
    )
    assert list(standing.to_decide(reviewer.actor)) == [handed_up]
    assert list(standing.decided_by_others(reviewer.actor)) == [deeper]
    notices = home.notices(reviewer.actor)
    assert (notices.waiting, notices.waiting_below) == (1, 1)
    page = reviewer.client.get(reverse("review-list")).content.decode()
    mine, others = page.index("河口镇"), page.index("柳树村")
    assert mine < page.index("<details") < others
    # From a report one goes back to the list of its form and period, where it is decided.
    found = reviewer.client.get(review(handed_up)).content.decode()
    listed = f"?unit={form.unit_id}&form={form.id}&period=2026-10"
    assert reverse("review-list") + listed.replace("&", "&amp;") in found
    assert reviewer.client.get(reverse("review-list") + listed).status_code == 200
    # Whose unit has none above decides on its own report.
    Report.objects.filter(id=deeper.id).update(unit=form.unit)
    assert deeper in standing.to_decide(reviewer.actor)
