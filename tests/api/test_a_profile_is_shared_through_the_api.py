"""The profile as JSON, and links to it: made, listed, taken back, by their person alone."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from suyang.assessment.models import Opening, Share
from suyang.website.api.document import document
from tests.api.conftest import new_key
from tests.assessment.profiles import answered

WISH = {"purpose": "For the trainer", "extent": "competences", "lasts": "day"}


@pytest.fixture
def full(bank, participant):
    answered(participant.person, "quick", each=1, days_ago=300)
    return answered(participant.person)


def test_the_profile_is_what_the_document_promises(full, participant_program):
    found = participant_program.get(f"/checks/{full.id}/profile")
    assert found.status_code == 200
    said = found.json()
    schema = document()
    promised = {"$ref": "#/components/schemas/Profile", "components": schema["components"]}
    Draft202012Validator(promised).validate(said)
    assert len(said["competences"]) == 21
    assert said["change"]["since"]["blueprint"] == "quick"
    short = participant_program.get(f"/checks/{full.id}/profile?language=en").json()
    assert list(short["areas"][0]["name"]) == ["en"]


def test_the_download_is_the_same_document(full, participant, participant_program):
    from django.urls import reverse

    file = participant.client.get(reverse("check-result-json", args=[full.id])).json()
    said = participant_program.get(f"/checks/{full.id}/profile").json()
    for one in (file, said):
        one["check"].pop("finished_at")
    assert file == said


def test_a_link_is_made_once_listed_opened_and_taken_back(full, participant_program, visitor):
    address = f"/checks/{full.id}/shares"
    key = new_key()
    made = [participant_program.post(address, WISH, Idempotency_Key=key) for _time in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    first = made[0].json()
    assert first == made[1].json()
    assert first["state"] == "open"
    other = participant_program.post(address, WISH | {"lasts": "week"}, Idempotency_Key=key)
    assert other.status_code == 422

    path = first["url"].split("/", 3)[3]
    assert visitor.client.get(f"/{path}").status_code == 200
    listed = participant_program.get(address).json()["items"]
    assert [one["id"] for one in listed] == [first["id"]]
    assert listed[0]["opened"] == 1
    assert listed[0]["openings"][0]["reader"] is None

    for _time in range(2):
        gone = participant_program.delete(f"/shares/{first['id']}")
        assert gone.json()["state"] == "revoked"
    assert visitor.client.get(f"/{path}").status_code == 410
    assert Opening.objects.count() == 1


def test_what_is_not_as_promised_is_refused(full, participant_program):
    address = f"/checks/{full.id}/shares"
    for wrong in ({"purpose": ""}, {"purpose": "x" * 121}, {"lasts": "year"}, {"answers": True}):
        assert participant_program.post(address, WISH | wrong).status_code == 422
    assert not Share.objects.exists()


def test_strangers_find_neither_profile_nor_links(
    full, participant_program, stranger_program, anybody_program
):
    made = participant_program.post(f"/checks/{full.id}/shares", WISH).json()
    for one in (stranger_program, anybody_program):
        expected = 401 if one is anybody_program else 404
        assert one.get(f"/checks/{full.id}/profile").status_code == expected
        assert one.get(f"/checks/{full.id}/shares").status_code == expected
        assert one.post(f"/checks/{full.id}/shares", WISH).status_code == expected
        assert one.delete(f"/shares/{made['id']}").status_code == expected
    assert Share.objects.get().revoked_at is None


def test_an_open_check_has_no_profile_yet(bank, participant, participant_program):
    from suyang.assessment import actions

    begun = actions.start(participant.person, "full", "en")
    found = participant_program.get(f"/checks/{begun.id}/profile")
    assert found.status_code == 409
    assert found.json()["code"] == "open"


def test_another_site_learns_nothing_of_other_checks_and_makes_no_link(bank, connect):
    from suyang.assessment.models import ConnectedCheck
    from suyang.people.models import Handle
    from tests.api.conftest import Program

    made, site = connect()
    program = Program(site.post("/visitors", {}).json()["token"])
    person = Handle.objects.get().person
    answered(person, "quick", each=1, days_ago=300)
    check = answered(person)
    ConnectedCheck.objects.create(check_taken=check, connection=made)
    said = program.get(f"/checks/{check.id}/profile")
    assert said.status_code == 200
    assert said.json()["change"] is None
    assert program.get(f"/checks/{check.id}/shares").status_code == 401
    assert program.post(f"/checks/{check.id}/shares", WISH).status_code == 401
