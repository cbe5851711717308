import json

from tests.command.conftest import PROJECT


def test_a_framework_comes_in_and_goes_out_as_case(office, tmp_path):
    source = PROJECT / "content" / "frameworks" / "suyang-21.yaml"
    done = office.suyang("framework", "import", str(source), "--format", "suyang", "--json")
    assert done.code == 0, done.said
    assert done.data["slug"] == "suyang-21"
    out = tmp_path / "case.json"
    done = office.suyang("framework", "export", "suyang-21", "--format", "case", "--to", str(out))
    assert done.code == 0, done.said
    package = json.loads(out.read_text("utf-8"))
    assert package["CFDocument"]["title"]
    assert office.suyang("framework", "export", "no-such").code == 1


def test_a_file_that_is_no_framework_is_refused(office, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"a": 1}')
    for form in ("digcomp", "suyang"):
        done = office.suyang("framework", "import", str(wrong), "--format", form, "--json")
        assert done.code == 1
        assert done.data["error"]["code"] == "invalid"
