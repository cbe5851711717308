"""A number that is left out, or twice there, is noted; one that counts on from the aspect before is
as right as one that begins anew."""

from __future__ import annotations

import pytest

from suyang.plans.intake import prose


def notes(*lines):
    draft = prose.read("2027年工作要点\n" + "\n".join(lines))
    return [line.note for line in draft.lines if line.note]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("（一）做丙。", "（二）做丁。"), []),
        (("（三）做丙。", "（四）做丁。"), []),
        (("（四）做丙。", "（五）做丁。"), ["number_jumps"]),
        (("（三）做丙。", "（五）做丁。"), ["number_jumps"]),
        (("（三）做丙。", "（三）做丁。"), ["number_twice"]),
    ],
)
def test_the_second_aspect_begins_anew_or_counts_on(second, expected):
    found = notes("一、培训", "（一）做甲。", "（二）做乙。", "二、服务", *second)
    assert found == expected


def test_the_first_list_begins_at_one():
    assert notes("一、培训", "（三）做甲。", "（四）做乙。") == ["number_jumps"]


def test_what_stands_deeper_counts_by_itself():
    found = notes(
        "一、培训", "（一）做甲。", "1.先这样。", "2.再那样。", "（二）做乙。", "1.这样。"
    )
    assert found == []
