"""A framework leaves as a CASE 1.1 package that others can read, with lasting identifiers."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from suyang.interchange import case
from suyang.interchange.framework import (
    Area,
    Band,
    Competence,
    Crosswalk,
    Descriptor,
    Framework,
    FrameworkError,
    Level,
    Link,
)

BASE = "https://suyang.example.org/"
CHANGED = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SCHEMA = json.loads((Path(__file__).parent / "case.schema.json").read_text(encoding="utf-8"))

Ends = list[tuple[Crosswalk, Framework]]


def tiny(**changes: Any) -> Framework:
    def both(text: str) -> dict[str, str]:
        return {"en": text, "zh-Hans": f"中{text}"}

    peeling = Competence("1.1", both("Peeling"), both("Peels."), (Descriptor("low", both("One.")),))
    framework = Framework(
        id="apples",
        version="3",
        title=both("Apples"),
        description=both("About apples."),
        publisher=both("The orchard"),
        licence="CC-BY-4.0",
        areas=(Area("1", both("Fruit"), both("All fruit."), (peeling,)),),
        bands=(Band("low", both("Low"), both("Below."), (1,)),),
        levels=(Level(1, both("Level 1"), both("First."), "low"),),
    )
    return dataclasses.replace(framework, **changes)


def write(framework: Framework, **options: Any) -> dict[str, Any]:
    return case.package(framework, **{"base_url": BASE, "last_change": CHANGED, **options})


def identifiers(package: dict[str, Any]) -> list[str]:
    parts = [package["CFDocument"], *package["CFItems"], *package["CFAssociations"]]
    parts += [part for group in package["CFDefinitions"].values() for part in group]
    return [part["identifier"] for part in parts]


def relations(package: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return [
        (link["originNodeURI"]["title"], link["destinationNodeURI"]["title"])
        for link in package["CFAssociations"]
        if link["associationType"] == kind
    ]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_suyang_21_with_its_crosswalks_is_a_valid_package(
    suyang_21: Framework, crosswalks: Ends, language: str
) -> None:
    other = {"en": "zh-Hans", "zh-Hans": "en"}[language]
    package = write(
        suyang_21,
        language=language,
        translation_of=other,
        crosswalks=crosswalks,
        valid_from=date(2026, 11, 21),
    )
    faults = [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(package)]
    assert faults == []
    types = Counter(item["CFItemType"] for item in package["CFItems"])
    assert types == {
        "Competence area": 5,
        "Competence": 21,
        "Level descriptor": 84,
        "Proficiency band": 4,
        "Proficiency level": 8,
    }
    kinds = Counter(link["associationType"] for link in package["CFAssociations"])
    lines = sum(len(walk.links) + len(walk.level_links) for walk, _ in crosswalks)
    assert kinds["isChildOf"] == kinds["isTranslationOf"] == 122
    assert kinds["hasSkillLevel"] == 84
    assert kinds["exactMatchOf"] + kinds["isPartOf"] + kinds["isRelatedTo"] == lines
    assert len(set(identifiers(package))) == len(identifiers(package))


def test_every_link_within_the_package_leads_to_a_part_of_it(suyang_21: Framework) -> None:
    package = write(suyang_21)
    uris = {package["CFDocument"]["uri"]} | {item["uri"] for item in package["CFItems"]}
    types = {kind["uri"] for kind in package["CFDefinitions"]["CFItemTypes"]}
    licences = {licence["uri"] for licence in package["CFDefinitions"]["CFLicenses"]}
    for link in package["CFAssociations"]:
        assert link["originNodeURI"]["uri"] in uris
        assert link["destinationNodeURI"]["uri"] in uris
    for item in package["CFItems"]:
        assert item["CFItemTypeURI"]["uri"] in types
        assert item["licenseURI"]["uri"] in licences


def test_the_tree_is_told_by_child_relations_in_order() -> None:
    package = write(tiny())
    assert relations(package, "isChildOf") == [
        ("1 Fruit", "Apples"),
        ("1.1 Peeling", "1 Fruit"),
        ("1.1 Low", "1.1 Peeling"),
        ("Low", "Apples"),
        ("Level 1", "Low"),
    ]
    assert relations(package, "hasSkillLevel") == [("1.1 Low", "Low")]


def test_a_framework_without_areas_hangs_its_competences_on_the_document() -> None:
    loose = Competence("make", {"en": "Making"}, {"en": "Makes."})
    package = write(tiny(areas=(), competences=(loose,)))
    assert relations(package, "isChildOf")[0] == ("make Making", "Apples")


def test_identifiers_are_version_5_and_do_not_depend_on_place_time_or_version() -> None:
    first = write(tiny())
    second = write(
        tiny(version="4"), base_url="http://elsewhere.example/x", last_change=datetime.now(UTC)
    )
    assert identifiers(first) == identifiers(second)
    assert {uuid.UUID(own).version for own in identifiers(first)} == {5}


def test_identifiers_differ_between_languages_and_frameworks() -> None:
    def own(package: dict[str, Any]) -> set[str]:
        return {item["identifier"] for item in package["CFItems"]}

    english, chinese = own(write(tiny())), own(write(tiny(), language="zh-Hans"))
    pears = own(write(tiny(id="pears")))
    assert not english & chinese
    assert not english & pears


def test_the_known_identifier_of_a_competence_never_changes() -> None:
    package = write(tiny())
    item = next(item for item in package["CFItems"] if item["humanCodingScheme"] == "1.1")
    expected = uuid.uuid5(
        uuid.uuid5(uuid.NAMESPACE_URL, "urn:suyang:case"), "apples/en/competence/1.1"
    )
    assert item["identifier"] == str(expected)
    assert item["uri"] == f"https://suyang.example.org/ims/case/v1p1/CFItems/{expected}"


def test_a_translation_points_to_the_item_of_the_other_package() -> None:
    english = {item["identifier"] for item in write(tiny())["CFItems"]}
    chinese = write(tiny(), language="zh-Hans", translation_of="en")
    targets = {
        link["destinationNodeURI"]["identifier"]
        for link in chinese["CFAssociations"]
        if link["associationType"] == "isTranslationOf"
    }
    assert targets == english


def test_a_crosswalk_keeps_its_relation_remark_and_grouping() -> None:
    pears = tiny(id="pears")
    walk = Crosswalk(
        "apples-to-pears",
        "apples",
        "pears",
        (Link("1.1", "isPartOf", "1.1", {"en": "Both are peeled."}),),
        (Link("low", "isRelatedTo", "1", {}, judgement=True),),
        {"en": "Fruit."},
    )
    package = write(tiny(), crosswalks=[(walk, pears)])
    assert list(Draft202012Validator(SCHEMA).iter_errors(package)) == []
    grouped = [link for link in package["CFAssociations"] if "CFAssociationGroupingURI" in link]
    assert [link["associationType"] for link in grouped] == ["isPartOf", "isRelatedTo"]
    assert grouped[0]["notes"] == "Both are peeled."
    far = {item["identifier"] for item in write(pears)["CFItems"]}
    assert {link["destinationNodeURI"]["identifier"] for link in grouped} <= far
    assert package["CFDefinitions"]["CFAssociationGroupings"][0]["title"] == "apples-to-pears"


def test_the_time_is_written_in_utc() -> None:
    beijing = timezone(timedelta(hours=8))
    package = write(tiny(), last_change=datetime(2026, 11, 21, 7, 30, tzinfo=beijing))
    assert package["CFDocument"]["lastChangeDateTime"] == "2026-11-20T23:30:00Z"


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "suyang.example.org"},
        {"base_url": "ftp://suyang.example.org"},
        {"base_url": "https://suyang.example.org/?a=1"},
        {"last_change": datetime(2026, 11, 21)},
        {"translation_of": "en"},
    ],
)
def test_an_unusable_base_time_or_translation_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"base|time zone|translate"):
        write(tiny(), **options)


@pytest.mark.parametrize(
    ("framework", "options", "expected"),
    [
        (tiny(title={"zh-Hans": "苹果"}), {}, "framework apples: has no text in en"),
        (tiny(), {"translation_of": "fr"}, "competence 1.1: has no text in fr"),
        (
            tiny(bands=(), levels=()),
            {},
            "competence 1.1: has a descriptor of band 'low', which is not defined",
        ),
        (tiny(areas=tiny().areas * 2), {}, "area 1: is defined twice"),
    ],
)
def test_a_framework_that_cannot_be_told_is_refused(
    framework: Framework, options: dict[str, Any], expected: str
) -> None:
    with pytest.raises(FrameworkError) as caught:
        write(framework, **options)
    assert expected in [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("walk", "expected"),
    [
        (
            Crosswalk("w", "apples", "plums", ()),
            "crosswalk w: leads from apples to plums, but was given apples and pears",
        ),
        (
            Crosswalk("w", "apples", "pears", (Link("1.2", "isPartOf", "1.1"),)),
            "crosswalk w, 1.2 to 1.1: 1.2 is not in apples",
        ),
        (
            Crosswalk("w", "apples", "pears", (Link("1.1", "isPartOf", "9"),)),
            "crosswalk w, 1.1 to 9: 9 is not in pears",
        ),
        (
            Crosswalk("w", "apples", "pears", (Link("1.1", "sameAs", "1.1"),)),
            "crosswalk w, 1.1 to 1.1: unknown relation 'sameAs'",
        ),
    ],
)
def test_a_crosswalk_that_leads_nowhere_is_refused(walk: Crosswalk, expected: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        write(tiny(), crosswalks=[(walk, tiny(id="pears"))])
    assert [str(problem) for problem in caught.value.problems] == [expected]
