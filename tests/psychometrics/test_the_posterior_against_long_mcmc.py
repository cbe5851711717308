"""How near moment matching comes to the exact posterior, over checks as they happen.

Held to, at the 95th percentile over checks and competences: the standard deviation within 5 %,
P(theta < a band's cut) within .04. The exact posterior: by quadrature where one competence alone is
asked with calibrated items, else by long Markov chains whose own error is below a third of that.
"""

import dataclasses
import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from suyang.psychometrics.posterior import posterior
from suyang.psychometrics.prior import widened
from suyang.psychometrics.profile import combine, mean_weights
from suyang.psychometrics.scale import band_cuts

from . import chains
from .sitting import (
    CHOICES,
    ERROR,
    KINDS,
    Sitting,
    a_full_check,
    a_quick_check,
    items_of,
    somebody,
)
from .world import AREAS, NO_ERROR, SIGMA, K

MOST_SD, MOST_TAIL = 0.05, 0.04
CUTS = band_cuts()
MEANS = mean_weights(AREAS)
ALL = np.vstack([np.eye(K), MEANS])
ZEROS = np.zeros(K)
normal_below = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))


@dataclass
class Differences:
    """Of many checks: of each quantity's SD as a share, of each one's tail probabilities."""

    sd: list = field(default_factory=list)
    tail: list = field(default_factory=list)

    def add(self, said, sd, tail):
        """said: Combination; sd: (q,), tail: (q, cuts), the exact ones."""
        self.sd.append(said.sd / sd - 1)
        self.tail.append((below(said) - tail).ravel())

    def hold(self):
        return self.at_95(self.sd) <= MOST_SD and self.at_95(self.tail) <= MOST_TAIL

    def at_95(self, values):
        return np.percentile(np.abs(np.concatenate(values)), 95)

    def say(self, name):
        """As a table reads: percentiles of the size, then what lies behind them."""
        for what, values in (("sd", self.sd), ("tail", self.tail)):
            pooled = np.concatenate(values)
            shown = " ".join(f"{np.percentile(np.abs(pooled), p):.4f}" for p in (50, 95, 99, 100))
            worst = np.percentile([np.abs(one).max() for one in values], 95)
            print(
                f"{name + ', ' + what:<44} percentiles 50 95 99 100: {shown}; "
                f"median {np.median(pooled):+.4f}; 95 of each check's worst {worst:.4f}"
            )


def below(said):
    return normal_below((CUTS - said.mean[:, None]) / said.sd[:, None])


def quadrature(k, items, scores, quantities=ALL):
    """Exact sd and tails of quantities @ theta when only competence k was asked."""
    at = chains.GRID
    log = chains.log_likelihoods(items, scores).sum(axis=0) - at**2 / 2
    density = np.exp(log - log.max())
    density /= density.sum()
    mean = density @ at
    slope = quantities @ SIGMA[:, k]
    rest = np.einsum("mk,kj,mj->m", quantities, SIGMA, quantities) - slope**2
    sd = np.sqrt(slope**2 * (density @ (at - mean) ** 2) + rest)
    tail = np.empty((len(quantities), CUTS.size))
    # Half a step's width smooths the cut through the competence itself, where nothing else does.
    root = np.sqrt(np.maximum(rest, (at[1] - at[0]) ** 2 / 12))
    for i in range(len(quantities)):
        tail[i] = density @ normal_below((CUTS - slope[i] * at[:, None]) / root[i])
    return sd, tail


def one_competence(seed, length, kinds, calibration):
    """A check of one competence; calibration: standard errors of b and log a."""
    rng = np.random.default_rng([3, seed])
    k = int(rng.integers(K))
    bank = items_of(kinds, rng, 80, own_sd=calibration[0], log_a_sd=calibration[1], shared=0)
    bank = dataclasses.replace(bank, competence=np.full(80, k), area=np.full(80, AREAS[k]))
    check = Sitting(bank, rng, competences=(k,), **somebody(rng, seed))
    check.run(length)
    return k, check


def compare_with_quadrature(checks, length, kinds=KINDS):
    found = Differences()
    for seed in range(checks):
        k, check = one_competence(seed, length, kinds, ((0.0, 0.0), (0.15, 0.1))[seed % 2])
        said = posterior(ZEROS, SIGMA, check.items, check.scores, error=NO_ERROR)
        assert said.converged
        only = np.eye(K)[[k]]
        found.add(combine(said, only), *quadrature(k, check.items, check.scores, only))
    return found


def test_a_few_checks_of_one_competence_agree_with_quadrature():
    assert compare_with_quadrature(8, 10).hold()


def test_the_chains_agree_with_quadrature():
    k, check = one_competence(1, 8, KINDS, (0.15, 0.1))
    tables = chains.log_likelihoods(check.items, check.scores)
    drawn = chains.draw(
        ZEROS,
        SIGMA,
        check.items,
        tables,
        ALL,
        rng=np.random.default_rng(0),
        draws=100,
        error=NO_ERROR,
    )
    sd, tail = quadrature(k, check.items, check.scores)
    assert drawn.rhat.max() < 1.02
    assert (np.abs(drawn.sd / sd - 1) < 4.5 * drawn.sd_error).all()
    assert (np.abs(drawn.below(CUTS) - tail) < 4.5 * drawn.below_error(CUTS) + 2e-3).all()


def test_a_quick_check_agrees_with_the_chains():
    bank = items_of(KINDS, np.random.default_rng(0), 260)
    check = a_quick_check(bank, np.random.default_rng(5), 2)
    found, worst = Differences(), Chained()
    compare_with_chains(check, found, Differences(), worst, draws=100, seed=0)
    assert worst.rhat < 1.02
    assert found.hold()


@dataclass
class Chained:
    """The worst of what the chains say of themselves."""

    rhat: float = 1.0
    effective: float = math.inf
    sd_error: float = 0.0
    tail_error: float = 0.0

    def add(self, drawn):
        self.rhat = max(self.rhat, drawn.rhat.max())
        self.effective = min(self.effective, drawn.effective.min())
        self.sd_error = max(self.sd_error, drawn.sd_error.max())
        self.tail_error = max(self.tail_error, drawn.below_error(CUTS).max())


def compare_with_chains(check, single, means, worst, *, draws, seed):
    """Competences under Sigma into `single`; means, under it widened, as reported, into `means`."""
    tables = chains.log_likelihoods(check.items, check.scores)
    for number, (prior, quantities, found) in enumerate(
        ((SIGMA, np.eye(K), single), (widened(SIGMA), MEANS, means))
    ):
        said = posterior(ZEROS, prior, check.items, check.scores, error=ERROR)
        assert said.converged
        drawn = chains.draw(
            ZEROS,
            prior,
            check.items,
            tables,
            quantities,
            rng=np.random.default_rng([seed, number]),
            draws=draws,
            error=ERROR,
        )
        worst.add(drawn)
        found.add(combine(said, quantities), drawn.sd, drawn.below(CUTS))


@pytest.mark.long
@pytest.mark.parametrize("length", [6, 12, 45])
@pytest.mark.parametrize("kinds", [KINDS, CHOICES], ids=["all kinds", "choices only"])
def test_checks_of_one_competence_agree_with_quadrature(length, kinds, capsys):
    found = compare_with_quadrature(60, length, kinds)
    with capsys.disabled():
        print()
        found.say(f"one competence, {length} items, {'all' if kinds is KINDS else 'choices'}")
    assert found.hold()


@pytest.mark.long
@pytest.mark.parametrize(
    ("take", "length", "checks"), [(a_quick_check, 12, 16), (a_full_check, 45, 12)]
)
@pytest.mark.parametrize("kinds", [KINDS, CHOICES], ids=["all kinds", "choices only"])
def test_whole_checks_agree_with_long_chains(kinds, take, length, checks, capsys):
    bank = items_of(kinds, np.random.default_rng(0), 260)
    single, means, worst = Differences(), Differences(), Chained()
    for number in range(checks):
        check = take(bank, np.random.default_rng([8, length, number]), number)
        compare_with_chains(check, single, means, worst, draws=500, seed=number)
    with capsys.disabled():
        name = f"{length} items, {'all' if kinds is KINDS else 'choices'}"
        print()
        single.say(f"{name}, competences")
        means.say(f"{name}, means")
        print(
            f"chains: R-hat at most {worst.rhat:.4f}, effective draws at least "
            f"{worst.effective:.0f}, error of an sd at most {worst.sd_error:.4f}, "
            f"of a tail {worst.tail_error:.4f}"
        )
    assert worst.rhat < 1.02
    assert worst.sd_error < MOST_SD / 3
    assert worst.tail_error < MOST_TAIL / 3
    assert single.hold()
    assert means.hold()
