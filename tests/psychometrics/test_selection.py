import numpy as np
import pytest

from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.selection import Owed, paying
from suyang.psychometrics.tracking import Prepared, quick_reduction

from .sitting import ERROR
from .world import AREAS, EQUAL, SIGMA, K, bank

RNG = np.random.default_rng(7)
BANK = bank(RNG, 200)
PREPARED = Prepared.of(BANK, K, ERROR)
ANYTHING = np.ones(len(BANK), dtype=bool)


@pytest.fixture(scope="module")
def person():
    return followed(list(range(6)), [1, 0, 1, 1, 0, 0])


def followed(rows, scores):
    found = PREPARED.nobody(np.zeros(K), SIGMA)
    for row, score in zip(rows, scores, strict=True):
        found = found.after(PREPARED, row, score, float(BANK.c[row]))
    return found


def best(person, usable, weights=EQUAL):
    return int(np.where(usable, quick_reduction(person, PREPARED, weights), -1).argmax())


def weighted_sd(rows, scores):
    said = posterior(np.zeros(K), SIGMA, BANK.take(rows), scores)
    return np.sqrt(EQUAL @ np.diag(said.theta_cov))


def test_weights_say_what_matters(person):
    only = np.zeros(K)
    only[5] = 1
    assert BANK.competence[best(person, ANYTHING, only)] == 5


def test_minimums_are_met_in_time():
    competence = np.zeros(K, dtype=int)
    competence[20] = 1
    area = np.array([1, 2, 1, 2, 2])
    usable, answered = ANYTHING.copy(), []
    for at in range(8):
        taken = BANK.take(answered)
        owed = Owed.of(
            competence - np.bincount(taken.competence, minlength=K),
            area - np.bincount(taken.area, minlength=5),
        )
        needed = usable & paying(BANK, owed, 8 - at)
        item = best(followed(answered, [i % 2 for i in range(at)]), needed)
        usable[item] = False
        answered.append(item)
    given_items = BANK.take(answered)
    assert (np.bincount(given_items.area, minlength=5) >= area).all()
    assert 20 in given_items.competence


def test_what_an_area_is_owed_is_paid_by_its_competences():
    owed = Owed.of([1] + [0] * 20, [1, 0, 0, 0, 0])
    assert paying(BANK, owed, 2).all()
    assert (BANK.competence[paying(BANK, owed, 1)] == 0).all()
    wider = Owed.of([1] + [0] * 20, [2, 0, 0, 0, 0])
    assert (BANK.area[paying(BANK, wider, 2)] == 0).all()
    assert not Owed.of([-1], [0]).any


def test_a_minimum_that_two_can_pay_is_not_counted_twice():
    owed = Owed.of([1] + [0] * 20, [1, 0, 0, 0, 0])
    assert owed.competence.sum() + owed.area.sum() == 2
    assert paying(BANK, owed, 2).all()
    assert not paying(BANK, owed, 1).all()
    assert paying(BANK, Owed.of([0] * K, [0] * 5), 1).all()


def test_choosing_beats_chance():
    """Ten chosen items leave less uncertainty than ten at random."""
    rng = np.random.default_rng(5)
    usable, answered = ANYTHING.copy(), []
    for at in range(10):
        answered.append(best(followed(answered, [i % 2 for i in range(at)]), usable))
        usable[answered[-1]] = False
    pattern = [i % 2 for i in range(10)]
    chance = [weighted_sd(rng.permutation(200)[:10], pattern) for _ in range(10)]
    assert weighted_sd(answered, pattern) < min(chance)
    assert len(set(AREAS)) == len(set(BANK.take(answered).area.tolist()))
