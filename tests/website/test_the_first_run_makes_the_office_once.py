from __future__ import annotations

import pytest
from django.test import Client

from suyang.organisations.models import Installation, RoleGrant
from suyang.people.models import Account

pytestmark = pytest.mark.django_db

FORM = {
    "office_name": "青石县网信办",
    "office_kind": "county",
    "name": "张老师",
    "username": "zhang",
    "password": "qingshi-river-7",
}


def test_a_fresh_installation_asks_for_the_office():
    assert Client().get("/")["Location"] == "/setup/"
    assert Client().get("/setup/").status_code == 200


def test_the_form_makes_the_office_and_signs_its_administrator_in():
    client = Client()
    answer = client.post("/setup/", FORM)
    assert answer["Location"] == "/work/"
    assert client.get("/work/").status_code == 200
    office = Installation.objects.get().office
    grant = RoleGrant.objects.get()
    assert (grant.role, grant.unit_id) == ("administrator", office.id)
    assert Account.objects.get().check_password(FORM["password"])


def test_a_second_time_there_is_no_such_page():
    Client().post("/setup/", FORM)
    for answer in (Client().get("/setup/"), Client().post("/setup/", {**FORM, "username": "li"})):
        assert answer.status_code == 404
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "12345678"), ("password", "short"), ("office_name", ""), ("username", "ab")],
)
def test_what_cannot_be_used_is_said_at_its_field(field, value):
    page = Client().post("/setup/", {**FORM, field: value})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert not Installation.objects.exists()
