"""A check inside another site: its server has a key, its visitors tokens, its pages plain JSON."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from suyang.assessment.models import Check
from suyang.foundation import clock
from suyang.organisations import actions
from suyang.organisations.models import Connection
from suyang.people.models import Handle, Person
from tests.api.conftest import Program, new_key
from tests.api.test_a_check_is_taken_through_the_api import an_answer

pytestmark = pytest.mark.django_db
ORIGIN = "https://library.example"


@pytest.fixture
def site(bank, connect):
    made, program = connect()
    program.connection = made
    return program


def visitor(site: Program, **headers: str) -> tuple[Program, str]:
    answer = site.post("/visitors", {"language": "en"}, **headers)
    assert answer.status_code == 201, answer.content
    return Program(answer.json()["token"]), answer.json()["visitor"]


def test_from_the_first_visit_to_the_result(site):
    me, handle = visitor(site)
    assert Person.objects.get(handles__isnull=False).name == ""
    check_id = str(uuid.uuid4())
    body = {
        "id": check_id,
        "blueprint": "quick",
        "language": "en",
        "online": "talk",
        "feeling": "ask",
        "mode": "assisted",
    }
    begun = me.post("/checks", body)
    assert begun.status_code == 201, begun.content
    assert begun.json()["token"] is None
    assert me.post("/checks", body).json()["check"] == begun.json()["check"]
    assert me.post("/checks", {**body, "mode": "alone"}).json()["code"] == "key_reused"
    asked = me.post(f"/checks/{check_id}/next").json()["presentation"]
    given = {
        "presentation": asked["id"],
        "answer": an_answer(asked["item"]),
        "assistance": "read",
        "device_time": clock.now().isoformat(),
    }
    assert me.post(f"/checks/{check_id}/answers", given).json()["outcome"] == "accepted"
    assert me.post(f"/checks/{check_id}/stop").json()["ended_by"] == "person"
    assert me.get(f"/checks/{check_id}/result").status_code == 200
    assert [one["id"] for one in me.get("/checks").json()["items"]] == [check_id]
    # Next week, on another computer: the site has the handle.
    later = Program(site.post("/visitors/token", {"visitor": handle}).json()["token"])
    assert later.get(f"/checks/{check_id}").json()["state"] == "finished"
    assert later.delete(f"/checks/{check_id}").status_code == 204
    assert not Check.objects.exists()


def test_one_competence_is_chosen_by_the_site(site):
    me, _handle = visitor(site)
    begun = me.post("/checks", {"blueprint": "single", "competences": ["1.1"]})
    assert begun.status_code == 201, begun.content
    assert Check.objects.get().competences == ["1.1"]
    none = me.post("/checks", {"blueprint": "single"})
    assert (none.status_code, none.json()["code"]) == (422, "needs_competence")


def test_lists_come_in_pages(site):
    me, _handle = visitor(site)
    for _number in range(3):
        me.post("/checks", {"blueprint": "quick"})
    first = me.get("/checks?limit=2").json()
    second = me.get(f"/checks?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)


def test_a_retry_makes_one_visitor(site):
    key = new_key()
    _me, handle = visitor(site, Idempotency_Key=key)
    assert visitor(site, Idempotency_Key=key)[1] == handle
    assert Handle.objects.count() == Person.objects.filter(account=None).count() == 1


def test_handles_are_not_guessed_and_belong_to_one_site(site, connect):
    _me, handle = visitor(site)
    assert len(handle) == len("visitor_") + 40
    assert str(Handle.objects.get().id) not in handle
    _made, other = connect(name="Another")
    assert other.post("/visitors/token", {"visitor": handle}).status_code == 404
    assert site.post("/visitors/token", {"visitor": "visitor_" + "0" * 40}).status_code == 404


def test_an_id_of_ones_own_needs_a_token(site, anybody_program):
    """Else whoever learns a check's id would be handed its person's token."""
    me, _handle = visitor(site)
    check_id = str(uuid.uuid4())
    me.post("/checks", {"blueprint": "quick", "id": check_id})
    thief = anybody_program.post("/checks", {"blueprint": "quick", "id": check_id})
    assert (thief.status_code, thief.json()["code"]) == (422, "needs_token")
    other, _handle = visitor(site)
    assert other.post("/checks", {"blueprint": "quick", "id": check_id}).status_code == 404


def test_the_site_sees_only_what_began_there(site, trainer):
    """Also after the person has brought it into an account with checks of its own."""
    from suyang.assessment import actions as checks
    from suyang.people import actions as people

    me, handle = visitor(site)
    theirs = me.post("/checks", {"blueprint": "quick"}).json()["check"]["id"]
    mine = checks.start(trainer.person, "elder", "zh-Hans")
    code = site.post("/visitors/code", {"visitor": handle}).json()["code"]
    preview = people.preview_claim(trainer.actor, trainer.person, code)
    people.claim(trainer.actor, trainer.person, preview.goes, preview.code)
    assert me.get(f"/checks/{theirs}").status_code == 200
    assert [one["id"] for one in me.get("/checks").json()["items"]] == [theirs]
    for path in (f"/checks/{mine.id}", f"/checks/{mine.id}/result"):
        assert me.get(path).status_code == 404
    assert me.post("/checks", {"blueprint": "elder", "id": str(mine.id)}).status_code == 404
    # The account is more than the site's: it can neither get a code for it nor erase it.
    assert site.post("/visitors/code", {"visitor": handle}).status_code == 403
    assert site.post("/visitors/forget", {"visitor": handle}).json() == {"erased": False}
    assert Check.objects.filter(id=theirs).exists()
    assert me.get(f"/checks/{theirs}").status_code == 401


def test_a_visitor_is_forgotten_whole(site):
    me, handle = visitor(site)
    me.post("/checks", {"blueprint": "quick"})
    whom = Handle.objects.get().person_id
    assert site.post("/visitors/forget", {"visitor": handle}).json() == {"erased": True}
    assert not Person.objects.filter(id=whom).exists()
    assert not Check.objects.exists()
    assert me.get("/checks").status_code == 401


def test_a_visitor_joins_no_group_and_leads_no_office(site, village):
    me, _handle = visitor(site)
    assert me.get("/groups").status_code == 401
    assert me.get("/units").status_code == 401
    assert site.get("/checks").status_code == 401


@pytest.mark.parametrize("how", ["revoked", "run out", "renewed", "scope taken"])
def test_a_key_ends(site, administrator, how):
    me, _handle = visitor(site)
    row = Connection.objects.get()
    if how == "revoked":
        actions.revoke_connection(administrator.actor, row)
    elif how == "run out":
        Connection.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    elif how == "renewed":
        actions.renew_key(administrator.actor, row, row.generation)
    else:
        Connection.objects.update(scopes=["handover"])
    expected = 403 if how == "scope taken" else 401
    assert site.post("/visitors", {}).status_code == expected
    assert me.get("/checks").status_code == (200 if how == "renewed" else 401)


def test_keys_are_kept_as_digests(site):
    row = str(Connection.objects.values().get())
    assert site.token not in row
    assert site.token.removeprefix("suyang_site_") not in row


def test_a_site_has_its_own_limit(site):
    Connection.objects.update(requests_a_minute=3)
    me, _handle = visitor(site)
    statuses = [me.get("/checks").status_code for _number in range(4)]
    assert statuses == [200, 200, 429, 429]
    late = site.post("/visitors", {})
    assert late.status_code == 429
    assert int(late["Retry-After"]) >= 1


def test_only_listed_pages_may_read_and_never_with_cookies(site, participant):
    me, _handle = visitor(site)
    listed = me.get("/checks", Origin=ORIGIN)
    assert listed["Access-Control-Allow-Origin"] == ORIGIN
    assert "Origin" in listed["Vary"]
    refused = me.get(f"/checks/{uuid.uuid4()}", Origin=ORIGIN)
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (404, ORIGIN)
    for origin in (
        "https://evil.example",
        "null",
        ORIGIN + ".evil.example",
        "http://library.example",
    ):
        assert "Access-Control-Allow-Origin" not in me.get("/checks", Origin=origin)
    # The site's key belongs on its server, a session to our own pages.
    assert "Access-Control-Allow-Origin" not in site.get("/handovers", Origin=ORIGIN)
    own = participant.client.get("/api/v1/checks", headers={"Origin": ORIGIN})
    assert own.status_code == 200
    assert "Access-Control-Allow-Origin" not in own
    for answer in (listed, refused, own):
        assert "Access-Control-Allow-Credentials" not in answer


def test_a_browser_asks_beforehand(site):
    def ask(origin: str):
        return Program().send(
            "OPTIONS", "/checks", Origin=origin, Access_Control_Request_Method="POST"
        )

    yes = ask(ORIGIN)
    assert (yes.status_code, yes["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert "Authorization" in yes["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in ask("https://evil.example")
    Connection.objects.update(revoked_at=clock.now())
    assert "Access-Control-Allow-Origin" not in ask(ORIGIN)


def test_problems_come_in_the_readers_language(site):
    wrong = Program(site.token, language="zh-CN").post(
        "/visitors/token", {"visitor": "visitor_" + "0" * 40}
    )
    assert wrong["Content-Type"] == "application/problem+json"
    assert any(sign >= "\u4e00" for sign in wrong.json()["title"])
