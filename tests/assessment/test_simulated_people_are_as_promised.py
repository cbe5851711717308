"""Who is drawn, what is true of the items, and what such people then answer."""

from dataclasses import replace

import numpy as np
import pytest

from suyang.assessment import engine, report
from suyang.assessment.simulation import people, sitting, truth
from suyang.items.queries import ERROR
from suyang.psychometrics.items import expert_items
from suyang.psychometrics.prior import weak_correlation
from suyang.psychometrics.responses import probability
from suyang.psychometrics.scale import band_cuts
from tests.assessment.simulating import part, world_of

DRAWS = 4000


@pytest.fixture
def world(bank):
    return world_of(bank, "full")


def thetas(world, chosen, count=DRAWS):
    """theta of many people, (count, K), and the weights of their overall mean."""
    mean = engine.weights(sitting.begun(world.arrays, world.rules, 0))
    cov = people.covariance(world.arrays, chosen)
    rng = np.random.default_rng(3)
    drawn = [
        people.competences(cov, rng.standard_normal(mean.size), chosen, mean, rng.random())
        for _number in range(count)
    ]
    return np.array(drawn), mean


@pytest.mark.parametrize("correlation", [None, 0.0, 0.7])
def test_competences_hang_together_as_the_part_says(world, correlation):
    theta, _mean = thetas(world, part(correlation=correlation))
    areas = world.arrays.areas
    wanted = weak_correlation(areas)
    if correlation is not None:
        wanted = weak_correlation(areas, within=correlation, across=correlation)
    assert np.abs(theta.mean(axis=0)).max() < 0.08
    assert np.abs(np.cov(theta.T) - wanted).max() < 0.12


def test_the_prior_of_means_varies_more_in_common(world):
    theta, mean = thetas(world, part(common=0.6))
    plain, _mean = thetas(world, part())
    assert np.var(theta @ mean) - np.var(plain @ mean) == pytest.approx(0.6, abs=0.08)


def test_even_people_stand_at_all_levels_and_half_of_them_at_the_lowest_two(world):
    theta, mean = thetas(world, part(even=True))
    overall = theta @ mean
    assert people.EVEN[0] <= overall.min() <= overall.max() <= people.EVEN[-1]
    assert (overall < band_cuts()[0]).mean() == pytest.approx(0.5, abs=0.03)
    # Around their mean they are like everybody.
    plain, _mean = thetas(world, part())
    profile = [np.var(one - (one @ mean)[:, None]) for one in (theta, plain)]
    assert profile[0] == pytest.approx(profile[1], rel=0.05)


def test_true_difficulties_err_together_and_alone():
    alike = expert_items([0, 1, 0], [0, 0, 1], [2, 2, 5], [3, 3, 1], [4, 0, 4])
    rng = np.random.default_rng(1)
    drawn = [truth.draw(alike, ERROR, rng) for _number in range(DRAWS)]
    wrong = np.array([one.b for one in drawn]) - alike.b
    shared = ERROR.level + ERROR.area + ERROR.format
    assert np.var(wrong, axis=0) == pytest.approx(shared + ERROR.own, abs=0.02)
    assert np.cov(wrong.T)[0, 1] == pytest.approx(shared, abs=0.02)
    assert np.cov(wrong.T)[0, 2] == pytest.approx(0, abs=0.02)
    slopes = np.log([one.a for one in drawn]) - np.log(alike.a)
    assert slopes.std() == pytest.approx(0.3, abs=0.01)
    harder = truth.draw(alike, ERROR, np.random.default_rng(5), shift=0.3)
    assert harder.b - truth.draw(alike, ERROR, np.random.default_rng(5)).b == pytest.approx(0.3)


def test_answers_are_as_frequent_as_the_model_says():
    one = expert_items([0], [0], [3], [0], [4])
    for honesty, lucky in ((0.0, 1.0), (1.0, 0.0), (0.5, 0.5)):
        rng = np.random.default_rng(2)
        exact = [replace(truth.draw(one, ERROR, rng), a=one.a, b=one.b) for _number in range(DRAWS)]
        given = [truth.answer(each, one, 0, -1.0, honesty) for each in exact]
        knows = probability(-1.0, one.a[0], one.b[0], 0.0)
        right = float(probability(-1.0, one.a[0], one.b[0], lucky * one.c[0]))
        assert np.mean([score for score, _silent in given]) == pytest.approx(right, abs=0.025)
        silent = np.mean([silent for _score, silent in given])
        assert silent == pytest.approx(float(1 - knows) * honesty, abs=0.025)


def test_a_person_is_the_same_in_every_part_and_another_with_another_seed(world):
    mean = engine.weights(sitting.begun(world.arrays, world.rules, 0))

    def drawn(chosen, seed=1):
        return people.draw(world.arrays, world.rules, chosen, mean, seed, 7)

    first, honest = drawn(part()), drawn(part(honesty=1.0, shift=0.3))
    assert (first.theta == honest.theta).all()
    assert (first.truth.known == honest.truth.known).all()
    assert first.seed == honest.seed
    assert (first.theta != drawn(part(), seed=2).theta).any()


def test_a_spike_stands_alone(world):
    mean = engine.weights(sitting.begun(world.arrays, world.rules, 0))
    person = people.draw(world.arrays, world.rules, part(spike=-1.0), mean, 1, 7)
    others = np.delete(person.theta, person.competence)
    assert np.ptp(others) == 0
    assert person.theta[person.competence] - others[0] == pytest.approx(-1)


@pytest.mark.parametrize(("theta", "band"), [(6.0, "advanced"), (-6.0, "foundation")])
def test_who_knows_all_ends_at_the_top_and_who_knows_nothing_at_the_bottom(world, theta, band):
    log = sitting.begun(world.arrays, world.rules, 0)
    person = people.draw(world.arrays, world.rules, part(honesty=1.0), engine.weights(log), 1, 0)
    person = replace(person, theta=np.full_like(person.theta, theta))
    log, ended_by, _seconds = sitting.take(replace(log, seed=person.seed), person)
    said = report.make(log, engine.estimate(log))["overall"]
    assert ended_by == "length"
    assert said["lowest"] == said["highest"] == band
    assert said["enough"]
