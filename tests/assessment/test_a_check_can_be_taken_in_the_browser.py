"""Without JavaScript: read, start, answer, come back, stop, see the result, delete."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from suyang.assessment import actions, queries
from suyang.assessment.models import Check, Presentation, Response
from suyang.items import scoring
from suyang.items.models import ItemVersion
from suyang.people.models import Person
from tests.assessment.taking import put_before, right, take, wrong


def _ticket(page) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode()).group(1)


def _start(client, slug="quick", **more):
    page = client.get(reverse("check-intro", args=[slug]))
    form = {"ticket": _ticket(page), "mode": "alone"} | more
    return client.post(reverse("check-start", args=[slug]), form)


def _send(client, check, answer, action="answer", **more):
    shown = actions.present(check)
    return client.post(
        reverse("check-question", args=[check.id]),
        {"presentation": shown.id, "action": action} | answer | more,
    )


def _body(check):
    return actions.present(check).item.item.body


@pytest.fixture
def check(bank, participant):
    return actions.start(participant.person, "quick", "zh-Hans", seed=2)


def test_the_intro_says_what_comes_and_a_visitor_becomes_somebody(bank, visitor):
    page = visitor.client.get(reverse("check-intro", args=["quick"]))
    assert "随时可以停" in page.content.decode()
    response = _start(visitor.client)
    check = Check.objects.get()
    assert response.url == reverse("check-question", args=[check.id])
    page = visitor.client.get(response.url)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_a_double_click_on_start_makes_one_check_and_one_person(bank, county):
    browser = Client()
    page = browser.get(reverse("check-intro", args=["quick"]))
    form = {"ticket": _ticket(page), "mode": "alone"}
    # The second click leaves before the first one's cookie came.
    first, second = Client(), Client()
    one = first.post(reverse("check-start", args=["quick"]), form)
    other = second.post(reverse("check-start", args=["quick"]), form)
    assert one.url == other.url
    assert Check.objects.count() == Person.objects.count() == 1
    assert second.get(other.url).status_code == 200


def test_a_ticket_drawn_for_somebody_opens_nothing_for_the_next_person(bank, participant):
    page = participant.client.get(reverse("check-intro", args=["quick"]))
    form = {"ticket": _ticket(page), "mode": "alone"}
    participant.client.post(reverse("check-start", args=["quick"]), form)
    stranger = Client().post(reverse("check-start", args=["quick"]), form)
    assert stranger.url == reverse("check-intro", args=["quick"])


def test_an_old_ticket_opens_nothing_for_the_next_person_at_a_shared_phone(bank, visitor):
    from datetime import timedelta

    page = visitor.client.get(reverse("check-intro", args=["quick"]))
    form = {"ticket": _ticket(page), "mode": "alone"}
    visitor.client.post(reverse("check-start", args=["quick"]), form)
    begun = Check.objects.get()
    Check.objects.update(started_at=begun.started_at - timedelta(minutes=11))
    later = Client().post(reverse("check-start", args=["quick"]), form)
    assert later.url == reverse("check-intro", args=["quick"])


@pytest.mark.parametrize("ticket", ["", "x", "x:y:z"])
def test_a_forged_ticket_leads_back_to_the_intro(bank, visitor, ticket):
    response = visitor.client.post(
        reverse("check-start", args=["quick"]), {"ticket": ticket, "mode": "alone"}
    )
    assert response.url == reverse("check-intro", args=["quick"])
    assert not Check.objects.exists()


def test_the_intro_offers_to_go_on_with_what_was_begun(check, participant):
    page = participant.client.get(reverse("check-intro", args=["quick"]))
    assert reverse("check-question", args=[check.id]) in page.content.decode()


def test_every_answer_leads_to_the_next_question_until_the_result(check, participant):
    address = reverse("check-question", args=[check.id])
    for number in range(1, 20):
        page = participant.client.get(address)
        if page.status_code == 302:
            break
        assert f"第{number}题" in page.content.decode().replace(" ", "") or number > 12
        response = _send(participant.client, check, right(_body(check)))
        assert response.status_code == 302
    assert page.url == reverse("check-result", args=[check.id])
    result = participant.client.get(page.url)
    assert result.status_code == 200
    assert "<svg" in result.content.decode()


def test_a_reload_and_a_second_tab_show_the_same_question(check, participant):
    address = reverse("check-question", args=[check.id])
    ids = {
        re.search(r'name="presentation" value="([^"]+)"', page.content.decode()).group(1)
        for page in (participant.client.get(address) for _time in range(3))
    }
    assert len(ids) == 1
    assert Presentation.objects.count() == 1


def test_a_second_answer_from_the_page_before_is_told_that_the_first_counts(check, participant):
    first = actions.present(check)
    body = first.item.item.body
    address = reverse("check-question", args=[check.id])
    form = {"presentation": first.id, "action": "answer"}
    participant.client.post(address, form | right(body))
    again = participant.client.post(address, form | right(body), follow=True)
    assert "您的第一个回答" not in again.content.decode()
    other = participant.client.post(address, form | wrong(body), follow=True)
    assert "第一次的回答" in other.content.decode()
    assert Response.objects.get().score == scoring.full_score(body)


def test_an_error_says_what_to_do_and_keeps_what_was_chosen(bank, participant, monkeypatch):
    check = actions.start(participant.person, "quick", "zh-Hans")
    inbox = next(
        one for one in ItemVersion.objects.filter(format="inbox") if len(one.body["controls"]) > 1
    )
    body = put_before(monkeypatch, check, inbox.body).item.item.body
    first, *others = body["controls"]
    chosen = {first["id"]: right(body)[first["id"]]}
    response = _send(participant.client, check, chosen)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert f'id="field-{others[0]["id"]}-error"' in page
    assert f'name="{first["id"]}" value="{chosen[first["id"]]}" checked' in page


def test_i_do_not_know_is_an_answer(check, participant):
    assert _send(participant.client, check, {}, action="dont-know").status_code == 302
    assert Response.objects.get().dont_know


def test_without_or_with_a_broken_presentation_the_question_is_shown_again(check, participant):
    address = reverse("check-question", args=[check.id])
    for given in ({}, {"presentation": "x"}, {"presentation": "\x00"}):
        assert participant.client.post(address, given).url == address
    unknown = participant.client.post(address, {"presentation": str(uuid.uuid4())})
    assert unknown.status_code == 404


def test_how_a_helper_helped_is_asked_only_when_there_is_one(bank, participant):
    alone = actions.start(participant.person, "quick", "zh-Hans")
    helped = actions.start(participant.person, "quick", "zh-Hans", mode="assisted")
    pages = [
        participant.client.get(reverse("check-question", args=[one.id])).content.decode()
        for one in (alone, helped)
    ]
    assert 'name="assistance"' not in pages[0]
    assert pages[1].count('name="assistance"') == 4
    _send(participant.client, helped, right(_body(helped)), assistance="read")
    assert Response.objects.get().assistance == "read"
    page = participant.client.get(reverse("check-question", args=[helped.id])).content.decode()
    assert 'value="read" checked' in page
    _send(participant.client, alone, right(_body(alone)), assistance="suggested")
    assert queries.responses_of(alone)[0].assistance == ""
    assert _send(participant.client, helped, {}, assistance="nonsense").status_code == 422
    body = _body(helped)
    assert _send(participant.client, helped, right(body), assistance="no").status_code == 422


def test_stopping_asks_once_and_shows_what_there_is(check, participant):
    _send(participant.client, check, right(_body(check)))
    address = reverse("check-stop", args=[check.id])
    assert participant.client.get(address).status_code == 200
    for _click in range(2):
        response = participant.client.post(address)
        assert response.url == reverse("check-result", args=[check.id])
    page = participant.client.get(response.url).content.decode()
    assert "证据还不够" in page
    check.refresh_from_db()
    assert check.ended_by == "person"


def test_a_check_may_be_stopped_before_the_first_answer(check, participant):
    participant.client.post(reverse("check-stop", args=[check.id]))
    assert participant.client.get(reverse("check-result", args=[check.id])).status_code == 200


def test_deleting_asks_once_and_leaves_nothing(check, participant):
    take(check)
    address = reverse("check-delete", args=[check.id])
    assert participant.client.get(address).status_code == 200
    assert Check.objects.exists()
    participant.client.post(address)
    assert not Check.objects.exists()
    assert not Response.objects.exists()
    assert participant.client.get(address).status_code == 404


def test_a_code_is_shown_to_come_back_with(check, participant):
    page = participant.client.post(reverse("check-code", args=[check.id])).content.decode()
    code = re.search(r'class="code code-big">([^<]+)</p>', page).group(1)
    from suyang.people.actions import person_by_code

    assert person_by_code(code) == participant.person
    assert queries.address_of(participant.person) == reverse("check-question", args=[check.id])


def test_the_elder_check_ends_with_one_sentence(bank, participant):
    check = actions.start(participant.person, "elder", "zh-Hans")
    page = participant.client.get(reverse("check-question", args=[check.id])).content.decode()
    assert " elder" in page.split("</head>")[0]
    take(check)
    page = participant.client.get(reverse("check-result", args=[check.id])).content.decode()
    assert re.search(r"<h1>\s*您会", page)
    assert "<svg class" not in page.split("<main")[1].split("</main>")[0]


def test_nobody_else_sees_a_check_and_staff_neither(
    check, administrator, officer, trainer, stranger, visitor
):
    take(check)
    names = ("check-question", "check-stop", "check-result", "check-delete")
    for one in (administrator, officer, trainer, stranger, visitor):
        for name in names:
            address = reverse(name, args=[check.id])
            assert one.client.get(address).status_code == 404
            assert one.client.post(address).status_code in (404, 405)
        assert one.client.post(reverse("check-code", args=[check.id])).status_code == 404
    assert Check.objects.get(id=check.id).finished_at


def test_the_check_of_a_programme_cannot_be_begun_from_its_page(bank, visitor):
    page = visitor.client.get(reverse("check-intro", args=["programme-before-after"]))
    assert 'name="ticket"' not in page.content.decode()
    other = visitor.client.get(reverse("check-intro", args=["quick"]))
    response = visitor.client.post(
        reverse("check-start", args=["programme-before-after"]),
        {"ticket": _ticket(other), "mode": "alone"},
    )
    assert response.status_code == 409
    assert not Person.objects.exists()


def test_an_unknown_kind_of_check_is_not_found(bank, visitor):
    assert visitor.client.get(reverse("check-intro", args=["no-such"])).status_code == 404


def test_the_address_of_a_code_opened_again_leads_back_and_makes_no_code(check, participant):
    address = reverse("check-code", args=[check.id])
    page = participant.client.post(address).content.decode()
    code = re.search(r'class="code code-big">([^<]+)</p>', page).group(1)
    from suyang.people.actions import person_by_code

    answer = participant.client.get(address)
    assert answer.status_code == 302
    assert answer.url == reverse("check-question", args=[check.id])
    assert person_by_code(code) == participant.person
