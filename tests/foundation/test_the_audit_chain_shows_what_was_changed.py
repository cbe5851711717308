from __future__ import annotations

import pytest
from django.db.models import F

from suyang.foundation import audit
from suyang.foundation.models import AuditEntry
from suyang.organisations.permissions import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    for number in range(5):
        audit.record("group:1", system("test"), "group.change", number=number)
    return "group:1"


def found(stream):
    broken = audit.verify(stream)
    return broken and (broken.number, broken.reason)


def test_an_untouched_chain_holds(stream):
    assert audit.verify(stream) is None


def test_each_line_names_who_and_what(stream):
    entry = AuditEntry.objects.get(stream_id=stream, number=3)
    assert (entry.actor, entry.action, entry.data) == ("system:test", "group.change", {"number": 2})


def test_a_changed_line_is_found(stream):
    AuditEntry.objects.filter(stream_id=stream, number=3).update(data={"number": 99})
    assert found(stream) == (3, "changed")


def test_a_removed_line_is_found(stream):
    AuditEntry.objects.filter(stream_id=stream, number=2).delete()
    assert found(stream) == (2, "missing")


def test_a_cut_end_is_found(stream):
    AuditEntry.objects.filter(stream_id=stream, number=5).delete()
    assert found(stream) == (5, "missing")


def test_renumbered_lines_are_found(stream):
    AuditEntry.objects.filter(stream_id=stream, number=5).delete()
    AuditEntry.objects.filter(stream_id=stream, number=4).update(number=F("number") + 1)
    assert found(stream) == (4, "missing")


def test_streams_are_independent(stream):
    audit.record("group:2", system("test"), "group.change")
    AuditEntry.objects.filter(stream_id=stream, number=1).update(action="other")
    assert found("group:2") is None
    assert found(stream) == (1, "changed")
