"""A report is filled in, handed up, returned, mended, approved, locked, and opened again."""

from __future__ import annotations

import pytest

from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.plans.models import Report, ReportDue
from suyang.plans.reporting import actions, verifying
from tests.plans.reporting.conftest import GIVEN, MONTH

pytestmark = pytest.mark.django_db
State = Report.State


def test_each_unit_is_asked_for_every_month_that_has_begun(form, county, town, other_town):
    # The form was defined before other-town was known: it is asked for what is not due yet.
    from suyang.plans.reporting import asking

    asking.ask_all()
    asked = set(ReportDue.objects.values_list("unit__code", "period"))
    assert {("town", "2026-09"), ("town", "2026-10"), ("town", "2026-11")} <= asked
    assert {("other-town-2", "2026-10"), ("other-town-2", "2026-11")} <= asked
    assert ("other-town-2", "2026-09") not in asked
    assert asking.ask_all() == 0
    due = ReportDue.objects.get(unit=town, period="2026-10").due
    assert due.isoformat() == "2026-11-10"


def test_a_report_is_handed_up_once_and_approved_by_the_unit_above(
    handed_up, town_officer, reviewer
):
    again = actions.submit(town_officer.actor, handed_up, handed_up.revision)
    assert again.steps.filter(kind="submitted").count() == 1
    with pytest.raises(Denied):
        actions.approve(town_officer.actor, handed_up)
    approved = actions.approve(reviewer.actor, handed_up, "好")
    assert approved.state == State.APPROVED
    actions.approve(reviewer.actor, handed_up)
    assert approved.steps.filter(kind="approved").count() == 1
    assert approved.steps.get(kind="approved").values == GIVEN


def test_what_is_approved_is_locked(handed_up, town_officer, reviewer):
    approved = actions.approve(reviewer.actor, handed_up)
    with pytest.raises(Refused) as refused:
        actions.save(town_officer.actor, approved, {"attended": {"total": 1}}, {}, 1)
    assert refused.value.code == "state"
    approved.refresh_from_db()
    assert approved.values == GIVEN


def test_a_returned_report_says_what_to_mend_and_goes_up_again(handed_up, town_officer, reviewer):
    with pytest.raises(Refused) as refused:
        actions.send_back(reviewer.actor, handed_up, "  ")
    assert refused.value.field == "comment"
    returned = actions.send_back(reviewer.actor, handed_up, "请核对人次。")
    assert returned.state == State.RETURNED
    mended = actions.save(
        town_officer.actor, returned, {**GIVEN, "attended": {"total": 90}}, {}, returned.revision
    )
    assert actions.submit(town_officer.actor, mended, mended.revision).state == State.SUBMITTED
    kinds = list(mended.steps.values_list("kind", flat=True))
    assert kinds == ["filled", "saved", "submitted", "returned", "saved", "submitted"]


def test_two_at_once_the_second_is_told_and_loses_nothing(opened, town_officer, administrator):
    actions.save(town_officer.actor, opened, {"attended": {"total": 50}}, {}, 0)
    with pytest.raises(actions.Meanwhile) as meanwhile:
        actions.save(administrator.actor, opened, {"attended": {"total": 60}}, {}, 0)
    assert meanwhile.value.theirs.values == {"attended": {"total": 50}}
    # The same click twice is no second version.
    saved = actions.save(town_officer.actor, opened, {"attended": {"total": 50}}, {}, 0)
    assert saved.revision == 1


def test_a_parent_waits_for_its_children_or_says_why_not(
    form, county, town, other_town, handed_up, officer, administrator, reviewer
):
    from suyang.plans.reporting import asking

    asking.ask_all()
    above = actions.open_report(officer.actor, form, county, MONTH)
    above = actions.save(officer.actor, above, GIVEN, {}, above.revision)
    above = actions.submit(officer.actor, above, above.revision)
    with pytest.raises(Refused) as refused:
        actions.approve(reviewer.actor, above)
    assert refused.value.code == "below"
    assert "河口镇" in refused.value.message
    assert "白杨镇" in refused.value.message
    actions.approve(reviewer.actor, handed_up)
    with pytest.raises(Refused):
        actions.approve(reviewer.actor, above)
    approved = actions.approve(reviewer.actor, above, exception="白杨镇受灾，下月补报。")
    assert approved.steps.get(kind="approved").exception == "白杨镇受灾，下月补报。"


def test_reopening_reopens_what_stands_above(
    form, county, town, handed_up, officer, reviewer, administrator
):
    actions.approve(reviewer.actor, handed_up)
    above = actions.open_report(officer.actor, form, county, MONTH)
    assert above.values == GIVEN, "filled in advance from below"
    above = actions.submit(officer.actor, above, above.revision)
    actions.approve(reviewer.actor, above)
    done = actions.reopen(reviewer.actor, handed_up, "发现重复计数。")
    assert done.report.state == State.RETURNED
    assert [one.unit_id for one in done.above] == [county.id]
    above.refresh_from_db()
    assert above.state == State.SUBMITTED
    assert above.steps.get(kind="reopened").because_of == handed_up.id


def test_nobody_approves_what_they_handed_up_while_somebody_else_could(
    form, county, administrator, reviewer
):
    own = actions.open_report(administrator.actor, form, county, MONTH)
    own = actions.save(administrator.actor, own, GIVEN, {}, own.revision)
    own = actions.submit(administrator.actor, own, own.revision)
    with pytest.raises(Denied):
        actions.approve(administrator.actor, own, exception="下级未报")
    reviewer.person.grants.all().delete()
    approved = actions.approve(administrator.actor, own, exception="下级未报")
    assert approved.state == State.APPROVED


def test_a_stranger_finds_nothing(handed_up, stranger):
    for act in (
        lambda: actions.approve(stranger.actor, handed_up),
        lambda: actions.send_back(stranger.actor, handed_up, "x"),
        lambda: actions.reopen(stranger.actor, handed_up, "x"),
        lambda: actions.save(stranger.actor, handed_up, GIVEN, {}, 1),
        lambda: actions.submit(stranger.actor, handed_up, 1),
        lambda: actions.take_back(stranger.actor, handed_up),
    ):
        with pytest.raises((NotFound, Denied)):
            act()
    handed_up.refresh_from_db()
    assert handed_up.state == State.SUBMITTED


def test_history_is_verified_and_a_changed_figure_shows(handed_up, reviewer):
    actions.approve(reviewer.actor, handed_up)
    assert list(verifying.doubts()) == []
    Report.objects.filter(id=handed_up.id).update(values={**GIVEN, "attended": {"total": 950}})
    assert [one.reason for one in verifying.doubts()] == ["values"]


def test_a_changed_state_and_a_changed_comment_show(handed_up, reviewer):
    actions.send_back(reviewer.actor, handed_up, "请核对。")
    handed_up.steps.filter(kind="returned").update(comment="没有问题。")
    assert [one.reason for one in verifying.doubts()] == ["step"]
    handed_up.steps.filter(kind="returned").update(comment="请核对。")
    assert list(verifying.doubts()) == []
    Report.objects.filter(id=handed_up.id).update(state=State.APPROVED)
    assert [one.reason for one in verifying.doubts()] == ["state"]
