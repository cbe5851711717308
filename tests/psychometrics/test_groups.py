import numpy as np
import pytest

from suyang.psychometrics.group_model import GroupAnswers
from suyang.psychometrics.groups import group_change
from suyang.psychometrics.scale import band_cuts

from .world import EQUAL, SIGMA, K, course


def shares(theta):
    return np.array([(np.searchsorted(band_cuts("advanced"), theta) == b).mean() for b in range(3)])


def change_of(group, seed=0, **more):
    return group_change(group.answers, group.bank, SIGMA, EQUAL, seed=seed, **more)


@pytest.fixture(scope="module")
def group():
    return course(1, people=30, mean=-1.4, change=0.6)


@pytest.fixture(scope="module")
def found(group):
    return change_of(group)


def test_shares_are_shares_and_changes_their_difference(found):
    assert found.n == 30
    assert found.bands == ("foundation", "intermediate", "advanced")
    for share in (found.share_before, found.share_after):
        assert share.mean.sum() == pytest.approx(1)
        assert (share.low >= 0).all()
        assert (share.high <= 1).all()
    assert found.share_change.mean == pytest.approx(
        found.share_after.mean - found.share_before.mean
    )
    assert found.mean_change.mean == pytest.approx(found.mean_after.mean - found.mean_before.mean)
    assert found.converged


def test_the_truth_lies_in_the_intervals(group, found):
    change = (group.after - group.before).mean()
    assert found.mean_change.low <= change <= found.mean_change.high
    moved = shares(group.after) - shares(group.before)
    assert (found.share_change.low <= moved + 1e-9).all()
    assert (moved <= found.share_change.high + 1e-9).all()


def test_a_seed_fixes_the_result(group, found):
    again = change_of(group)
    assert (again.share_change.low == found.share_change.low).all()
    assert again.mean_change.mean == found.mean_change.mean
    assert change_of(group, seed=2).mean_change.mean != found.mean_change.mean


def test_beginners_are_not_drawn_to_the_populations_mean():
    group = course(4, people=40, mean=-1.9, spread=0.5, change=0)
    found = change_of(group)
    assert abs(found.mean_before.mean - group.before.mean()) < 2 * found.mean_before.sd
    assert found.mean_before.high < -0.9


def test_nobody_changed_while_halves_differ_in_difficulty():
    for seed in (11, 12):
        found = change_of(course(seed, change=0, change_sd=0, design="halves"))
        assert found.mean_change.low <= 0 <= found.mean_change.high


def test_impossible_answers_are_refused(group):
    bank = group.bank
    good = {"person": [0, 0], "after": [False, True], "item": [0, 1], "score": [1, 0]}
    GroupAnswers.of(bank, **good)
    for bad in (
        {"after": [False, False]},
        {"item": [0, 0]},
        {"item": [0, len(bank)]},
        {"score": [0, 2]},
        {"person": [0, 1]},
        {"score": [1]},
    ):
        with pytest.raises(ValueError, match=r"before and after|outside|one length"):
            GroupAnswers.of(bank, **{**good, **bad})
    for more in ({"change_sd": 0.0}, {"draws": 1}):
        with pytest.raises(ValueError, match="change_sd"):
            change_of(group, **more)
    with pytest.raises(ValueError, match="weights must be"):
        group_change(group.answers, bank, SIGMA, np.zeros(K), seed=1)


@pytest.mark.long
@pytest.mark.parametrize("design", ["random", "halves", "fixed"])
def test_the_interval_covers_the_change_of_these_participants(design):
    rng = np.random.default_rng(0)
    in_share, in_mean, off = [], [], []
    for seed in range(100):
        group = course(
            seed,
            mean=rng.normal(-1, 0.6),
            spread=rng.uniform(0.5, 1.1),
            change=rng.normal(0.3, 0.3),
            design=design,
        )
        found = change_of(group, seed)
        moved, change = shares(group.after) - shares(group.before), found.share_change
        in_share.append((change.low - 1e-9 <= moved) & (moved <= change.high + 1e-9))
        true = (group.after - group.before).mean()
        in_mean.append(found.mean_change.low <= true <= found.mean_change.high)
        off.append(found.mean_change.mean - true)
    covered = np.mean(in_share, axis=0)
    print(
        f"\n{design}: share change by band {covered}, mean change {np.mean(in_mean):.2f}, ", end=""
    )
    print(f"bias {np.mean(off):+.3f}, rmse {np.std(off):.3f}")
    assert (covered >= 0.89).all()
    assert np.mean(in_mean) >= 0.89
    assert abs(np.mean(off)) < 4 * np.std(off) / 10


@pytest.mark.long
def test_no_change_is_found_where_there_is_none():
    results = [
        change_of(course(seed, change=0, change_sd=0, design="halves"), seed) for seed in range(100)
    ]
    wrong = np.mean([not r.mean_change.low <= 0 <= r.mean_change.high for r in results])
    average = np.mean([r.mean_change.mean for r in results])
    print(f"\nspurious change in {wrong:.2f} of groups, mean {average:+.3f}")
    assert wrong <= 0.09
    assert abs(average) < 0.05
