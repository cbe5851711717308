"""Set-up, invitation and command line take the same names, and refuse with the same words."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from suyang.foundation.permissions import Refused
from suyang.organisations import actions as organisations
from suyang.people.models import Account
from suyang.people.names import clean_username

pytestmark = pytest.mark.django_db

ANSWERS = {"name": "王小红", "password": "liushu-cun-8"}
SETUP = {
    "office_name": "青石县网信办",
    "office_kind": "county",
    "name": "张老师",
    "password": "qingshi-river-7",
}
WRONG = ["ab", "x" * 41, "a b c", "zhang@home", "zhang+1", "<zhang>", "张三"]
RIGHT = ["abc", "x" * 40, "Wang.Xiao-hong_2", "张老师", " zhang "]


@pytest.fixture
def code(administrator, village) -> str:
    return organisations.invite(administrator.actor, "trainer", village)[1]


def said_at_username(page) -> str:
    text = page.content.decode()
    found = re.search(r'<ul class="errorlist" id="id_username_error">(.*?)</ul>', text, re.S)
    assert found, text
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


def refusal(name: str) -> str:
    with pytest.raises(Refused) as refused:
        clean_username(name)
    assert refused.value.field == "username"
    return refused.value.message


@pytest.mark.parametrize("name", WRONG)
def test_the_invitation_says_what_is_wrong_with_a_name(name, code):
    joined = Client().post(reverse("invitation"), {**ANSWERS, "code": code, "username": name})
    assert said_at_username(joined) == refusal(name)


@pytest.mark.parametrize("name", WRONG)
def test_set_up_refuses_in_the_same_words(name):
    page = Client().post(reverse("setup"), {**SETUP, "username": name})
    assert said_at_username(page) == refusal(name)
    assert not Account.objects.exists()


@pytest.mark.parametrize("name", RIGHT)
def test_what_one_takes_the_other_takes(name, code):
    answer = Client().post(reverse("invitation"), {**ANSWERS, "code": code, "username": name})
    assert answer.status_code == 302, answer.content.decode()
    assert Account.objects.filter(username=name.strip().lower()).exists()


@pytest.mark.parametrize("name", RIGHT)
def test_set_up_takes_it_too(name):
    answer = Client().post(reverse("setup"), {**SETUP, "username": name})
    assert answer.status_code == 302, answer.content.decode()
    assert Account.objects.filter(username=name.strip().lower()).exists()
