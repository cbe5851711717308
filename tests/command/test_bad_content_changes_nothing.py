import shutil

import pytest

from tests.command.conftest import PROJECT


@pytest.fixture
def content(place, tmp_path):
    """A copy of the content in which something can be broken."""
    folder = tmp_path / "content"
    shutil.copytree(PROJECT / "content", folder)
    place.variables["SUYANG_CONTENT"] = str(folder)
    return folder


def test_a_refusal_names_file_line_and_reason_and_the_old_content_is_served(place, content):
    assert place.suyang("content", "check").code == 0
    path = content / "frameworks" / "suyang-21.yaml"
    path.write_text("id: suyang-21\nversion: [\n", "utf-8")
    checked = place.suyang("content", "check", "--json")
    assert checked.code == 1
    problem = checked.data["problems"][0]
    assert problem["file"] == "frameworks/suyang-21.yaml"
    assert problem["line"] >= 2
    second = place.serve()
    assert "frameworks/suyang-21.yaml:" in second.said
    assert "was not loaded" in second.said
    refused = place.suyang("content", "load")
    assert refused.code == 1
    assert "Nothing was loaded" in refused.out


def test_loading_again_is_allowed_and_says_what_changed(empty):
    place = empty
    assert place.suyang("migrate").code == 0
    first = place.suyang("content", "load", "--json")
    assert first.code == 0, first.said
    assert first.data["loaded"] is True
    assert first.data["counts"]["items"] > 80
    again = place.suyang("content", "load", "--json")
    assert again.data["counts"]["items"] == 0
