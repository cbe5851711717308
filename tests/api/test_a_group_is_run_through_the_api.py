"""A trainer's program opens a group; people join by code, check, learn, check; it is carried on."""

from __future__ import annotations

import uuid

import pytest

from tests.api.conftest import Program, new_key
from tests.api.test_a_check_is_taken_through_the_api import an_answer

pytestmark = pytest.mark.django_db
PROGRAMME = "farmers-new-farm-tools"


@pytest.fixture
def group(bank, village, trainer_program):
    body = {"programme": PROGRAMME, "unit": str(village.id), "name": "柳树村一组"}
    answer = trainer_program.post("/groups", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def join(group: dict, name: str = "李大娘", **more: object) -> dict:
    answer = Program().post("/groups/join", {"code": group["code"], "name": name, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def finish(program: Program, check: str) -> None:
    for _number in range(20):
        asked = program.post(f"/checks/{check}/next").json()["presentation"]
        if asked is None:
            return
        body = {"presentation": asked["id"], "answer": an_answer(asked["item"])}
        assert program.post(f"/checks/{check}/answers", body).status_code == 200
    raise AssertionError("the check did not end")


def test_the_whole_way(group, trainer_program):
    known = Program().get(f"/groups/codes/{group['code']}").json()
    assert known["consent"]["questions"][0]["purpose"] == "trainer_sees_result"
    joined = join(group, trainer_sees_result=True, count_in_plan=True)
    assert joined["code"]
    me = Program(joined["token"]["token"])
    path = f"/groups/{group['id']}/enrolments/{joined['enrolment']['id']}"
    early = me.post(f"{path}/checks", {"occasion": "after"})
    assert (early.status_code, early.json()["code"]) == (409, "before_open")
    begun = me.post(f"{path}/checks", {"occasion": "before"}).json()
    assert me.post(f"{path}/checks", {"occasion": "before"}).json() == begun
    finish(me, begun["check"])
    for step in ("open", "finish", "finish"):
        taken = me.post(f"{path}/lessons/prices-and-weather/{step}")
        assert taken.status_code == 200, taken.content
    assert taken.json()["finished_at"]
    assert me.post(f"{path}/lessons/no-such-lesson/open").status_code == 404
    finish(me, me.post(f"{path}/checks", {"occasion": "after"}).json()["check"])
    (row,) = trainer_program.get(f"/groups/{group['id']}/enrolments").json()["items"]
    assert (row["before"], row["lessons"], row["after"]) == ("done", 1, "done")
    assert row["shares_result"]


def test_agreements_are_taken_back(group, trainer_program):
    joined = join(group, trainer_sees_result=True)
    me = Program(joined["token"]["token"])
    path = f"/groups/{group['id']}/enrolments/{joined['enrolment']['id']}"
    body = {"trainer_sees_result": False, "count_in_plan": False}
    assert me.post(f"{path}/consents", body).status_code == 204
    (row,) = trainer_program.get(f"/groups/{group['id']}/enrolments").json()["items"]
    assert not row["shares_result"]


def test_the_first_check_may_be_left_out(group):
    joined = join(group)
    me = Program(joined["token"]["token"])
    path = f"/groups/{group['id']}/enrolments/{joined['enrolment']['id']}"
    assert me.post(f"{path}/skip-before").json()["before_skipped_at"]
    assert me.post(f"{path}/checks", {"occasion": "after"}).status_code == 201


def test_a_retry_makes_one_group_and_one_participant(bank, village, trainer_program):
    body = {"programme": PROGRAMME, "unit": str(village.id), "name": "一组"}
    key = new_key()
    first = trainer_program.post("/groups", body, Idempotency_Key=key).json()
    assert trainer_program.post("/groups", body, Idempotency_Key=key).json() == first
    other = trainer_program.post("/groups", {**body, "name": "二组"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    joining = {"code": first["code"], "name": "王大爷"}
    mine = Program().post("/groups/join", joining, Idempotency_Key=key).json()
    again = Program().post("/groups/join", joining, Idempotency_Key=key).json()
    assert mine["enrolment"] == again["enrolment"]
    assert trainer_program.get(f"/groups/{first['id']}").json()["people"] == 1
    wrong = Program().post("/groups/join", {**joining, "name": "别人"}, Idempotency_Key=key)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "key_reused")


def test_knowing_an_enrolments_id_joins_as_nobody(group):
    """The id of an enrolment is no key: the trainer knows it, and must not become the person."""
    joined = join(group)
    as_key = Program().post(
        "/groups/join",
        {"code": group["code"], "name": "李大娘"},
        Idempotency_Key=joined["enrolment"]["id"],
    )
    if as_key.status_code == 201:
        assert as_key.json()["enrolment"]["id"] != joined["enrolment"]["id"]


def test_a_wrong_code_and_a_closed_group(group, trainer_program):
    answer = Program().post("/groups/join", {"code": "222222", "name": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.code")
    closed = trainer_program.post(f"/groups/{group['id']}/close").json()
    assert closed["closed_at"]
    assert trainer_program.post(f"/groups/{group['id']}/close").json() == closed
    answer = Program().post("/groups/join", {"code": group["code"], "name": "x"})
    assert answer.json()["code"] == "closed"


def test_guessing_codes_ends_soon(group):
    guesser = Program()
    answers = [guesser.get("/groups/codes/333333").status_code for _number in range(14)]
    assert answers[-1] == 429
    last = guesser.get(f"/groups/codes/{group['code']}")
    assert (last.status_code, last["Retry-After"]) == (429, "600")


def test_a_package_carries_the_group(group, trainer_program, administrator_program):
    from suyang.learning.models import Group

    join(group)
    package = trainer_program.get(f"/groups/{group['id']}/package")
    assert package["Content-Type"] == "application/octet-stream"
    assert trainer_program.post("/groups/packages", package.content).status_code == 403
    Group.objects.filter(id=group["id"]).delete()
    taken = administrator_program.post("/groups/packages", package.content)
    assert (taken.status_code, taken.json()["group"]) == (200, group["id"]), taken.content
    again = administrator_program.post("/groups/packages", package.content)
    assert again.json() == taken.json()
    broken = administrator_program.post("/groups/packages", package.content[:-20])
    assert (broken.status_code, broken.json()["code"]) == (422, "package")


def test_groups_come_in_pages(bank, village, trainer_program):
    body = {"programme": PROGRAMME, "unit": str(village.id)}
    made = {trainer_program.post("/groups", body).json()["id"] for _number in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        answer = trainer_program.get(f"/groups?limit=2{cursor}").json()
        seen += [one["id"] for one in answer["items"]]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert len(seen) == 5
    assert set(seen) == made
    wrong = trainer_program.get(f"/units{cursor.replace('&', '?')}")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor")
    assert trainer_program.get("/groups?limit=201").status_code == 422


def test_a_unit_that_is_not_there(bank, trainer_program, other_village):
    body = {"programme": PROGRAMME, "unit": str(uuid.uuid4())}
    answer = trainer_program.post("/groups", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_unit")
    answer = trainer_program.post("/groups", {**body, "unit": str(other_village.id)})
    assert answer.status_code == 403
