import pytest

FEW = ("--check", "elder", "--people", "4", "--seeds", "2", "--part", "honesty", "--jobs", "2")


def test_a_program_reads_all_figures(place):
    done = place.suyang("simulate", *FEW, "--json")
    found = done.data
    missed = [one["name"] for one in found["targets"] if one["verdict"] == "missed"]
    assert done.code == bool(missed)
    assert found["ok"] is not bool(missed)
    assert found["check"] == "elder"
    assert found["seeds"] == [1, 2]
    assert list(found["parts"]) == ["prior", "honesty"]
    prior = found["parts"]["prior"]
    assert prior["people"] == 8
    assert set(prior["groups"]) == {"overall", "areas", "competences"}
    for of in prior["groups"].values():
        assert set(of["bias"]) == {"value", "error", "n"}
        assert set(of["coverage"]) == {"80", "95"}
        assert len(of["curve"]) == 8
        assert len(of["confusion"]["given_truth"]) == 3
    assert set(found["parts"]["honesty"]["honest"]["overall"]) == {
        *("bias", "bias_full", "ratio", "lowered", "full"),
    }
    assert [one["seed"] for one in found["by_seed"]] == [1, 2]
    assert {"most", "bound", "unused", "by_competence"} <= set(found["exposure"])
    assert "1/2 prior" in done.err


@pytest.mark.parametrize(("language", "word"), [("en", "Targets"), ("zh", "目标值")])
def test_a_person_reads_tables(place, language, word):
    done = place.suyang("simulate", *FEW, "--language", language)
    assert done.code in (0, 1), done.said
    assert word in done.out.splitlines()
    assert "±" in done.out
    assert "Traceback" not in done.said


def test_without_questions_it_says_what_to_do(empty):
    assert empty.suyang("migrate").code == 0
    done = empty.suyang("simulate", "--json")
    assert done.code == 1
    assert done.data["error"]["code"] == "no_content"
    assert "suyang content load" in done.err


def test_what_is_not_understood_is_refused(place):
    assert place.suyang("simulate", "--check", "bogus").code == 2
    assert place.suyang("simulate", "--people", "0").code == 2
    assert place.suyang("simulate", "--correlation", "1.5").code == 2
