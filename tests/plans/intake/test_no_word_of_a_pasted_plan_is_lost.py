"""Whatever is pasted, nothing raises, and every line stands in the preview."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.plans.intake import grids, outline, prose
from suyang.plans.intake.draft import Draft

PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "(二)",
        "1.",
        "1.1",
        "第一章",
        "责任单位：",
        "（教育局牵头，",
        "民政局、",
        "培训",
        "2026年6月底前",
        "。",
        "\n",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_every_line_stands_in_the_preview(text: str) -> None:
    draft = prose.read(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [one.text for one in draft.lines] == [c for c in map(outline.clean, lines) if c]


def test_every_row_of_a_table_stands_in_the_preview() -> None:
    rows = [
        ["任务", "牵头单位", "完成时限"],
        ["一、加强供给", "", ""],
        ["开设夜校", "教育局", "2026年6月底前"],
        ["", "民政局", "2026年9月底前"],
    ]
    draft = Draft(year=2026)
    assert grids.read(rows, draft)
    shown = "\n".join(one.text for one in draft.lines)
    assert all(cell in shown for row in rows[1:] for cell in row if cell)
