"""A check's question of every kind: drawn, refused with what was chosen, answered once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from suyang.assessment import actions
from suyang.assessment.models import Response
from suyang.foundation.permissions import Refused
from suyang.items import arrangement
from tests.assessment.taking import put_before, right, wrong
from tests.items.samples import ORDER, all_of_them, matching, ordering

KEY = ["save", "copy", "edit", "send"]
PLACES = ["send:4", "save:1", "copy:2", "edit:3"]


def plain(body):
    """Scored right or wrong, as the parameters of the item that it stands for say."""
    return {name: value for name, value in body.items() if name != "credit"}


@pytest.fixture
def asked(bank, participant, monkeypatch):
    """asked(body): a check in which this is the question now before the person."""

    def ask(body):
        check = actions.start(participant.person, "quick", "zh-Hans", seed=2)
        return check, put_before(monkeypatch, check, body)

    return ask


def send(client, check, shown, **fields):
    form = {"presentation": shown.id, "action": "answer"} | fields
    return client.post(reverse("check-question", args=[check.id]), form)


def as_form(body, answer):
    """What a browser sends for an answer; of an order the places, in the order of the fields."""
    fields = dict(answer)
    for control in body["controls"]:
        if control["kind"] == "order":
            put = answer[control["id"]]
            shown = [option["id"] for option in arrangement.shown(body, control)]
            fields[control["id"]] = [f"{one}:{put.index(one) + 1}" for one in shown]
    return fields


@pytest.mark.parametrize("kind", all_of_them())
@pytest.mark.parametrize("given", [right, wrong])
def test_it_is_drawn_and_answered(asked, participant, kind, given):
    body = plain(all_of_them()[kind])
    check, shown = asked(body)
    page = participant.client.get(reverse("check-question", args=[check.id])).content.decode()
    assert body["stem"]["zh-Hans"] in page
    assert send(participant.client, check, shown, **as_form(body, given(body))).status_code == 302
    response = Response.objects.get(presentation=shown)
    assert response.answer == given(body)
    assert response.score == (given is right)


def test_sent_twice_it_counts_once(asked, participant):
    check, shown = asked(ordering())
    for _number in range(2):
        assert send(participant.client, check, shown, steps=PLACES).status_code == 302
    assert Response.objects.get(presentation=shown).answer == {"steps": KEY}
    page = participant.client.get(reverse("check-question", args=[check.id])).content.decode()
    assert "您的第一次回答" not in page


def test_two_at_one_place_are_refused_and_kept(asked, participant):
    check, shown = asked(ordering())
    answered = send(participant.client, check, shown, steps=["save:2", "copy:2", "edit:1", ""])
    page = answered.content.decode()
    assert answered.status_code == 422
    assert not Response.objects.filter(presentation=shown).exists()
    assert "还有几行没答好" in page
    assert "第2位也选给了：另存一份" in page
    for chosen in ("save:2", "copy:2", "edit:1"):
        assert f'value="{chosen}" selected' in page
    assert page.count(" selected") == 3


def test_a_row_that_was_left_out_is_refused_and_the_others_kept(asked, participant):
    check, shown = asked(matching())
    answered = send(participant.client, check, shown, pairs=["fire:call", "", "feast:post"])
    page = answered.content.decode()
    assert answered.status_code == 422
    assert 'value="fire:call" selected' in page
    assert page.count("aria-invalid") == 1


def test_nothing_at_all_is_asked_for_once(asked, participant):
    check, shown = asked(ordering())
    page = send(participant.client, check, shown).content.decode()
    assert "这里还没有回答" in page
    assert "aria-invalid" not in page
    assert page.count('class="errorlist"') == 1


@pytest.mark.parametrize(
    ("body", "sent", "kept"),
    [
        (ordering(), {"steps": KEY}, {"steps": KEY}),
        (ordering(), {"steps": PLACES}, {"steps": KEY}),
        (
            matching(),
            {"pairs": {"feast": "post", "fire": "call", "form": "mail", "x": 1}},
            {"pairs": ["fire:call", "form:mail", "feast:post"]},
        ),
        (
            matching(),
            {"pairs": ["feast:post", "fire:call", "form:mail"]},
            {"pairs": ["fire:call", "form:mail", "feast:post"]},
        ),
    ],
)
def test_a_program_may_send_it_in_its_own_form(asked, body, sent, kept):
    check, shown = asked(body)
    assert actions.answer(check, shown.id, sent) == actions.Outcome.ACCEPTED
    response = Response.objects.get(presentation=shown)
    assert (response.answer, response.score) == (kept, 1)
    assert actions.answer(check, shown.id, kept) == actions.Outcome.REPEATED


@pytest.mark.parametrize("sent", [{}, {"steps": {"save": 1}}, {"steps": [["save"]]}, {"steps": 4}])
def test_garbage_is_no_answer(asked, sent):
    check, shown = asked(ordering())
    with pytest.raises(Refused) as refused:
        actions.answer(check, shown.id, sent)
    assert refused.value.field == ORDER["id"]
