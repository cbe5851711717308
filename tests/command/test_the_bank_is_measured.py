"""`suyang content check` measures the questions as a whole, for a person and for a program."""

import shutil

import pytest

from tests.command.conftest import PROJECT

COPIED = "which-course-for-mr-jin"


@pytest.fixture
def content(empty, tmp_path):
    """A copy of the content in which something can be changed."""
    folder = tmp_path / "content"
    shutil.copytree(PROJECT / "content", folder)
    empty.variables["SUYANG_CONTENT"] = str(folder)
    return folder


def test_a_program_reads_every_figure(empty):
    done = empty.suyang("content", "check", "--json")
    assert done.code == 0, done.said
    assert "Measuring" in done.err
    bank = done.data["bank"]
    (single,) = [
        one for one in bank["positions"] if (one["kind"], one["pool"]) == ("single", "all")
    ]
    assert sum(single["counts"]) == bank["coverage"]["formats"]["single"]
    longest = [
        one for one in bank["strategies"] if (one["name"], one["pool"]) == ("longest", "all")
    ]
    assert all(one["solved"] <= one["bound"] and not one["above"] for one in longest)
    assert all(not one["refused"] for one in bank["pairs"])
    assert all(need["met"] for need in bank["coverage"]["needs"])
    assert all({"file", "line", "reason"} == set(one) for one in bank["warnings"])


def test_a_person_reads_tables_in_their_language(empty):
    english = empty.suyang("content", "check").out
    for heading in ("Place of the right option", "Most alike of all", "What a full bank needs"):
        assert heading in english
    assert "the longest" in english
    chinese = empty.suyang("content", "check", "--language", "zh").out
    for heading in ("正确选项的位置", "最相近的题目", "完整题库的要求"):
        assert heading in chinese


def test_a_copied_item_is_refused_and_the_figures_are_still_told(empty, content):
    folder = content / "items" / "5.4"
    for half in "AB":
        text = (folder / f"{COPIED}.yaml").read_text("utf-8")
        text = text.replace(COPIED, f"copied-{half.lower()}")
        lines = [f"half: {half}" if one.startswith("half:") else one for one in text.split("\n")]
        (folder / f"copied-{half.lower()}.yaml").write_text("\n".join(lines), "utf-8")
    done = empty.suyang("content", "check", "--json")
    assert done.code == 1
    assert all("asks nearly what items/5.4/" in one["reason"] for one in done.data["problems"])
    assert len(done.data["problems"]) == 3
    assert "bank" in done.data


def test_nothing_is_measured_while_a_file_is_wrong_by_itself(empty, content):
    path = content / "items" / "5.4" / f"{COPIED}.yaml"
    path.write_text("id: [\n", "utf-8")
    done = empty.suyang("content", "check", "--json")
    assert done.code == 1
    assert "bank" not in done.data
