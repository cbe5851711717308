"""Each item: drawn in both languages without its key; the key scores 1, anything else 0."""

import copy
import itertools
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from suyang.foundation.texts import plain
from suyang.items import arrangement, rendering, scoring
from tests.assessment.taking import right, wrong

FILES = sorted((Path(settings.SUYANG_CONTENT) / "items").glob("*/*.yaml"))
pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _body(path: Path) -> dict:
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _page(body: dict, **how) -> str:
    drawn = rendering.draw(body, **how)
    return render_to_string("items/item_form.html", {"item": drawn, "heading": "h1"})


def _without_key(body: dict) -> dict:
    bare = copy.deepcopy(body)
    bare["rationale"] = {"zh-Hans": "", "en": ""}
    bare.pop("credit", None)
    for control in bare["controls"]:
        control.pop("accept", None)
        if "number" in control:
            control["number"] = 0
        for option in control.get("options", ()):
            option.pop("key", None)
            option.pop("why", None)
    return _with_another_key(bare)


def _with_another_key(body: dict) -> dict:
    """Orders and matches have another key, unless that changes how things are mixed."""
    other = copy.deepcopy(body)
    for control in other["controls"]:
        if control["kind"] == "order":
            control["options"].reverse()
        rows = control.get("rows", ())
        for row, goes in zip(rows, [one["goes"] for one in [*rows[1:], *rows[:1]]], strict=True):
            row["goes"] = goes
    mixed = [
        [
            [option["id"] for option in arrangement.shown(one, control)]
            for control in one["controls"]
        ]
        for one in (body, other)
    ]
    return other if mixed[0] == mixed[1] else body


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_drawn_whole_with_names_for_every_control(path, language):
    body = _body(path)
    with translation.override(language):
        page = _page(body)
        assert page == _page(_without_key(body))
        assert page.count("<h1") == 1
        for control in body["controls"]:
            assert f'name="{control["id"]}"' in page
            if control["kind"] == "entry":
                assert f'<label for="field-{control["id"]}"' in page
            for value in _values(control):
                assert f'value="{value}"' in page
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for named in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page):
            assert set(named.split()) <= set(ids)
        texts = [body["stem"], body.get("scene", {}).get("title")]
        for text in filter(None, texts):
            assert escape(plain(text).split("\n")[0]) in page


def test_the_key_scores_all_and_each_single_mistake_costs_something(path):
    body = _body(path)
    key = right(body)
    assert scoring.complete(body, key)
    assert scoring.score(body, key) == scoring.full_score(body)
    assert scoring.score(body, wrong(body)) == 0
    assert scoring.score(body, {}) == 0
    for control in body["controls"]:
        for given in _mistakes(control, key[control["id"]]):
            score = scoring.score(body, key | {control["id"]: given})
            assert score < scoring.full_score(body)
            assert "credit" in body or score == 0


def test_every_accepted_text_is_right_and_survives_the_form(path):
    body = _body(path)
    for control in body["controls"]:
        accepted = list(control.get("accept", ()))
        if "number" in control:
            accepted += [
                f"¥{control['number']}",
                f"{control['number']}元",
                f" {control['number']} ",
            ]
        for typed in accepted:
            data = QueryDict(mutable=True)
            for name, value in (right(body) | {control["id"]: typed}).items():
                data.setlist(f"q1-{name}", value if isinstance(value, list) else [value])
            kept = rendering.read(body, data, "q1-")
            assert scoring.score(body, kept) == scoring.full_score(body), typed


def test_feedback_shows_the_reasons_and_whether_it_was_right(path):
    body = _body(path)
    with translation.override("en"):
        page = _page(body, answer=wrong(body), feedback=True)
    assert "Not yet." in page
    assert rendering.draw(body, right(body), feedback=True).right
    assert rendering.draw(body, right(body)).right is None


def _values(control: dict) -> list[str]:
    """What can be chosen."""
    ids = [option["id"] for option in control.get("options", ())]
    if control["kind"] == "order":
        return [f"{one}:{place}" for one in ids for place in range(1, len(ids) + 1)]
    if control["kind"] == "match":
        return [f"{row['id']}:{one}" for row in control["rows"] for one in ids]
    return ids


def _mistakes(control: dict, key: object) -> list[object]:
    if control["kind"] == "entry":
        return ["", "这不对", "?"]
    ids = [option["id"] for option in control["options"]]
    if control["kind"] == "order":
        return [[], key[1:], key[::-1], [*key[1:], key[0]]]
    if control["kind"] == "match":
        return [[], key[1:], *_with_one_row_changed(control, key)]
    if control["kind"] == "choice":
        return ["", *(one for one in ids if one != key)]
    sets = (
        list(chosen) for size in range(len(ids) + 1) for chosen in itertools.combinations(ids, size)
    )
    return [chosen for chosen in sets if set(chosen) != set(key)]


def _with_one_row_changed(control: dict, key: list[str]) -> list[list[str]]:
    ids = [option["id"] for option in control["options"]]
    return [
        [*key[:place], f"{row['id']}:{other}", *key[place + 1 :]]
        for place, row in enumerate(control["rows"])
        for other in ids
        if other != row["goes"]
    ]
