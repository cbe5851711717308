"""Frameworks, crosswalks, plans and terms under content/ keep their schemas and agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from suyang.interchange.framework import Crosswalk, Framework, FrameworkError
from suyang.interchange.framework_content import framework_from_content

Content = Callable[[str], Any]
FRAMEWORKS = ("suyang-21", "action-outline-9", "national-survey-3")
BANDS = ["foundation", "intermediate", "advanced", "highly_specialised"]


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        *[("frameworks/schema.json", f"frameworks/{name}.yaml") for name in FRAMEWORKS],
        ("frameworks/crosswalks.schema.json", "frameworks/crosswalks.yaml"),
        *[("plans/schema.json", f"plans/{name}.yaml") for name in ("bodies", "kp2022", "kp2024")],
        ("terms/schema.json", "terms/terms.yaml"),
    ],
)
def test_the_file_keeps_its_schema(content: Content, schema: str, name: str) -> None:
    rules = content(schema)
    Draft202012Validator.check_schema(rules)
    document = content(name)
    faults = [
        f"{fault.json_path}: {fault.message}"
        for fault in Draft202012Validator(rules).iter_errors(document)
    ]
    assert faults == []


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_framework_is_named_as_its_file_and_agrees_with_itself(
    content: Content, name: str
) -> None:
    assert framework_from_content(content(f"frameworks/{name}.yaml")).id == name


def test_suyang_21_describes_every_competence_in_every_band(suyang_21: Framework) -> None:
    assert [band.id for band in suyang_21.bands] == BANDS
    for competence in suyang_21.every_competence():
        assert [descriptor.band for descriptor in competence.descriptors] == BANDS
        for descriptor in competence.descriptors:
            assert descriptor.text["en"].startswith("A person ")


def test_no_text_of_suyang_21_is_used_twice(suyang_21: Framework, content: Content) -> None:
    texts = [
        text[language]
        for competence in [
            part
            for area in content("frameworks/suyang-21.yaml")["areas"]
            for part in area["competences"]
        ]
        for text in [
            competence["description"],
            competence["life"],
            *competence["descriptors"].values(),
            *competence["next"].values(),
        ]
        for language in ("zh-Hans", "en")
    ]
    assert len(texts) == 21 * 10 * 2
    assert len(set(texts)) == len(texts)


def test_a_band_that_is_not_defined_is_named(content: Content) -> None:
    document = dict(content("frameworks/suyang-21.yaml"))
    document["bands"] = document["bands"][1:]
    with pytest.raises(FrameworkError, match="band 'foundation', which is not defined"):
        framework_from_content(document)


def test_the_crosswalks_reach_every_competence_of_both_ends(
    suyang_21: Framework, crosswalks: list[tuple[Crosswalk, Framework]]
) -> None:
    mine = {competence.code for competence in suyang_21.every_competence()}
    assert len(crosswalks) == 2
    for crosswalk, destination in crosswalks:
        assert {link.origin for link in crosswalk.links} == mine
        theirs = {competence.code for competence in destination.every_competence()}
        assert {link.destination for link in crosswalk.links} == theirs


@pytest.mark.parametrize("name", ["kp2022", "kp2024"])
def test_a_plan_has_the_published_counts_and_only_known_bodies_and_sources(
    content: Content, name: str
) -> None:
    plan = content(f"plans/{name}.yaml")
    bodies = {body["id"] for body in content("plans/bodies.yaml")["bodies"]}
    tasks = [task for aspect in plan["aspects"] for task in aspect["tasks"]]
    counts = plan["published_counts"]
    assert plan["id"] == name
    assert (len(plan["aspects"]), len(tasks)) == (counts["aspects"], counts["tasks"])
    assert set(plan["issued_by"]) <= bodies
    assert [aspect["no"] for aspect in plan["aspects"]] == [
        str(number + 1) for number in range(counts["aspects"])
    ]
    for aspect in plan["aspects"]:
        assert [task["no"] for task in aspect["tasks"]] == [
            f"{aspect['no']}.{number + 1}" for number in range(len(aspect["tasks"]))
        ]
    sources = {source["id"] for source in plan["sources"]}
    for part in [*plan["goals"], *plan["aspects"]]:
        assert set(part["sources"]) <= sources
    indicators = plan["indicators"]
    published = counts["indicators"]
    assert len(indicators) == (0 if published == "not_published" else published)
    numbers = {task["no"] for task in tasks}
    for indicator in indicators:
        assert set(indicator.get("tasks", [])) <= numbers
    named = {task["evidence"].get("named_indicator") for task in tasks} - {None}
    assert named <= {indicator["id"] for indicator in indicators}
