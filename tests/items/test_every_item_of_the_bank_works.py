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
from suyang.items import rendering, scoring
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
    for control in bare["controls"]:
        control.pop("accept", None)
        if "number" in control:
            control["number"] = 0
        for option in control.get("options", ()):
            option.pop("key", None)
            option.pop("why", None)
    return bare


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
            for option in control.get("options", ()):
                assert f'value="{option["id"]}"' in page
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for named in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page):
            assert set(named.split()) <= set(ids)
        texts = [body["stem"], body.get("scene", {}).get("title")]
        for text in filter(None, texts):
            assert escape(plain(text).split("\n")[0]) in page


def test_the_key_scores_one_and_each_single_wrong_choice_scores_nothing(path):
    body = _body(path)
    key = right(body)
    assert scoring.complete(body, key)
    assert scoring.score(body, key) == 1
    assert scoring.score(body, wrong(body)) == 0
    assert scoring.score(body, {}) == 0
    for control in body["controls"]:
        for given in _mistakes(control, key[control["id"]]):
            assert scoring.score(body, key | {control["id"]: given}) == 0


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
            assert scoring.score(body, rendering.read(body, data, "q1-")) == 1, typed


def test_feedback_shows_the_reasons_and_whether_it_was_right(path):
    body = _body(path)
    with translation.override("en"):
        page = _page(body, answer=wrong(body), feedback=True)
    assert "Not yet." in page
    assert rendering.draw(body, right(body), feedback=True).right
    assert rendering.draw(body, right(body)).right is None


def _mistakes(control: dict, key: object) -> list[object]:
    if control["kind"] == "entry":
        return ["", "这不对", "?"]
    ids = [option["id"] for option in control["options"]]
    if control["kind"] == "choice":
        return ["", *(one for one in ids if one != key)]
    sets = (
        list(chosen) for size in range(len(ids) + 1) for chosen in itertools.combinations(ids, size)
    )
    return [chosen for chosen in sets if set(chosen) != set(key)]
