"""Figures of simulated checks: the same by the same seed, with errors, held against targets."""

import numpy as np
import pytest

from suyang.assessment import engine
from suyang.assessment.simulation import measures, people, plan, running, sitting
from suyang.assessment.simulation.measures import Stack, average
from suyang.assessment.simulation.summary import Target
from tests.assessment.simulating import part, simulated, world_of


def stack(truth, mean, sd=0.5, lowest=0, highest=0, enough=True):
    """Statements of one kind about people: one each."""
    column = np.array(truth, dtype=float)[:, None]

    def filled(value):
        return np.broadcast_to(np.reshape(value, (-1, 1)), column.shape)

    return Stack(
        truth=column,
        mean=filled(np.array(mean, dtype=float)),
        sd=filled(sd),
        by_prior=np.zeros((len(column), 1, 2)),
        lowest=filled(lowest),
        highest=filled(highest),
        enough=filled(enough),
    )


def without_seconds(summary):
    for one in summary["parts"].values():
        del one["sittings"]["cpu_s"]
    return summary


def test_the_same_seeds_give_the_same_figures_in_one_process_or_two(bank):
    world = world_of(bank, "elder")
    alone = without_seconds(simulated(world, only=("honesty",)))
    assert alone == without_seconds(simulated(world, only=("honesty",), jobs=2))
    other = without_seconds(simulated(world, only=("honesty",), seeds=[1, 3]))
    assert alone["by_seed"][0] == other["by_seed"][0]
    assert alone["by_seed"][1]["groups"] != other["by_seed"][1]["groups"]


def test_each_check_is_simulated_with_the_parts_that_make_sense_for_it(bank):
    def names(check):
        return [one.name for one in plan.parts(world_of(bank, check).rules, (0.5,))]

    assert names("full") == [
        *("prior", "even", "means", "correlation-0.5", "shift-harder", "shift-easier"),
        *("honesty", "spike-up", "spike-down", "start-unasked", "start-misleading"),
    ]
    assert "spike-up" not in names("quick")
    assert "correlation-0.5" not in names("single")


def test_a_check_of_one_competence_speaks_of_that_one_only(bank):
    found = simulated(world_of(bank, "single"), only=("shift",))
    assert list(found["parts"]["prior"]["groups"]) == ["competences"]
    assert found["parts"]["prior"]["groups"]["competences"]["rmse"]["n"] == 12
    assert found["exposure"]["bound"] is None


def test_a_follow_up_goes_on_from_a_full_check_where_its_answers_surprise(bank):
    world = world_of(bank, "follow-up")
    log = sitting.begun(world.arrays, world.first, 4)
    mean = engine.weights(log)
    spiky = part(spike=-3.0)
    person = people.draw(world.arrays, world.first, spiky, mean, 1, 4)
    full, _ended, _seconds = sitting.take(log, person)
    assert world.arrays.competences[4] in engine.surprising(full)
    further = sitting.following(world, full, "2.2", seed=1)
    after, _ended, _seconds = sitting.take(further, person)
    assert 4 <= len(after.entries) <= 6
    assert {row.competence for row in after.rows} == {"2.2"}
    assert not {row.slug for row in after.rows} & {row.slug for row in full.rows}
    assert len(after.counted) == len(full.entries) + len(after.entries)


def test_figures_have_the_error_of_a_sample_of_people():
    rng = np.random.default_rng(1)
    person = rng.standard_normal((400, 1))
    values = person + 0.1 * rng.standard_normal((400, 9))
    found = average(values, np.ones_like(values, dtype=bool))
    # Nine statements about a person who is one person.
    assert found["error"] == pytest.approx(1 / 20, rel=0.15)
    assert found["n"] == 3600
    half = average(values, values > 0)
    assert half["value"] == pytest.approx(values[values > 0].mean(), abs=1e-4)
    assert average(values, values > 99) == {"value": None, "error": None, "n": 0}
    assert average(np.ones((8, 1), dtype=bool), np.ones((8, 1)))["error"] == 0.1


def test_coverage_bias_and_confusion_are_what_they_are_called():
    made = stack([-1.5, -1.5, 0.5, 0.5], [-1.0, -0.2, 0.5, 0.0], 0.5, [0, 1, 1, 0], [0, 1, 2, 0])
    assert measures.accuracy(made)["bias"]["value"] == pytest.approx(0.325)
    assert measures.coverage(made)["80"]["value"] == 0.75
    assert measures.coverage(made)["95"]["value"] == 0.75
    said = measures.told_bands(made)
    assert said["above"]["value"] == 0.25
    assert said["below"]["value"] == 0.25
    assert said["above_at_2"]["value"] == 0.5
    assert said["above_at_1"]["value"] is None
    table = measures.confusion(made)
    assert table["said"][:3] == ["foundation", "foundation…intermediate", "intermediate"]
    assert table["counts"][0] == [1, 0, 1, 0, 0, 0]
    assert table["given_truth"][0] == [0.5, 0, 0.5, 0, 0, 0]
    # Said to be at foundation: one truly there, one advanced.
    assert [row[0] for row in table["given_said"]] == [0.5, 0, 0.5]


def test_a_target_is_missed_only_beyond_chance():
    def verdict(value, error, low=None, high=None):
        return Target("x", {"value": value, "error": error, "n": 9}, low, high).verdict

    assert verdict(0.80, 0.01, 0.77, 0.83) == "met"
    assert verdict(0.84, 0.01, 0.77, 0.83) == "uncertain"
    assert verdict(0.86, 0.01, 0.77, 0.83) == "missed"
    assert verdict(0.74, 0.01, 0.77, None) == "missed"
    assert verdict(None, None, 0.77, None) == "uncertain"


def test_exposure_counts_checks_not_answers(bank):
    world = world_of(bank, "quick")
    parts = plan.parts(world.rules, only=("prior",))
    found = running.run(world, parts, people=8, seeds=[1])
    from suyang.assessment.simulation.comparisons import exposure

    met = exposure(found["prior"], world.arrays, world.rules)
    used = [len(one.rows) for one in found["prior"]]
    assert met["length"] == pytest.approx(np.mean(used), abs=0.01)
    assert met["most"] == max(one["share"] for one in met["most_used"])
    total = sum(row["even"] * row["pool"] for row in met["by_competence"])
    assert total == pytest.approx(np.mean(used), abs=0.01)
