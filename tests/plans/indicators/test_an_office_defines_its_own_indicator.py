"""The registry: what came with Suyang, what an office defines, anew from a day on, and ends."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.foundation.permissions import Denied, Refused
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.indicators import actions, queries
from suyang.plans.indicators.actions import Wanted
from suyang.plans.models import Indicator

pytestmark = pytest.mark.django_db
WHY = {"zh-Hans": "口径变了", "en": "counted in another way"}


def wanted(**more):
    given = {
        "name": {"zh-Hans": "联网的村", "en": "Villages online"},
        "definition": {"zh-Hans": "通光纤的行政村。", "en": "Villages with fibre."},
        "kind": "things",
        "unit": {"zh-Hans": "个", "en": "villages"},
        "comes_from": {"zh-Hans": "各乡镇上报", "en": "reported by towns"},
    }
    return Wanted(**(given | more))


def defined(actor, unit, **more):
    return actions.define(actor, unit, wanted(**more), id=uuid.uuid4())


def test_it_is_defined_once_and_has_a_method(county, administrator):
    key = uuid.uuid4()
    one = actions.define(administrator.actor, county, wanted(), id=key)
    assert actions.define(administrator.actor, county, wanted(), id=key) == one
    method = one.methods.get()
    assert (method.number, method.definition["kind"]) == (1, "things")


def test_what_decides_its_figures_makes_a_new_method_and_a_word_does_not(county, administrator):
    one = defined(administrator.actor, county)
    renamed = wanted(name={"zh-Hans": "通网的村", "en": "Villages online"})
    one = actions.amend(administrator.actor, one, renamed, seen=1, why={})
    assert (one.method, one.methods.count()) == (1, 1)
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, one, wanted(over_time="last"), seen=1, why={})
    assert refused.value.field == "why"
    one = actions.amend(administrator.actor, one, wanted(over_time="last"), seen=1, why=WHY)
    assert [m.number for m in one.methods.all()] == [1, 2]
    assert one.methods.get(number=1).definition["over_time"] == "sum"
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, one, wanted(), seen=1, why=WHY)
    assert refused.value.code == "changed"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": {}}, "name_zh", ""),
        ({"definition": {"en": " "}}, "definition_zh", ""),
        ({"kind": "not_published"}, "kind", ""),
        ({"source": "nowhere"}, "source", ""),
        ({"source": "learning.people"}, "source", ""),
        ({"source": "learning.groups", "columns": ("sex:male",)}, "columns", "sex:male"),
        ({"formula": "{groups-opened} + {people-learned}"}, "formula", "“+ {people-learned}”"),
        ({"formula": "{groups-opened} + {nothing}"}, "formula", "“{nothing}”"),
        ({"formula": "{groups-opened} +"}, "formula", ""),
        ({"formula": "{people-learned}"}, "kind", ""),
        ({"formula": "{groups-opened}", "source": "learning.groups"}, "formula", ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bank, county, administrator, changed, field, said):
    with pytest.raises(Refused) as refused:
        defined(administrator.actor, county, **changed)
    assert refused.value.field == field
    assert said in str(refused.value.message)
    assert not Indicator.objects.exclude(owner=None).exists()


def test_a_formula_that_needs_itself_is_refused(county, administrator):
    first = defined(administrator.actor, county)
    second = defined(administrator.actor, county, formula=f"2 * {{{first.slug}}}")
    with pytest.raises(Refused) as refused:
        actions.amend(
            administrator.actor,
            first,
            wanted(formula=f"{{{second.slug}}} / 2"),
            seen=1,
            why=WHY,
        )
    assert refused.value.code == "circle"


def test_what_came_with_suyang_is_not_changed(bank, administrator):
    theirs = Indicator.objects.get(slug="people-learned")
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, theirs, wanted(), seen=1, why=WHY)
    assert refused.value.code == "not_yours"


def test_it_ends_and_what_was_said_stays(county, administrator):
    one = defined(administrator.actor, county)
    rollup.write_own(one, county.id, 2026, {0: {"total": Cell(7)}})
    for _click in range(2):
        one = actions.end(administrator.actor, one)
    assert one.ended_on is not None
    page = administrator.client.get(reverse("indicator", args=[one.slug]), {"period": "2026-01"})
    assert "7 个" in page.content.decode()
    listed = administrator.client.get(reverse("indicator-list")).content.decode()
    assert one.slug not in listed


def test_may_the_stranger(county, administrator, stranger, visitor, village, make_unit):
    one = defined(administrator.actor, county)
    with pytest.raises(Denied):
        defined(stranger.actor, county)
    with pytest.raises(Denied):
        actions.amend(stranger.actor, one, wanted(), seen=1, why=WHY)
    for somebody in (stranger, visitor):
        assert somebody.client.get(reverse("indicator", args=[one.slug])).status_code == 404
        assert "联网的村" not in somebody.client.get(reverse("indicator-list")).content.decode()
    assert stranger.client.get(reverse("indicator-amend", args=[one.slug])).status_code == 404
    assert list(queries.visible(stranger.actor).filter(slug=one.slug)) == []


def test_a_unit_below_sees_what_the_one_above_asks_about(county, town, administrator):
    from tests.conftest import _staff

    one = defined(administrator.actor, county)
    below = _staff("town-officer-2", "officer", town)
    assert queries.indicator(below.actor, one.slug) == one
    assert below.client.get(reverse("indicator", args=[one.slug])).status_code == 200


def test_everybody_reads_the_definitions_that_came_with_suyang(bank, visitor):
    listed = visitor.client.get(reverse("indicator-list"), {"kind": "people"}).content.decode()
    assert "参加学习的人数" in listed
    assert "学习人次</a>" not in listed
    page = visitor.client.get(reverse("indicator", args=["attendances-per-person"]))
    said = page.content.decode()
    assert "学习人次 / 参加学习的人数" in said
    assert "Suyang" in said or "素养" in said


def test_an_administrator_defines_and_amends_on_pages(bank, county, administrator):
    client = administrator.client
    form = {
        "name_zh": "人均经费二",
        "definition_zh": "经费除以人数。",
        "kind": "rate",
        "frequency": "month",
        "over_time": "sum",
        "better": "",
        "formula": "{money-spent} / {people-learned} + 1",
        "source": "",
        "key": str(uuid.uuid4()),
    }
    wrong = client.post(reverse("indicator-new"), form)
    assert "“+ 1”" in wrong.content.decode()
    right = form | {"formula": "{money-spent} / {people-learned}"}
    for _click in range(2):
        sent = client.post(reverse("indicator-new"), right)
        assert sent.status_code == 302
    one = Indicator.objects.exclude(owner=None).get()
    page = client.get(sent["Location"]).content.decode()
    assert "投入的经费 / 参加学习的人数" in page
    amend = reverse("indicator-amend", args=[one.slug])
    changed = right | {"formula": "{money-spent} / {attendances}", "seen": "1"}
    assert client.post(amend, changed).status_code == 200
    assert client.post(amend, changed | {"why_zh": "改按人次"}).status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "改按人次" in page
    client.post(amend, {"do": "end"})
    one.refresh_from_db()
    assert one.ended_on is not None
