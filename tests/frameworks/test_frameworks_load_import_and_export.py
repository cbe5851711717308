from __future__ import annotations

import json

import pytest
from django.conf import settings

from suyang.foundation import content
from suyang.foundation.permissions import Refused
from suyang.frameworks import actions, queries
from suyang.frameworks.models import Competence, Crosswalk, Framework
from suyang.organisations.permissions import system

pytestmark = pytest.mark.django_db


def test_the_main_framework_has_five_areas_and_21_competences(bank):
    framework = queries.framework()
    areas = Competence.objects.filter(framework=framework, area=None)
    assert areas.count() == 5
    assert Competence.objects.filter(framework=framework).exclude(area=None).count() == 21
    assert [band["levels"] for band in framework.body["bands"]] == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_loading_again_changes_nothing(bank):
    assert set(content.load(settings.SUYANG_CONTENT).counts.values()) == {0}


def test_every_competence_has_a_descriptor_for_every_band_in_both_languages(bank):
    bodies = queries.competence_bodies()
    assert len(bodies) == 21
    for body in bodies.values():
        for band in queries.band_names():
            assert set(body["descriptors"][band]) >= {"zh-Hans", "en"}


def test_crosswalks_lead_to_loaded_frameworks(bank):
    targets = {row.target for row in Crosswalk.objects.all()}
    assert targets == {"action-outline-9", "national-survey-3"}
    assert Framework.objects.filter(slug__in=targets).count() == 2


def test_digcomp_is_imported_from_its_official_file(bank, reference_data):
    data = (reference_data / "digcomp3" / "digcomp-3.0.jsonld").read_bytes()
    framework = actions.import_framework(system("test"), data, "digcomp")
    assert framework.competences.exclude(area=None).count() == 21
    assert len(framework.body["outcomes"]) == 523
    package = queries.case_package(framework.slug)
    assert len(package["CFItems"]) > 21 + 523
    again = actions.import_framework(system("test"), data, "digcomp")
    assert again.id == framework.id


def test_another_framework_loads_the_same_way(bank):
    body = {
        "id": "two-things",
        "version": 1,
        "title": {"en": "Two things"},
        "description": {"en": "A small one"},
        "publisher": {"en": "An office"},
        "licence": "CC0-1.0",
        "sources": [],
        "competences": [
            {"code": "a", "name": {"en": "A"}, "description": {"en": "a"}},
            {"code": "b", "name": {"en": "B"}, "description": {"en": "b"}},
        ],
    }
    framework = actions.import_framework(system("test"), json.dumps(body).encode(), "suyang")
    assert list(framework.competences.values_list("code", flat=True)) == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"", "digcomp"),
        (b"{}", "digcomp"),
        (b'{"@graph": [{"@type": "Competence", "@id": "Competence/1.1"}]}', "digcomp"),
        (b"\xff\xfe", "suyang"),
        (b"[]", "suyang"),
        (b"id: x", "suyang"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_stored(db, data, format):
    before = Framework.objects.count()
    with pytest.raises(Refused):
        actions.import_framework(system("test"), data, format)
    assert Framework.objects.count() == before


def test_the_pages_open_in_both_languages(bank, county, visitor):
    for language in ("zh-CN", "en"):
        page = visitor.client.get("/frameworks/suyang-21/", headers={"accept-language": language})
        assert page.status_code == 200
    package = visitor.client.get("/frameworks/suyang-21/case.json").json()
    assert package["CFDocument"]["title"]
    assert visitor.client.get("/frameworks/none/").status_code == 404
