"""A hand-over: who asks is read, the person agrees or not, and sees the result before it goes."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment.handover.asking import sign
from suyang.assessment.models import Check, HandOver
from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.organisations import actions, keys
from suyang.organisations.actions.connections import Terms
from suyang.organisations.models import Connection
from suyang.organisations.permissions import Actor
from suyang.people.models import Person

pytestmark = pytest.mark.django_db
BACK = "https://library.example/learn/done"
LEADS_AWAY = re.compile(r'(?:href|src|action|formaction)="(?!/(?!/)|[?#"])|http-equiv')


@pytest.fixture
def connection(bank, county, administrator):
    terms = Terms(
        name="县图书馆",
        purpose="推荐合适的课程",
        scopes=["handover"],
        origins=[],
        returns=["https://library.example/learn/"],
        requests_a_minute=600,
        last_day=clock.today() + dt.timedelta(days=30),
    )
    return actions.make_connection(administrator.actor, county, terms, uuid7())[0]


def address(connection: Connection, secret: str = "", **other: str) -> str:
    """A signed request, with what an attacker or a careless programmer changes in it."""
    after = other.pop("after", None)
    values = {
        "key": str(connection.id),
        "blueprint": "quick",
        "competence": "",
        "language": "zh-Hans",
        "shares": "profile",
        "return": BACK,
        "state": "s-123",
        "expires": str(int(time.time()) + 600),
    } | {name.rstrip("_"): value for name, value in other.items()}
    values["signature"] = sign(secret or keys.handover_secret(connection), values)
    if after:
        values |= after
    return f"{reverse('handover')}?{urlencode(values)}"


def agree(client: Client, where: str, **more: str):
    page = client.get(where)
    assert page.status_code == 200, page.content
    form = page.context["form"]
    sent = {"ticket": form.initial["ticket"], "shares": "bands", "mode": "alone"} | more
    return client.post(where, sent), sent


def finish(handover: HandOver) -> None:
    check = handover.check_taken
    asked = checks.present(check)
    checks.answer(check, asked.id, {}, dont_know=True)
    checks.stop(Actor(person_id=check.person_id), check)


def collect(connection: Connection, code: str, **headers: str):
    return Client().post(
        "/api/v1/handovers/collect",
        json.dumps({"code": code}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {keys.plain_key(connection)}", **headers},
    )


@pytest.fixture
def finished(connection):
    """Somebody who agreed and took the check, in their browser."""
    client = Client()
    answer, _sent = agree(client, address(connection))
    assert answer.status_code == 302
    handover = HandOver.objects.get()
    finish(handover)
    return client, handover


def test_the_person_reads_who_asks_and_for_what(connection, visitor):
    page = visitor.client.get(address(connection))
    text = page.content.decode()
    for said in ("县图书馆", "推荐合适的课程", "https://library.example", "青石县"):
        assert said in text
    assert not Person.objects.filter(account=None).exists()
    assert not Check.objects.exists()


def test_the_page_speaks_the_language_that_was_asked_for(connection, visitor):
    page = visitor.client.get(address(connection, language="en"))
    assert 'lang="en"' in page.content.decode()
    chosen = Client(headers={"Accept-Language": "zh-CN"})
    chosen.cookies["suyang_reading"] = "language=zh-hans"
    assert 'lang="zh-hans"' in chosen.get(address(connection, language="en")).content.decode()


def test_from_agreeing_to_the_collected_result(connection, finished):
    client, handover = finished
    result = client.get(reverse("check-result", args=[handover.check_taken_id]))
    back = reverse("handover-back", args=[handover.id])
    assert back in result.content.decode()
    page = client.get(back)
    assert "form-action 'self' https://library.example;" in page["Content-Security-Policy"]
    left = client.post(back, {"do": "send"})
    url = urlsplit(left.url)
    told = {name: value for name, [value] in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == BACK
    assert set(told) == {"state", "code"}
    assert told["state"] == "s-123"
    assert str(handover.person_id) not in left.url
    assert str(handover.check_taken_id) not in left.url
    answer = collect(connection, told["code"])
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["handover"]["state"] == "s-123"
    assert set(body["bands"]["areas"]) == {"1", "2", "3", "4", "5"}
    assert body["profile"] is None
    assert str(handover.person_id) not in answer.content.decode()
    assert collect(connection, told["code"]).json()["code"] == "code_used"


def test_the_whole_profile_only_when_the_person_agreed(connection):
    client = Client()
    agree(client, address(connection), shares="profile")
    handover = HandOver.objects.get()
    finish(handover)
    left = client.post(reverse("handover-back", args=[handover.id]), {"do": "send"})
    [code] = parse_qs(urlsplit(left.url).query)["code"]
    assert collect(connection, code).json()["profile"]["answered"] == 1


def test_no_more_than_the_site_asked_for(connection):
    answer, _sent = agree(Client(), address(connection, shares="bands"), shares="profile")
    assert answer.status_code == 422
    assert not HandOver.objects.exists()


def test_a_retry_of_the_collection_with_its_key_is_the_same(connection, finished):
    client, handover = finished
    left = client.post(reverse("handover-back", args=[handover.id]), {"do": "send"})
    [code] = parse_qs(urlsplit(left.url).query)["code"]
    key = {"Idempotency-Key": "0190f0a0-0000-4000-8000-000000000001"}
    first, again = (collect(connection, code, **key) for _time in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = {"Idempotency-Key": "0190f0a0-0000-4000-8000-000000000002"}
    assert collect(connection, code, **other).status_code == 409


def test_a_double_click_begins_one_check_and_the_last_code_opens(connection):
    client, where = Client(), address(connection)
    answer, sent = agree(client, where)
    again = client.post(where, sent)
    assert answer.url == again.url
    handover = HandOver.objects.get()
    finish(handover)
    back = reverse("handover-back", args=[handover.id])
    codes = [
        parse_qs(urlsplit(client.post(back, {"do": "send"}).url).query)["code"][0] for _c in "ab"
    ]
    assert collect(connection, codes[0]).status_code == 404
    assert collect(connection, codes[1]).status_code == 200


def test_codes_run_out_and_belong_to_one_site(connection, finished, administrator, county):
    client, handover = finished
    back = reverse("handover-back", args=[handover.id])
    [code] = parse_qs(urlsplit(client.post(back, {"do": "send"}).url).query)["code"]
    terms = Terms("Other", "x", ["handover"], [], ["https://o.example/"], 600, clock.today()
                  + dt.timedelta(days=3))  # fmt: skip
    other, _key = actions.make_connection(administrator.actor, county, terms, uuid7())
    assert collect(other, code).status_code == 404
    HandOver.objects.update(code_until=clock.now() - dt.timedelta(seconds=1))
    assert collect(connection, code).json()["code"] == "code_expired"


def test_declining_leaves_nothing_and_goes_back(connection, visitor):
    page = visitor.client.get(address(connection))
    back = page.context["back"]
    assert back == f"{BACK}?state=s-123&error=declined"
    assert back.replace("&", "&amp;") in page.content.decode()
    assert not HandOver.objects.exists()


def test_keeping_the_result_at_the_end(connection, finished):
    client, handover = finished
    back = reverse("handover-back", args=[handover.id])
    left = client.post(back, {"do": "keep"})
    assert left.url == f"{BACK}?state=s-123&error=declined"
    assert client.post(back, {"do": "send"}).status_code == 409
    assert Check.objects.filter(id=handover.check_taken_id).exists()


def test_a_page_that_was_open_for_long_is_drawn_again(connection):
    client, where = Client(), address(connection)
    sent = {"ticket": "old", "shares": "bands", "mode": "alone"}
    assert client.post(where, sent).url == where
    assert not Check.objects.exists()


def test_a_closed_page_is_opened_again(connection):
    client, where = Client(), address(connection)
    agree(client, where)
    page = client.get(where)
    handover = HandOver.objects.get()
    assert reverse("check-question", args=[handover.check_taken_id]) in page.content.decode()
    early = client.get(reverse("handover-back", args=[handover.id]))
    assert early.url == reverse("check-question", args=[handover.check_taken_id])


def test_nobody_else_sends_it(connection, finished, participant, administrator):
    _client, handover = finished
    back = reverse("handover-back", args=[handover.id])
    for other in (participant.client, administrator.client, Client()):
        assert other.get(back).status_code == 404
        assert other.post(back, {"do": "send"}).status_code == 404
    assert HandOver.objects.get().sent_at is None


def test_a_revoked_site_gets_nothing(connection, finished, administrator):
    client, handover = finished
    back = reverse("handover-back", args=[handover.id])
    actions.revoke_connection(administrator.actor, connection)
    assert client.post(back, {"do": "send"}).status_code == 409
    assert client.get(reverse("check-result", args=[handover.check_taken_id])).status_code == 200


ATTACKS = [
    "https://evil.example/learn/",
    "https://library.example.evil.example/learn/",
    "https://library.example@evil.example/learn/",
    "https://evil.example\\@library.example/learn/",
    "https://evil.example#@library.example/learn/",
    "https://library.example/learn/../admin",
    "https://library.example/learn/%2e%2e/admin",
    "https://library.example/learn/%2E%2E%2Fadmin",
    "https://library.example/learning",
    "https://library.example//evil.example/learn/",
    "https://library.example:444/learn/",
    "http://library.example/learn/",
    "//library.example/learn/",
    "/learn/",
    "javascript:alert(1)//https://library.example/learn/",
    "data:text/html,https://library.example/learn/",
    "HTTPS://library.example\t/learn/",
    "https://library.example/learn/\r\nSet-Cookie: a=b",
    "https://library.example/learn/?code=stolen",
    "https://library.example/learn/?a=b&state=other",
    "https://libr\u0430ry.example/learn/",
    "",
]


@pytest.mark.parametrize("where", ATTACKS)
def test_nobody_is_sent_elsewhere(connection, visitor, where):
    """Also when the request is signed: the key's own addresses alone count."""
    wanted = address(connection, return_=where)
    for method in (visitor.client.get, visitor.client.post):
        page = method(wanted)
        assert page.status_code == 400
        assert "Location" not in page
        assert not LEADS_AWAY.search(page.content.decode())
    assert not Check.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"secret": "guessed"},
        {"after": {"return": "https://evil.example/"}},
        {"after": {"state": "another"}},
        {"after": {"shares": "profile "}},
        {"after": {"signature": ""}},
        {"expires": "1"},
        {"expires": "99999999999"},
        {"expires": "²"},
        {"key": "no-uuid"},
        {"blueprint": "programme-before-after"},
        {"blueprint": "follow-up"},
        {"blueprint": "none"},
        {"language": "fr"},
        {"shares": "answers"},
        {"state": "x" * 501},
        {"state": "line\nfeed"},
    ],
    ids=str,
)
def test_a_request_that_is_not_right_is_not_used(connection, visitor, other):
    page = visitor.client.get(address(connection, **other))
    assert page.status_code == 400
    assert not LEADS_AWAY.search(page.content.decode())


def test_a_value_given_twice_is_not_used(connection, visitor):
    assert visitor.client.get(address(connection) + "&state=other").status_code == 400


def test_a_site_without_the_right_is_not_used(connection, visitor):
    Connection.objects.update(scopes=["checks"])
    assert visitor.client.get(address(connection)).status_code == 400


def test_one_competence(connection):
    where = address(connection, blueprint="single", competence="1.1")
    client = Client()
    assert "competence" not in client.get(where).context["form"].fields
    answer, _sent = agree(client, where)
    assert answer.status_code == 302
    assert Check.objects.get().competences == ["1.1"]
    wrong = agree(Client(), address(connection, blueprint="single", competence="9.9"))[0]
    assert wrong.status_code == 422


@pytest.mark.parametrize("keep", [True, False])
def test_a_signature_holds_when_the_installations_secret_is_changed(connection, settings, keep):
    where = address(connection)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-" + "x" * 40
    settings.SECRET_KEY_FALLBACKS = [old] if keep else []
    assert (Client().get(where).status_code == 200) is keep
