"""A unit is chosen from a list while they are few, and written where they are many."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.learning.models import Group
from suyang.organisations import choosing, tree
from suyang.organisations.models import RoleGrant, Unit, UnitVersion
from suyang.plans.models import FollowUp

pytestmark = pytest.mark.django_db
DUE = "2027-03-01"


@pytest.fixture
def many(county, town, village):
    """More units below the county than a list holds, one of them three levels deep."""
    rows = [Unit(code=f"many-{number:04}") for number in range(choosing.FEW)]
    Unit.objects.bulk_create(rows)
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=one,
            name={"zh-Hans": f"第{number}村"},
            kind="village",
            parent=town,
            valid_from=clock.today().replace(year=2020),
            code=one.code,
            search=f"第{number}村",
        )
        for number, one in enumerate(rows)
    )
    tree.lay([one.id for one in rows])
    return rows


def test_all_are_offered_while_they_are_few(county, town, village):
    assert choosing.few([county.id], clock.today()) == [county.id, town.id, village.id]


def test_of_many_none_is_listed(many, county):
    assert choosing.few([county.id], clock.today()) is None


@pytest.mark.parametrize("written", ["many-0150", "第150村"])
def test_whoever_asks_a_unit_writes_its_code_or_name(many, bank, administrator, written):
    address = reverse("follow-up-new")
    page = administrator.client.get(address)
    assert page.content.decode().count("<option") <= 120
    key = page.context["form"]["key"].value()
    sent = {"unit": written, "text": "请说明", "due": DUE, "key": key}
    for _click in range(2):
        assert administrator.client.post(address, sent).status_code == 302
    assert FollowUp.objects.get().unit.code == "many-0150"


def test_what_is_no_unit_there_is_said_and_the_rest_is_kept(
    many, bank, administrator, county, other_county
):
    address = reverse("follow-up-new")
    # Nor the unit that asks, nor one where the officer asks in another unit's name.
    RoleGrant.objects.create(
        person=administrator.person,
        role="officer",
        unit=other_county,
        valid_from=clock.today().replace(year=2020),
    )
    for wrong in ("没有这个村", other_county.code, county.code):
        page = administrator.client.post(
            address, {"unit": wrong, "text": "请说明情况", "due": DUE, "key": ""}
        )
        assert page.status_code == 200
        assert page.context["form"].errors["unit"]
        assert "请说明情况" in page.content.decode()
    assert not FollowUp.objects.exists()


def test_a_unit_in_the_address_stands_in_the_field(many, bank, administrator):
    page = administrator.client.get(reverse("follow-up-new"), {"unit": many[7].id})
    assert 'value="many-0007"' in page.content.decode()


def test_a_group_is_started_in_any_of_many_units(many, bank, administrator):
    address = reverse("group-new")
    page = administrator.client.get(address, {"task": "kp2022-3.2"})
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    programme = form.fields["programme"].choices[0][0]
    sent |= {"unit": "第3村", "programme": programme, "name": "周六班"}
    answer = administrator.client.post(address, sent)
    assert answer.status_code == 302, form.errors
    assert Group.objects.get().unit_id == many[3].id


def test_a_target_is_set_for_any_of_many_units(many, bank, administrator):
    address = reverse("target-new")
    page = administrator.client.get(address, {"unit": many[7].id})
    form = page.context["form"]
    assert 'value="many-0007"' in page.content.decode()
    indicator = form.fields["indicator"].choices[0][0]
    chosen = administrator.client.get(
        address, {"unit": "第9村", "indicator": indicator, "task": "kp2022-3.2"}, follow=True
    )
    assert chosen.redirect_chain == [
        (f"{address}?indicator={indicator}&unit={many[9].id}&task=kp2022-3.2", 302)
    ]
    assert "第9村" in chosen.content.decode()
    wrong = administrator.client.get(address, {"unit": "没有这个村", "indicator": indicator})
    assert wrong.context["form"].errors["unit"]


def test_namesakes_are_told_apart_by_where_they_stand(many, administrator, county, make_unit):
    """The list of units is one step away, and the codes say below which unit each stands."""
    place = make_unit("second-town", "白杨镇", "town", county)
    make_unit("twin-1", "双桥村", "village", place)
    make_unit("twin-2", "双桥村", "village", county)
    page = administrator.client.post(
        reverse("follow-up-new"), {"unit": "双桥村", "text": "请说明", "due": DUE, "key": ""}
    )
    (said,) = page.context["form"].errors["unit"]
    assert "twin-1 (in 白杨镇)" in said or "twin-1（属白杨镇）" in said
    assert "twin-2" in said
    assert f'href="{reverse("unit-list")}"' in page.content.decode()
