"""An officer of another town brings a package: the page says whose group it is, and stays."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.learning.forms import ConfirmForm
from suyang.learning.models import Group, PackageImport
from tests.conftest import _staff
from tests.learning import afternoon
from tests.learning.test_a_package_carries_a_group_once import exported, go_to_the_county

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(other_village):
    """An officer of the village next door."""
    return _staff("neighbour", "officer", other_village)


@pytest.fixture
def package(group, trainer) -> bytes:
    afternoon.enrol(group, "老周")
    data = exported(trainer, group)
    go_to_the_county(group)
    return data


def sent(cast, data: bytes):
    file = SimpleUploadedFile("group.suyang-group", data)
    return cast.client.post(
        reverse("group-import"), {"package": file}, headers={"Accept-Language": "en"}
    )


def test_the_import_page_names_the_unit_and_who_may(neighbour, officer, package):
    page = sent(neighbour, package)
    text = page.content.decode()
    assert page.status_code == 403
    assert page.templates[0].name == "learning/import.html"
    assert page.context["form"].errors["package"]
    for name in ("The group belongs to village", "county"):
        assert name in text
    assert 'type="file"' in text
    assert not Group.objects.exists()
    assert not PackageImport.objects.exists()


def test_without_such_an_officer_the_units_above_are_named(neighbour, package):
    text = sent(neighbour, package).content.decode()
    for name in ("village", "town", "county"):
        assert name in text


def test_confirming_does_not_get_around_it(neighbour, officer, package):
    packed = {"packed": ConfirmForm.pack(package)}
    page = neighbour.client.post(
        reverse("group-import"), packed, headers={"Accept-Language": "en"}, follow=True
    )
    assert page.status_code == 200
    assert "The group belongs to village" in page.content.decode()
    assert not Group.objects.exists()


def test_the_right_officer_takes_it_in(officer, package):
    assert sent(officer, package).templates[0].name == "learning/import_preview.html"
