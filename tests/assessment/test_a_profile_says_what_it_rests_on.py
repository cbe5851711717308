"""21 competences: band or range with its probability, what is borrowed; one sentence first."""

from __future__ import annotations

import re

import numpy as np
import pytest
from django.urls import reverse
from django.utils.html import escape

from suyang.assessment import queries, report
from suyang.assessment.engine import MOST_BELOW
from suyang.assessment.models import Result
from suyang.assessment.results import wording
from suyang.psychometrics.scale import level_probabilities
from tests.assessment.profiles import answered


@pytest.fixture
def full(bank, participant):
    return answered(participant.person)


def _page(client, check, **query):
    address = reverse("check-result", args=[check.id])
    return client.get(address, query, headers={"Accept-Language": "en"}).content.decode()


def test_each_competence_has_its_probability_and_what_is_borrowed(full):
    said = full.result.report
    assert len(said["competences"]) == 21
    assert len(said["areas"]) == 5
    for one in said["competences"].values():
        assert 0 <= one["borrowed"] <= 1
        assert one["own"] == 2
        assert one["surprising"] in (True, False)
        assert not one["enough"] or one["probability"] >= 0.8
    shares = [one["borrowed"] for one in said["competences"].values()]
    assert 0.1 < np.mean(shares) < 0.8


def test_a_competence_asked_about_alone_borrows_nothing(bank, participant):
    check = answered(participant.person, "single", each=8, competences=["4.2"])
    said = check.result.report["competences"]["4.2"]
    assert said["borrowed"] == pytest.approx(0, abs=0.01)
    assert "surprising" in said


def test_two_adjacent_levels_need_four_in_five_and_one_needs_calibrated_items(full):
    log = queries.log(full)
    code = "1.1"
    rows = [e.row for e in log.counted if log.arrays.rows[e.row].competence == code]
    known = {"mean": -0.9, "sd": 0.25, "own": 2}
    two = report._levels(log, code, known)
    chances = level_probabilities(-0.9, 0.25)
    assert two["highest"] - two["lowest"] == 1
    assert two["probability"] == pytest.approx(
        chances[two["lowest"] - 1 : two["highest"]].sum(), abs=1e-3
    )
    shared = log.arrays.items.shared
    before = shared[rows].copy()
    try:
        shared[rows] = 0.0
        assert report._levels(log, code, known) == {
            "lowest": 3,
            "highest": 3,
            "probability": round(float(chances[2]), 4),
        }
        # One expert item among them, and one level alone may not be named.
        shared[rows[0]] = 1.0
        assert report._levels(log, code, known) == two
    finally:
        shared[rows] = before


@pytest.mark.parametrize(
    ("mean", "sd", "own"), [(-0.9, 0.8, 2), (-0.9, 0.2, 1), (2.0, 0.2, 5), (-0.55, 0.42, 4)]
)
def test_levels_are_not_named_without_evidence_above_what_is_told_apart_or_to_flatter(
    full, mean, sd, own
):
    """The last: 4 and 5 would hold enough, but more lies below them than may."""
    log = queries.log(full)
    said = report._levels(log, "1.1", {"mean": mean, "sd": sd, "own": own})
    chances = level_probabilities(mean, sd)
    assert said is None or chances[: said["lowest"] - 1].sum() <= MOST_BELOW["competence"]
    if own < 2 or mean > 1.5 or sd > 0.6:
        assert said is None


def test_the_page_begins_with_a_sentence_and_folds_the_rest(full, participant):
    page = _page(participant.client, full)
    heading = re.search(r"<h1>(.*?)</h1>", page).group(1)
    assert "Overall you are most likely in" in heading or "Not enough" in heading
    assert page.count('<details class="area"') == 5
    assert page.count('<details class="competence"') == 21
    assert "open>" not in page
    # Five areas in one picture, and one picture an area: six in all, each with a table.
    assert page.count('role="img"') == 6
    assert page.count('class="chart-data"') == 6
    assert page.index("<h1>") < page.index('role="img"') < page.index('<details class="area"')
    assert _page(participant.client, full, all="1").count('<details class="area" open') == 5


def test_it_says_what_a_band_means_and_what_to_do_next(full, participant):
    page = _page(participant.client, full)
    names, told = wording.Names("suyang-21"), 0
    for code, said in full.result.report["competences"].items():
        if said["enough"]:
            assert escape(names.in_life(code, said["lowest"])["en"]) in page
            told += 1
    assert told > 5
    assert page.count("?competence=") == 21
    assert "Practise:" in page
    assert "related questions" in page or "your own answers" in page


def test_the_scale_of_the_tables_is_0_to_3(full, participant):
    page = _page(participant.client, full)
    assert "Middle, 0 to 3" in page
    rows = re.findall(r"<td>(\d\.\d)</td><td>(\d\.\d) to (\d\.\d)</td>", page)
    assert len(rows) > 5
    for middle, low, high in rows:
        assert 0 <= float(low) <= float(middle) <= float(high) <= 3


def test_an_older_report_is_still_readable(full, participant):
    kept = full.result.report
    del kept["surprising"]
    for one in kept["competences"].values():
        del one["borrowed"], one["levels"], one["surprising"]
    Result.objects.filter(check_taken=full).update(report=kept)
    assert "Overall" in _page(participant.client, full)
    for name in ("check-result-json", "check-result-pdf"):
        assert participant.client.get(reverse(name, args=[full.id])).status_code == 200


def test_elder_mode_shows_little_and_the_sentence_first(full, participant):
    participant.client.cookies["suyang_reading"] = "elder=1"
    page = _page(participant.client, full)
    assert page.index("<h1>") < page.index("Three next steps") < page.index("See everything")
    assert page.index("See everything") < page.index('role="img"')


def test_borrowed_is_said_in_words():
    from django.utils import translation

    with translation.override("en"):
        said = [wording.borrowed({"enough": True, "borrowed": b}) for b in (0.1, 0.5, 0.9)]
    assert said[0].startswith("mostly from your own")
    assert said[1].startswith("about half")
    assert said[2].startswith("mostly from answers to related")
    assert wording.borrowed({"enough": False, "borrowed": 0.5}) == ""
    assert wording.borrowed({"enough": True}) == ""


@pytest.mark.parametrize(
    "name", ["check-result", "check-result-pdf", "check-result-json", "check-shares"]
)
def test_the_stranger_sees_no_result(full, stranger, visitor, name):
    for one in (stranger, visitor):
        assert one.client.get(reverse(name, args=[full.id])).status_code == 404
