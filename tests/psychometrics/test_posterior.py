import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyang.psychometrics.items import Items, expert_items
from suyang.psychometrics.posterior import posterior, posterior_batch
from suyang.psychometrics.prior import ItemError
from suyang.psychometrics.responses import category_probabilities, probability

from .world import AREAS, NO_ERROR, SIGMA, K, bank, exact

ONE = np.eye(1)
GRID = np.linspace(-7, 7, 2001)
seeds = st.integers(0, 10_000)


def brute(items, scores, log_prior=-(GRID**2) / 2):
    """Mean and sd of theta by summing over a fine grid."""
    p = probability(GRID[:, None], items.a, items.b, items.c)
    log = log_prior + np.log(np.where(scores, p, 1 - p)).sum(axis=1)
    density = np.exp(log - log.max())
    density /= density.sum()
    mean = density @ GRID
    return mean, np.sqrt(density @ (GRID - mean) ** 2)


@pytest.mark.parametrize("score", [0, 1])
@pytest.mark.parametrize("c", [0, 0.33])
@pytest.mark.parametrize("b", [-3, 0, 2.5])
def test_one_answer_is_exact(score, c, b):
    items = exact([b], c)
    found = posterior([0], ONE, items, [score], error=NO_ERROR)
    mean, sd = brute(items, np.array([score]))
    assert found.theta_mean[0] == pytest.approx(mean, abs=1e-5)
    assert found.theta_sd[0] == pytest.approx(sd, abs=1e-5)


@pytest.mark.parametrize("c", [0, 0.25])
@pytest.mark.parametrize("seed", range(8))
def test_many_answers_agree_with_the_grid(seed, c):
    rng = np.random.default_rng(seed)
    items = exact(rng.normal(0, 1.2, 15), c, a=rng.lognormal(0.18, 0.3, 15))
    scores = (rng.random(15) < probability(rng.normal(), items.a, items.b, items.c)).astype(int)
    found = posterior([0], ONE, items, scores, error=NO_ERROR)
    mean, sd = brute(items, scores)
    assert found.converged
    assert found.theta_mean[0] == pytest.approx(mean, abs=0.03)
    assert found.theta_sd[0] == pytest.approx(sd, rel=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_two_competences_agree_with_the_grid(seed):
    rng = np.random.default_rng(seed)
    sigma = np.array([[1, 0.5], [0.5, 1]])
    items = exact(rng.normal(0, 1, 10), 0.25, competence=np.arange(10) % 2)
    scores = rng.integers(0, 2, 10)
    grid = np.linspace(-6, 6, 241)
    x, y = np.meshgrid(grid, grid, indexing="ij")
    at = np.stack([x, y], axis=-1)
    p = probability(at[..., items.competence], items.a, items.b, items.c)
    log = -0.5 * np.einsum("xyi,ij,xyj->xy", at, np.linalg.inv(sigma), at)
    log = log + np.log(np.where(scores, p, 1 - p)).sum(axis=-1)
    density = np.exp(log - log.max())
    density /= density.sum()
    mean = np.einsum("xy,xyi->i", density, at)
    cov = np.einsum("xy,xyi,xyj->ij", density, at - mean, at - mean)
    found = posterior([0, 0], sigma, items, scores, error=NO_ERROR)
    assert found.theta_mean == pytest.approx(mean, abs=0.02)
    assert found.theta_sd == pytest.approx(np.sqrt(np.diag(cov)), rel=0.02)
    assert found.theta_cov[0, 1] == pytest.approx(cov[0, 1], abs=0.02)


@pytest.mark.parametrize("score", [0, 1])
def test_uncertain_items_are_averaged_over_not_plugged_in(score):
    items = Items.of(competence=[0], area=0, level=0, format=0, a=1.2, b=0.3, c=0.25)
    found = posterior([0], ONE, items, [score])
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    b = items.b + np.sqrt(0.25) * nodes[:, None]
    a = items.a * np.exp(0.3 * nodes)
    p = probability(GRID[:, None, None], a, b, 0.25)
    p = np.einsum("tij,i,j->t", p if score else 1 - p, weights, weights)
    density = p * np.exp(-(GRID**2) / 2)
    density /= density.sum()
    mean = density @ GRID
    assert found.theta_mean[0] == pytest.approx(mean, abs=1e-3)
    assert found.theta_sd[0] == pytest.approx(np.sqrt(density @ (GRID - mean) ** 2), rel=1e-3)


@pytest.mark.parametrize("score", [0, 1, 2])
def test_a_graded_answer_is_exact(score):
    items = exact([0.2], categories=3, steps=[[-0.6, 0.6]])
    found = posterior([0], ONE, items, [score], error=NO_ERROR)
    p = category_probabilities(GRID, 1.2, 0.2, [-0.6, 0.6])[:, score]
    density = p * np.exp(-(GRID**2) / 2)
    density /= density.sum()
    assert found.theta_mean[0] == pytest.approx(density @ GRID, abs=1e-5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_a_whole_check_agrees_with_a_long_random_walk(seed):
    rng = np.random.default_rng(seed)
    items, error, n = bank(rng, 12), ItemError(), 12
    scores = rng.integers(0, 2, n) if seed else np.ones(n, dtype=int)
    found = posterior(np.zeros(K), SIGMA, items, scores)
    root = np.linalg.cholesky(SIGMA)
    shared = np.sqrt(error.variances)
    size = K + error.size + 2 * n
    places = np.cumsum([0, error.levels, error.areas])
    index = np.stack([items.level, items.area, items.format]) + places[:, None]

    def log_density(z):
        theta = z[:, :K] @ root.T
        off = (z[:, K : K + error.size] * shared)[:, index].sum(axis=1)
        b = items.b + off + items.own_sd * z[:, -2 * n : -n]
        p = probability(theta[:, items.competence], items.a * np.exp(0.3 * z[:, -n:]), b, items.c)
        return np.log(np.where(scores, p, 1 - p)).sum(axis=1)

    # A random walk that leaves the prior invariant (Cotter et al. 2013, preconditioned
    # Crank-Nicolson), many chains side by side.
    chains, step = 400, 0.35
    z = rng.standard_normal((chains, size))
    now = log_density(z)
    total, squares, kept = np.zeros(K), np.zeros(K), 0
    for at in range(12_000):
        proposal = np.sqrt(1 - step**2) * z + step * rng.standard_normal(z.shape)
        later = log_density(proposal)
        accept = np.log(rng.random(chains)) < later - now
        z[accept], now[accept] = proposal[accept], later[accept]
        if at >= 1000 and at % 5 == 0:
            theta = z[:, :K] @ root.T
            total += theta.sum(axis=0)
            squares += (theta**2).sum(axis=0)
            kept += chains
    mean = total / kept
    sd = np.sqrt(squares / kept - mean**2)
    print(
        f"\nsd ratio {np.min(found.theta_sd / sd):.4f} to {np.max(found.theta_sd / sd):.4f}, ",
        end="",
    )
    print(f"largest difference of means {np.abs(found.theta_mean - mean).max():.4f}")
    assert found.theta_sd == pytest.approx(sd, rel=0.05)
    assert found.theta_mean == pytest.approx(mean, abs=0.03)


def test_without_answers_the_prior_stands():
    found = posterior(np.full(K, 0.3), SIGMA, bank(np.random.default_rng(0), 0), [])
    assert found.theta_mean == pytest.approx(np.full(K, 0.3))
    assert found.theta_cov == pytest.approx(SIGMA)


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(2, 20))
def test_the_order_of_answers_does_not_matter(seed, n):
    rng = np.random.default_rng(seed)
    items, scores, order = bank(rng, n), rng.integers(0, 2, n), rng.permutation(n)
    one = posterior(np.zeros(K), SIGMA, items, scores)
    other = posterior(np.zeros(K), SIGMA, items.take(order), scores[order])
    assert one.mean == pytest.approx(other.mean, abs=1e-5)
    assert one.cov == pytest.approx(other.cov, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(0, 15))
def test_a_right_answer_never_lowers_the_mean(seed, n):
    rng = np.random.default_rng(seed)
    items = bank(rng, n + 1)
    scores = rng.integers(0, 2, n + 1)
    k = items.competence[n]
    means = [
        posterior(np.zeros(K), SIGMA, items.take(range(size)), given).theta_mean[k]
        for size, given in ((n + 1, [*scores[:n], 0]), (n, scores[:n]), (n + 1, [*scores[:n], 1]))
    ]
    assert means[0] <= means[1] + 1e-5
    assert means[1] <= means[2] + 1e-5


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 25))
def test_answers_without_guessing_never_widen_the_posterior(seed, n):
    rng = np.random.default_rng(seed)
    items = exact(rng.normal(0, 2, n), competence=rng.integers(0, K, n), own_sd=0.35, shared=1)
    found = posterior(np.zeros(K), SIGMA, items, rng.integers(0, 2, n))
    assert (found.theta_sd <= 1 + 1e-6).all()


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(1, 45), st.floats(-3, 3))
def test_the_posterior_is_always_proper(seed, n, start):
    rng = np.random.default_rng(seed)
    items = Items.of(
        competence=rng.integers(0, 3, n),
        area=rng.integers(0, 2, n),
        level=rng.integers(0, 8, n),
        format=0,
        a=rng.lognormal(0.5, 0.6, n),
        b=rng.normal(0, 3, n),
        c=rng.uniform(0, 0.6, n),
        own_sd=rng.choice([0, 0.35]),
    )
    found = posterior(np.full(K, start), SIGMA, items, rng.integers(0, 2, n))
    assert np.isfinite(found.mean).all()
    assert np.linalg.eigvalsh(found.cov)[0] > 0


@pytest.mark.parametrize("score", [0, 1])
def test_forty_answers_that_all_agree_stay_finite(score):
    items = expert_items([0] * 40, [0] * 40, [7] * 40, [0] * 40, [3] * 40)
    for start in (-3.0, 0.0, 3.0):
        found = posterior(np.full(K, start), SIGMA, items, [score] * 40)
        assert np.isfinite(found.mean).all()
        assert 0 < found.theta_sd[0] < 1.2


def test_shared_error_does_not_average_away():
    items = expert_items([0] * 200, [0] * 200, [3] * 200, [0] * 200, [0] * 200)
    scores = np.arange(200) % 2
    found = posterior(np.zeros(K), SIGMA, items, scores)
    assert found.theta_sd[0] > np.sqrt(0.13 / 1.13) * 0.98
    calibrated = Items.of(
        competence=[0] * 200, area=0, level=2, format=0, a=1.2, b=items.b, own_sd=0, shared=0
    )
    assert posterior(np.zeros(K), SIGMA, calibrated, scores).theta_sd[0] < 0.2


def test_a_batch_is_its_people_one_by_one():
    rng = np.random.default_rng(3)
    items = bank(rng, 60)
    index = np.stack([rng.permutation(60)[:12] for _ in range(5)])
    index[1, 7:] = -1
    index[2] = -1
    scores = rng.integers(0, 2, index.shape)
    guessing = items.c[index] * 0.5
    start = rng.normal(0, 0.5, (5, K))
    batch = posterior_batch(start, SIGMA, items, index, scores, guessing=guessing)
    assert len(batch) == 5
    for i in range(5):
        have = index[i] >= 0
        own = items.take(index[i, have]).with_guessing(guessing[i, have])
        one = posterior(start[i], SIGMA, own, scores[i, have])
        assert batch[i].mean == pytest.approx(one.mean, abs=1e-5)
        assert batch[i].cov == pytest.approx(one.cov, abs=1e-5)


def test_wrong_shapes_and_scores_are_refused():
    items = bank(np.random.default_rng(0), 3)
    zeros = np.zeros(K)
    for bad in ([0, 1], [0, 1, 2], [0, 1, -1]):
        with pytest.raises(ValueError, match=r"scores for|outside 0"):
            posterior(zeros, SIGMA, items, bad)
    with pytest.raises(ValueError, match="prior_mean of shape"):
        posterior(np.zeros(3), SIGMA, items, [0, 1, 1])
    with pytest.raises(ValueError, match="positive definite"):
        posterior(zeros, -SIGMA, items, [0, 1, 1])
    with pytest.raises(ValueError, match="outside the bank"):
        posterior_batch(zeros, SIGMA, items, [[0, 3]], [[0, 1]])
    with pytest.raises(ValueError, match="must agree"):
        posterior_batch(zeros, SIGMA, items, [[0, 2]], [[0, 1, 1]])


def test_an_answer_says_less_of_other_areas():
    items = expert_items([0], [0], [4], [0], [0])
    found = posterior(np.zeros(K), SIGMA, items, [1])
    same = AREAS.index(0, 1)
    other = AREAS.index(1)
    assert found.theta_mean[0] > found.theta_mean[same] > found.theta_mean[other] > 0
