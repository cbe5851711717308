"""The report's files: ordered once, made in the background, kept with their day, read by few."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock, files, ids
from suyang.foundation.models import AuditEntry, Job, StoredFile
from suyang.foundation.permissions import Denied, NotFound
from suyang.plans.models import YearFile
from suyang.plans.yearly import actions, keeping, texts
from tests.conftest import _staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(administrator, plan, county, rates, django_capture_on_commit_callbacks):
    """order(request, actor): an order, and the work that it begins."""

    def order(request=None, actor=None, execute=True):
        with django_capture_on_commit_callbacks(execute=execute):
            return actions.order(
                actor or administrator.actor,
                plan,
                county.id,
                2026,
                "en",
                "docx",
                request or ids.uuid7(),
            )

    return order


def test_a_second_press_makes_no_second_file(order):
    request = ids.uuid7()
    first = order(request)
    assert order(request).id == first.id == request
    assert YearFile.objects.count() == StoredFile.objects.count() == 1
    assert AuditEntry.objects.filter(action="year.ordered").count() == 1


def test_another_press_while_it_is_being_made_waits_for_the_first(order):
    first = order(execute=False)
    assert first.state == Job.State.WAITING
    second = order()
    assert second.id == first.id
    assert Job.objects.count() == YearFile.objects.count() == 1


def test_a_report_that_says_the_same_is_the_file_that_there_is(order, administrator, plan, county):
    first, second = order(), order()
    assert first.id != second.id
    jobs = [Job.objects.get(id=one.id) for one in (first, second)]
    assert jobs[0].result_url == jobs[1].result_url != ""
    assert YearFile.objects.count() == StoredFile.objects.count() == 1
    texts.write(administrator.actor, plan, county.id, 2026, texts.INTRODUCTION, {"en": "New."})
    third = Job.objects.get(id=order().id)
    assert third.result_url not in ("", jobs[0].result_url)
    assert YearFile.objects.count() == 2


def test_work_that_is_done_again_after_a_crash_makes_nothing_new(order, administrator):
    job = order()
    kept = YearFile.objects.get()
    Job.objects.filter(id=job.id).update(state=Job.State.RUNNING)
    actions.make_file.func(str(job.id), str(administrator.actor.account_id), "en")
    assert Job.objects.get(id=job.id).state == Job.State.DONE
    assert YearFile.objects.get().file_id == kept.file_id


def test_the_page_lists_the_files_with_their_day(order, administrator, plan, county):
    order()
    page = administrator.client.get(
        reverse("plan-year", args=[plan.slug]), {"unit": county.id, "year": 2026}
    ).content.decode()
    row = YearFile.objects.get()
    assert reverse("file", args=[row.file_id]) in page
    assert clock.local_day(row.made_at).isoformat() in page


def test_who_has_lost_the_role_gets_no_file(order, administrator):
    job = order(execute=False)
    administrator.actor.grants[0].delete()
    actions.make_file.func(str(job.id), str(administrator.actor.account_id), "en")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "may not" in job.message
    assert not StoredFile.objects.exists()


def test_a_file_is_read_by_those_who_would_see_as_much(
    order, administrator, stranger, town_officer, county, plan, task, milestone, make_unit
):
    order()
    row = YearFile.objects.get()
    assert row.inside == [task.pk]
    colleague = _staff("colleague", "analyst", county)
    assert files.read(colleague.actor, row.file_id)[1].startswith(b"PK")
    observer = _staff("looks-on", "observer", county)
    for other in (stranger, town_officer, observer):
        with pytest.raises(NotFound):
            files.read(other.actor, row.file_id)
        assert other.client.get(reverse("file", args=[row.file_id])).status_code == 404


def test_an_office_below_does_not_read_what_only_the_one_above_may_see(
    order, administrator, town_officer, town, plan, task, django_capture_on_commit_callbacks
):
    """The county makes the town's report, with states of tasks that are not open to the town."""
    for actor in (administrator.actor, town_officer.actor):
        with django_capture_on_commit_callbacks(execute=True):
            actions.order(actor, plan, town.id, 2026, "en", "docx", ids.uuid7())
    of_county = YearFile.objects.get(ordered_by=administrator.person.id)
    of_town = YearFile.objects.get(ordered_by=town_officer.person.id)
    assert keeping.of_year(town_officer.actor, plan, town.id, 2026) == [of_town]
    both = keeping.of_year(administrator.actor, plan, town.id, 2026)
    assert {one.id for one in both} == {of_county.id, of_town.id}
    with pytest.raises(NotFound):
        files.read(town_officer.actor, of_county.file_id)


def test_orders_that_nobody_may_give(order, stranger, administrator, plan, county):
    with pytest.raises(Denied):
        order(actor=stranger.actor)
    with pytest.raises(NotFound):
        actions.order(administrator.actor, plan, county.id, 2026, "en", "xls", ids.uuid7())
    request = ids.uuid7()
    order(request)
    other = _staff("another", "officer", county)
    with pytest.raises(NotFound):
        order(request, actor=other.actor)


def test_files_of_another_day_stand_beside_each_other(order, monkeypatch):
    order()
    tomorrow = clock.today() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    order()
    assert YearFile.objects.count() == 2


def test_an_order_that_was_lost_blocks_no_later_one(order, monkeypatch):
    """Killed after the commit and before the queue had it: it waits for ever."""
    lost = order(execute=False)
    later = clock.now() + dt.timedelta(minutes=14)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert order(execute=False).id == lost.id
    later += dt.timedelta(minutes=2)
    again = order()
    assert again.id != lost.id
    assert Job.objects.get(id=again.id).state == Job.State.DONE


def test_a_repeat_after_a_crash_finds_the_file_that_there_was(order, administrator, monkeypatch):
    """Killed when the order had given way to the earlier file and the job was not told yet."""
    order()

    def killed(*_said):
        raise KeyboardInterrupt

    second = order(execute=False)
    run = actions.jobs.run
    monkeypatch.setattr(actions.jobs, "run", lambda id, work: (work(lambda *_: None), killed()))
    account = str(administrator.actor.account_id)
    with pytest.raises(KeyboardInterrupt):
        actions.make_file.func(str(second.id), account, "en")
    monkeypatch.setattr(actions.jobs, "run", run)
    actions.make_file.func(str(second.id), account, "en")
    second.refresh_from_db()
    assert second.state == Job.State.DONE
    assert second.result_url == reverse("file", args=[YearFile.objects.get().file_id])


def test_the_same_content_is_no_file_that_its_owner_may_not_read(order, county):
    """Who makes reports without seeing those of units gets a file of their own."""
    first = order()
    kept = YearFile.objects.get()
    maker = _staff("maker", "analyst", county)
    seen = keeping._reads

    def reads(actor, row, own=None):
        return row.ordered_by == actor.person_id and seen(actor, row, own)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "_reads", reads)
        second = Job.objects.get(id=order(actor=maker.actor).id)
    assert YearFile.objects.count() == 2
    assert second.result_url != Job.objects.get(id=first.id).result_url
    own = YearFile.objects.exclude(id=kept.id).get()
    assert second.result_url == reverse("file", args=[own.file_id])
    assert own.file.sha256 == kept.file.sha256


def test_the_faster_of_two_with_one_id_is_the_order(order, monkeypatch):
    """The second asked before the first had come through."""
    request = ids.uuid7()
    first = order(request, execute=False)
    asked = actions._ordered
    answers = iter([None])
    monkeypatch.setattr(
        actions, "_ordered", lambda actor, id: next(answers, None) or asked(actor, id)
    )
    monkeypatch.setattr(keeping, "under_way", lambda row: None)
    assert order(request).id == first.id
    assert YearFile.objects.count() == Job.objects.count() == 1
