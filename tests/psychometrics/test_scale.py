import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.psychometrics import scale
from suyang.psychometrics.responses import probability

means = st.floats(-6, 6)
sds = st.floats(0.01, 5)


def test_levels_meet_half_way():
    assert scale.level_cuts() == pytest.approx([-1.8, -1.2, -0.6, 0, 0.6, 1.2, 1.8])
    assert scale.band_cuts() == pytest.approx([-1.2, 0, 1.2])
    assert scale.band_cuts("advanced") == pytest.approx([-1.2, 0])


@pytest.mark.parametrize("guessing", [0, 0.25, 1 / 3, 0.5])
@pytest.mark.parametrize("level", range(1, 9))
def test_two_in_three_at_the_centre_solve_an_expert_item(level, guessing):
    b = scale.expert_difficulty(level, guessing, 0.9)
    centre = scale.LEVEL_CENTRES[level - 1]
    assert probability(centre, 0.9, b, guessing) == pytest.approx(0.67)


@pytest.mark.parametrize("bad", [(0, 0.2, 1), (9, 0.2, 1), (3, 0.67, 1), (3, -0.1, 1), (3, 0.2, 0)])
def test_an_impossible_expert_item_is_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        scale.expert_difficulty(*bad)


@given(means, sds)
def test_probabilities_sum_to_one_and_bands_are_pairs_of_levels(mean, sd):
    levels, bands = scale.level_probabilities(mean, sd), scale.band_probabilities(mean, sd)
    assert levels.sum() == pytest.approx(1)
    assert bands == pytest.approx(levels.reshape(4, 2).sum(axis=1), abs=1e-12)


@given(means, sds, st.floats(0.51, 0.99), st.sampled_from(scale.BANDS[1:]))
def test_a_report_holds_the_threshold_and_the_most_probable_band(mean, sd, threshold, top):
    bands = scale.band_probabilities(mean, sd)
    found = scale.report(bands, threshold, top)
    last = scale.BANDS.index(top)
    merged = np.append(bands[:last], bands[last:].sum())
    low, high = scale.BANDS.index(found.lowest), scale.BANDS.index(found.highest)
    assert low <= merged.argmax() <= high <= last
    assert found.probability >= threshold
    assert found.probability == pytest.approx(merged[low : high + 1].sum())
    assert found.enough == (high - low < last)


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ((1, 0, 0, 0), ("foundation", "foundation", True)),
        ((0.8, 0.2, 0, 0), ("foundation", "foundation", True)),
        ((0.79, 0.21, 0, 0), ("foundation", "intermediate", True)),
        ((0, 0.1, 0.45, 0.45), ("advanced", "advanced", True)),
        ((0.1, 0.3, 0.3, 0.3), ("intermediate", "advanced", True)),
        ((0.3, 0.4, 0.2, 0.1), ("foundation", "advanced", False)),
        ((0.4, 0.2, 0.4, 0), ("foundation", "advanced", False)),
    ],
)
def test_what_may_be_said(bands, expected):
    found = scale.report(bands)
    assert (found.lowest, found.highest, found.enough) == expected


def test_all_four_bands_may_be_reported_from_work_samples():
    found = scale.report((0, 0, 0.1, 0.9), top="highly_specialised")
    assert found.single
    assert found.lowest == "highly_specialised"


def test_caution_keeps_a_lower_band_in_the_report():
    bands = (0.15, 0.85, 0, 0)
    assert scale.report(bands).lowest == "intermediate"
    careful = scale.report(bands, most_below=0.1)
    assert (careful.lowest, careful.highest) == ("foundation", "intermediate")
    assert not scale.report((0.15, 0.45, 0.4, 0), most_below=0.1).enough


@pytest.mark.parametrize(
    ("bands", "more"),
    [
        ((0.5, 0.6, 0, 0), {}),
        ((1.2, -0.2, 0, 0), {}),
        ((1, 0, 0), {}),
        ((1, 0, 0, 0), {"threshold": 0.5}),
        ((1, 0, 0, 0), {"top": "expert"}),
        ((1, 0, 0, 0), {"most_below": 1.1}),
        ((float("nan"), 1, 0, 0), {}),
    ],
)
def test_a_report_refuses_what_is_not_a_distribution(bands, more):
    with pytest.raises(ValueError, match=r"probabilit|threshold|unknown band"):
        scale.report(bands, **more)


def test_a_level_is_reported_only_when_probable():
    assert scale.report_level(scale.level_probabilities(-2.3, 0.3)) == 1
    assert scale.report_level(scale.level_probabilities(0.3, 0.2)) == 5
    assert scale.report_level(scale.level_probabilities(0.3, 0.5)) is None
    with pytest.raises(ValueError, match="expected 8"):
        scale.report_level([1.0])


@pytest.mark.parametrize("sd", [0, -1, float("nan"), float("inf")])
def test_an_impossible_spread_is_refused(sd):
    with pytest.raises(ValueError, match="must be finite"):
        scale.band_probabilities(0, sd)
