"""Beside the engine: the item that a look one step ahead from the full posterior would choose."""

import numpy as np
import pytest

from suyang.assessment import eligibility, engine
from suyang.assessment.simulation import people, truth
from suyang.assessment.simulation.sitting import begun
from suyang.items.queries import ERROR
from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.tracking import Prepared, quick_reduction
from tests.assessment.simulating import part, world_of
from tests.psychometrics.exact_reduction import expected_reduction


def kept(bank, check, checks):
    """Shares of the best item's expected reduction that the quick choice keeps."""
    world = world_of(bank, check)
    items, k = world.arrays.items, len(world.arrays.competences)
    prepared = Prepared.of(items, k, ERROR)
    found = []
    for number in range(checks):
        log = begun(world.arrays, world.rules, 0)
        start = np.full(k, float(log.rules["start"]["theta"]))
        person = people.draw(world.arrays, world.rules, part(), engine.weights(log), 8, number)
        while isinstance(step := engine.next_step(log), int):
            rows = np.flatnonzero(eligibility.allowed(log))
            own = items.with_guessing(engine.person_guessing(log.entries, items.c))
            asked = [entry.row for entry in log.entries]
            scores = [int(entry.score) for entry in log.entries]
            exactly = posterior(start, engine.sigma(log), own.take(asked), scores, error=ERROR)
            best = expected_reduction(exactly, own.take(rows), engine.weights(log))
            now = engine.aim(log)
            quick = quick_reduction(now.person, prepared, engine.weights(log), own.c)
            found.append(best[quick[rows].argmax()] / best.max())
            theta = float(person.theta[items.competence[step]])
            score, dont_know = truth.answer(person.truth, items, step, theta, 0.3)
            log = log.with_answer(engine.Entry(step, float(score), dont_know, ""))
    return np.array(found)


@pytest.mark.long
@pytest.mark.parametrize(("check", "checks"), [("quick", 60), ("full", 24)])
def test_the_choice_keeps_nearly_all_that_the_best_item_promises(bank, check, checks, capsys):
    found = kept(bank, check, checks)
    at_5, least = np.percentile(found, 5), found.min()
    with capsys.disabled():
        print(
            f"\n{check}: worth of the item {found.mean():.4f}, at 5 {at_5:.4f}, least {least:.4f}"
        )
    assert found.mean() >= 0.95
    assert at_5 >= 0.85


def test_the_choice_of_a_few_checks_keeps_nearly_all_that_the_best_item_promises(bank):
    found = kept(bank, "quick", 3)
    assert found.mean() >= 0.95
    assert np.percentile(found, 5) >= 0.85
