import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from suyang.psychometrics.marginal import marginal_log_likelihood

from .world import exact

COPY = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def lsat6():
    folder = Path(os.environ.get("SUYANG_REFERENCE_DATA") or COPY) / "irt"
    with (folder / "lsat6_patterns.csv").open() as file:
        rows = list(csv.DictReader(file))
    patterns = np.array([[int(digit) for digit in row["pattern"]] for row in rows])
    published = json.loads((folder / "reference.json").read_text())["lsat6_2pl"]
    return patterns, np.array([int(row["frequency"]) for row in rows]), published


def test_the_published_likelihood_of_lsat6_is_met(lsat6):
    """Published parameters are rounded to four digits; ltm integrates with 21 nodes."""
    patterns, frequency, published = lsat6
    assert frequency.sum() == 1000
    items = exact(published["b"], a=published["a"])
    found = marginal_log_likelihood(items, patterns, frequency)
    assert found == pytest.approx(published["loglik"], abs=0.002)


def test_the_published_parameters_are_at_the_maximum(lsat6):
    patterns, frequency, published = lsat6
    a, b = np.array(published["a"]), np.array(published["b"])
    best = marginal_log_likelihood(exact(b, a=a), patterns, frequency)
    for i in range(5):
        for change in (-0.05, 0.05):
            moved = np.where(np.arange(5) == i, change, 0)
            assert marginal_log_likelihood(exact(b, a=a + moved), patterns, frequency) < best
            assert marginal_log_likelihood(exact(b + 2 * moved, a=a), patterns, frequency) < best


def test_wrong_shapes_are_refused(lsat6):
    with pytest.raises(ValueError, match="scores must be"):
        marginal_log_likelihood(exact([0, 1]), lsat6[0])
