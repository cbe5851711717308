"""The second of two who save is shown both versions, chooses figure by figure, and saves."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from suyang.plans.reporting import actions

pytestmark = pytest.mark.django_db


def base_of(report):
    return json.dumps({"values": report.values, "answers": report.answers})


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.fixture
def both(opened, town_officer, administrator):
    """Both opened revision 0; the administrator saved first."""
    theirs = {"attended": {"total": 50}, "villages": {"total": {"n": 1, "of": 12}}}
    base = base_of(opened)
    actions.save(administrator.actor, opened, theirs, {"done": "他们的"}, 0)
    sent = {
        "revision": "0",
        "base": base,
        "do": "save",
        "trained|total|value": "40",
        "attended|total|value": "60",
        "answer|done": "我的",
    }
    page = town_officer.client.post(reverse("report", args=[opened.id]), sent)
    return page, opened


def test_both_versions_stand_side_by_side(both):
    page, opened = both
    text = page.content.decode()
    assert page.status_code == 409
    for shown in ("50", "60", "他们的", "我的"):
        assert f'<span class="as-written">{shown}</span>' in text
    assert "administrator" in text
    opened.refresh_from_db()
    assert opened.values["attended"] == {"total": 50}


def test_what_only_one_changed_is_chosen_already(both):
    text = both[0].content.decode()
    chosen = re.findall(r'name="choose\|([^"]+)" value="(\w+)" checked', text)
    assert dict(chosen) == {"trained|total": "mine", "villages|total": "theirs"}


def test_nothing_is_saved_before_each_was_chosen(both, town_officer):
    page, opened = both
    sent = {**hidden(page.content.decode()), "choose|trained|total": "mine"}
    sent = {name: value.replace("&quot;", '"') for name, value in sent.items()}
    again = town_officer.client.post(reverse("report", args=[opened.id]), sent)
    assert again.status_code == 409
    opened.refresh_from_db()
    assert opened.revision == 1


def test_each_figure_is_taken_from_whom_it_was_chosen(both, town_officer):
    page, opened = both
    sent = {
        **{n: v.replace("&quot;", '"') for n, v in hidden(page.content.decode()).items()},
        "choose|trained|total": "mine",
        "choose|attended|total": "theirs",
        "choose|villages|total": "theirs",
        "choose|answer|done": "mine",
    }
    done = town_officer.client.post(reverse("report", args=[opened.id]), sent)
    assert done.status_code == 302, done.content.decode()[:3000]
    opened.refresh_from_db()
    assert opened.values == {
        "trained": {"total": 40},
        "attended": {"total": 50},
        "villages": {"total": {"n": 1, "of": 12}},
    }
    assert opened.answers == {"done": "我的"}


def test_a_third_change_meanwhile_is_shown_again(both, town_officer, administrator):
    page, opened = both
    opened.refresh_from_db()
    actions.save(administrator.actor, opened, {"attended": {"total": 51}}, {}, 1)
    sent = {
        **{n: v.replace("&quot;", '"') for n, v in hidden(page.content.decode()).items()},
        "choose|trained|total": "mine",
        "choose|attended|total": "theirs",
        "choose|villages|total": "theirs",
        "choose|answer|done": "mine",
    }
    again = town_officer.client.post(reverse("report", args=[opened.id]), sent)
    assert again.status_code == 409
    text = again.content.decode()
    assert '<span class="as-written">51</span>' in text
    assert '<span class="as-written">60</span>' in text
    assert not re.findall(r'name="choose.attended.total" value="\w+" checked', text)
