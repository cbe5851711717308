"""The default registry: loaded from files, typed, of sources that there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from suyang.foundation import content, sources
from suyang.plans.indicators import content as indicators
from suyang.plans.models import Indicator, TaskIndicator

FILE = Path("content/indicators/defaults.yaml")


@pytest.mark.django_db
def test_they_are_there_with_a_method_and_their_tasks(bank):
    said = {one["id"]: one for one in yaml.safe_load(FILE.read_text())["indicators"]}
    rows = {one.slug: one for one in Indicator.objects.filter(plan=None, owner=None)}
    assert set(said) <= set(rows)
    for slug, one in said.items():
        assert rows[slug].methods.count() == 1
        if one.get("source"):
            assert sources.get(one["source"]).kind == rows[slug].kind
    assert TaskIndicator.objects.filter(indicator__slug="people-learned").count() == 1


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_a_change_is_a_new_method(bank, tmp_path):
    read = content.read_document(FILE.resolve(), FILE.resolve().parent.parent)
    assert indicators.load([read]) == 0
    entry = read.data["indicators"][0]
    entry["better"] = "down"
    assert indicators.load([read]) == 1
    assert Indicator.objects.get(slug=entry["id"]).method == 1
    entry["over_time"] = "last"
    assert indicators.load([read]) == 1
    row = Indicator.objects.get(slug=entry["id"])
    assert [one.number for one in row.methods.all()] == [1, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": "nowhere.at.all"}, "no room registers"),
        ({"kind": "things"}, "counts people, not things"),
        ({"id": "attendances"}, "two indicators"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(tmp_path, change, reason):
    assert reason in _problems(tmp_path, "people-learned", change)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("{attendances} + {people-learned}", "kinds at 14"),
        ("{attendances} / {nobody}", "unknown at 16"),
        ("{attendances} - {attendances}", "gives attendances, not rate"),
        ("{attendances-per-person}", "a circle"),
    ],
)
def test_a_wrong_formula_is_refused_with_its_place(tmp_path, formula, reason):
    assert reason in _problems(tmp_path, "attendances-per-person", {"formula": formula})


def _problems(tmp_path, slug, change):
    folder = tmp_path / "content" / "indicators"
    shutil.copytree(FILE.parent, folder)
    data = yaml.safe_load(FILE.read_text())
    next(one for one in data["indicators"] if one["id"] == slug).update(change)
    (folder / "defaults.yaml").write_text(yaml.safe_dump(data, allow_unicode=True))
    read = content.read_document(folder / "defaults.yaml", folder.parent)
    return "; ".join(str(one) for one in indicators.check([read]))
