from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from suyang.foundation import files, ids
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import NotFound, Refused
from suyang.organisations.permissions import NOBODY, Actor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 small"


@pytest.fixture
def owner():
    return Actor(person_id=ids.uuid7())


def keep(owner, data=PDF, name="report.pdf"):
    return files.keep(data, name=name, media_type="application/pdf", owner=owner.person_id)


def place(row) -> Path:
    return Path(settings.SUYANG_HOME) / "files" / row.sha256[:2] / row.sha256


def test_the_owner_reads_what_was_kept(owner):
    row = keep(owner)
    assert files.read(owner, row.id) == (row, PDF)


def test_for_others_there_is_no_such_file(owner):
    row = keep(owner)
    for somebody in (NOBODY, Actor(person_id=ids.uuid7())):
        with pytest.raises(NotFound):
            files.read(somebody, row.id)
    with pytest.raises(NotFound):
        files.read(owner, ids.uuid7())


def test_a_file_that_is_not_what_it_says_is_refused(owner):
    with pytest.raises(Refused):
        keep(owner, b"<html>")
    with pytest.raises(Refused):
        files.keep(PDF, name="x", media_type="text/html", owner=None)
    assert not StoredFile.objects.exists()


def test_a_name_cannot_lead_elsewhere(owner):
    assert keep(owner, name="../../etc/passwd").name == "passwd"


def test_damage_is_noticed(owner):
    row = keep(owner)
    place(row).write_bytes(b"%PDF-1.7 other")
    with pytest.raises(Refused):
        files.read(owner, row.id)
    place(row).unlink()
    with pytest.raises(Refused):
        files.read(owner, row.id)


def test_the_same_content_is_kept_until_the_last_row_is_gone(owner):
    first, second = keep(owner, b"%PDF-1.7 twice"), keep(owner, b"%PDF-1.7 twice", "copy.pdf")
    path = place(first)
    files.remove(first)
    assert files.read(owner, second.id)[1] == b"%PDF-1.7 twice"
    files.remove(second)
    assert not path.exists()
