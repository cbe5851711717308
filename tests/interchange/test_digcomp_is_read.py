"""DigComp 3.0's data supplement becomes a neutral framework, or an error that names the node.

Tests on the official file need SUYANG_REFERENCE_DATA and say so when it is not set; the rest use a
small document of the same shape with invented sentences.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from suyang.interchange import digcomp
from suyang.interchange.framework import Framework, FrameworkError

Change = Callable[[dict[str, dict[str, Any]]], None]


@pytest.fixture
def official(reference_data: Path) -> bytes:
    return (reference_data / "digcomp3" / "digcomp-3.0.jsonld").read_bytes()


def small() -> dict[str, Any]:
    """Two areas, two competences, two levels of two bands, a statement, an outcome and a term."""

    def level(band: str, number: int) -> dict[str, Any]:
        return {
            "@type": "ProficiencyLevel",
            "@id": f"ProficiencyLevel/{band}_{number}",
            "four_levels_name": band,
            "eight_levels_mapping": number,
            "six_levels_mapping": f"A{number}",
            "four_levels_description": f"The band {band}.",
            "eight_levels_description": f"The level {number}.",
            "applies_to": "Everything.",
        }

    belonging = {
        "ai_label": "AI-Implicit",
        "competence_area_id": "CompetenceArea/1",
        "competence_id": "Competence/1.1",
        "four_levels_proficiency_name": "ProficiencyLevel/Highly advanced",
    }
    return {
        "@context": {},
        "@graph": [
            {"@type": "CompetenceArea", "@id": "CompetenceArea/2", "name": "B", "description": "b"},
            {"@type": "CompetenceArea", "@id": "CompetenceArea/1", "name": "A", "description": "a"},
            {
                "@type": "Competence",
                "@id": "Competence/1.1",
                "name": "Peeling",
                "description": "To peel apples.",
                "competence_area_id": "CompetenceArea/1",
            },
            {
                "@type": "Competence",
                "@id": "Competence/2.1",
                "name": "Baking",
                "description": "To bake cakes.",
                "competence_area_id": "CompetenceArea/2",
            },
            level("Highly advanced", 2),
            level("Basic", 1),
            {
                "@type": "CompetenceStatement",
                "@id": "CompetenceStatement/CS1.1.01",
                "description": "Peels.",
                **belonging,
            },
            {
                "@type": "LearningOutcome",
                "@id": "LearningOutcome/LO1.1.01",
                "description": "Peels well.",
                "type": "Skill",
                **belonging,
            },
            {"@type": "Glossary", "@id": "Glossary/AI system", "explanation": "A machine."},
        ],
    }


def problems(source: Any) -> list[str]:
    with pytest.raises(FrameworkError) as caught:
        digcomp.read(source)
    return [str(problem) for problem in caught.value.problems]


def test_the_official_file_has_its_published_numbers(official: bytes) -> None:
    framework = digcomp.read(official)
    assert len(framework.areas) == 5
    assert len(list(framework.every_competence())) == 21
    assert [(band.id, band.levels) for band in framework.bands] == [
        ("basic", (1, 2)),
        ("intermediate", (3, 4)),
        ("advanced", (5, 6)),
        ("highly_advanced", (7, 8)),
    ]
    assert [level.number for level in framework.levels] == [1, 2, 3, 4, 5, 6, 7, 8]
    counts = (len(framework.statements), len(framework.outcomes), len(framework.glossary))
    assert counts == (362, 523, 126)
    kinds = Counter(outcome.kind for outcome in framework.outcomes)
    assert kinds == {"Knowledge": 217, "Skill": 199, "Attitude": 107}


def test_every_competence_of_the_official_file_has_sentences_in_every_band(official: bytes) -> None:
    framework = digcomp.read(official)
    found = {(part.competence, part.band) for part in framework.statements}
    codes = [competence.code for competence in framework.every_competence()]
    assert found == {(code, band.id) for code in codes for band in framework.bands}


def test_suyang_21_has_the_official_numbers_and_names(
    official: bytes, suyang_21: Framework
) -> None:
    def names(framework: Framework) -> dict[str, str]:
        areas = {area.code: area.name["en"] for area in framework.areas}
        return areas | {part.code: part.name["en"] for part in framework.every_competence()}

    assert names(suyang_21) == names(digcomp.read(official))


def test_suyang_21_repeats_no_six_words_of_the_official_sentences(
    official: bytes, content: Callable[[str], Any]
) -> None:
    sentences = [
        text
        for node in json.loads(official)["@graph"]
        for key, text in node.items()
        if key.endswith(("description", "explanation", "applies_to"))
    ]
    theirs = {run for text in sentences for run in runs_of_six(text)}
    ours = content("frameworks/suyang-21.yaml")
    assert theirs
    assert [text for text in strings(ours) if runs_of_six(text) & theirs] == []


def test_bytes_text_and_object_read_alike() -> None:
    document = small()
    text = json.dumps(document)
    assert digcomp.read(text) == digcomp.read(text.encode()) == digcomp.read(document)


def test_parts_stand_in_the_order_of_their_numbers() -> None:
    framework = digcomp.read(small())
    assert [area.code for area in framework.areas] == ["1", "2"]
    assert [level.number for level in framework.levels] == [1, 2]
    assert [band.id for band in framework.bands] == ["basic", "highly_advanced"]
    statement = framework.statements[0]
    assert (statement.id, statement.competence, statement.band, statement.ai) == (
        "CS1.1.01",
        "1.1",
        "highly_advanced",
        "AI-Implicit",
    )
    assert framework.outcomes[0].kind == "Skill"
    assert framework.glossary[0].term == "AI system"
    assert framework.competence("2.1").name == {"en": "Baking"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"{", "document: is not JSON"),
        (b"\xff\xfe\xfa", "document: is not JSON"),
        ("[]", "document: is a list, not an object"),
        ("{}", "document: has no @graph"),
        ('{"@graph": {}}', "document: has an object as @graph, not a list"),
        ('{"@graph": []}', "document: has no node of type CompetenceArea"),
        ('{"@graph": ["x"]}', "@graph[0]: is a text, not an object"),
        ('{"@graph": [{"@type": "Competence"}]}', "@graph[0]: has no @id"),
    ],
)
def test_what_is_no_such_document_says_so(source: bytes | str, expected: str) -> None:
    assert problems(source)[0].startswith(expected)


def change_to(node: str, key: str, value: Any) -> Change:
    def change(nodes: dict[str, dict[str, Any]]) -> None:
        nodes[node][key] = value

    return change


def without(node: str, key: str) -> Change:
    def change(nodes: dict[str, dict[str, Any]]) -> None:
        del nodes[node][key]

    return change


CS, LO = "CompetenceStatement/CS1.1.01", "LearningOutcome/LO1.1.01"
BASIC, HIGH = "ProficiencyLevel/Basic_1", "ProficiencyLevel/Highly advanced_2"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (without("Competence/1.1", "name"), "Competence/1.1: has no name"),
        (change_to("Competence/1.1", "name", " "), "Competence/1.1: name is an empty text"),
        (change_to("Competence/1.1", "name", ["x"]), "Competence/1.1: name is a list"),
        (
            change_to("Competence/1.1", "competence_area_id", "CompetenceArea/9"),
            "Competence/1.1: competence_area_id names CompetenceArea/9, which is not in",
        ),
        (
            change_to("Competence/1.1", "competence_area_id", "CompetenceArea/2"),
            "Competence/1.1: is numbered 1.1 but lies in CompetenceArea/2",
        ),
        (
            change_to("Competence/1.1", "@id", "Competence/2.1"),
            "Competence/2.1: occurs twice",
        ),
        (
            change_to("Competence/1.1", "@type", "Skill"),
            "Competence/1.1: has the unknown @type 'Skill'",
        ),
        (
            change_to("Competence/1.1", "@id", "Area/1.1"),
            "Area/1.1: is a Competence, so its @id must be Competence/ and a code",
        ),
        (
            change_to(BASIC, "eight_levels_mapping", "1"),
            f"{BASIC}: eight_levels_mapping is '1', not a number 1 to 8",
        ),
        (
            change_to(BASIC, "eight_levels_mapping", True),
            f"{BASIC}: eight_levels_mapping is True, not a number 1 to 8",
        ),
        (change_to(BASIC, "eight_levels_mapping", 2), f"{BASIC}: is level 2, as {HIGH} is"),
        (
            change_to(BASIC, "eight_levels_mapping", 4),
            "document: has levels [2, 4], which leave a gap",
        ),
        (
            change_to(BASIC, "four_levels_name", "Highly advanced"),
            f"{BASIC}: describes the band 'Highly advanced' otherwise than another level",
        ),
        (
            change_to(CS, "competence_id", "Competence/2.1"),
            f"{CS}: is numbered under 1.1 but belongs to Competence/2.1",
        ),
        (
            change_to(CS, "competence_area_id", "CompetenceArea/2"),
            f"{CS}: names CompetenceArea/2, but its Competence/1.1 lies in CompetenceArea/1",
        ),
        (
            change_to(CS, "four_levels_proficiency_name", "ProficiencyLevel/Divine"),
            f"{CS}: four_levels_proficiency_name 'ProficiencyLevel/Divine' is no known band",
        ),
        (
            change_to(CS, "@id", "CompetenceStatement/first"),
            "CompetenceStatement/first: has a code that is not letters, competence and number",
        ),
        (
            change_to(LO, "type", "Talent"),
            f"{LO}: type is 'Talent', not one of Knowledge, Skill, Attitude",
        ),
        (without(LO, "ai_label"), f"{LO}: ai_label is None, not one of AI-Explicit"),
        (without("Glossary/AI system", "explanation"), "Glossary/AI system: has no explanation"),
    ],
)
def test_a_broken_node_is_named_with_what_is_wrong(change: Change, expected: str) -> None:
    document = copy.deepcopy(small())
    change({node["@id"]: node for node in document["@graph"]})
    assert any(problem.startswith(expected) for problem in problems(document))


def test_all_problems_are_reported_together() -> None:
    document = small()
    for node in document["@graph"]:
        node.pop("name", None)
    found = problems(document)
    assert [problem for problem in found if problem.endswith("has no name")] == [
        "Competence/1.1: has no name",
        "Competence/2.1: has no name",
        "CompetenceArea/2: has no name",
        "CompetenceArea/1: has no name",
    ]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def runs_of_six(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {" ".join(words[start : start + 6]) for start in range(len(words) - 5)}
