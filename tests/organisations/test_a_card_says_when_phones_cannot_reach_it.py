"""The printed invitation: code, QR code, address, and the truth about that address."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from suyang.foundation.ids import show_code
from suyang.organisations import actions


def test_a_card_is_made_once_and_holds_all_that_is_needed(administrator, village, settings):
    settings.PUBLIC_URL = "http://192.168.1.9:8000"
    settings.ENVIRONMENT = dataclasses.replace(
        settings.ENVIRONMENT, public_url="http://192.168.1.9:8000"
    )
    client = administrator.client
    new = reverse("invitation-new", args=[village.id])
    form = client.get(new).context["form"]
    data = {"role": "trainer", "note": "图书馆的志愿者", "key": form["key"].value()}
    pages = [client.post(new, data, follow=True) for _ in range(2)]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    text = pages[0].content.decode()
    assert "http://192.168.1.9:8000/invitation/" in text
    assert "<svg" in text
    assert "serve --lan" not in text
    code = pages[0].context["code"]
    assert show_code(actions.code_of(pages[0].context["invitation"])) == code
    assert all(part in text for part in code.split("-"))


def test_on_loopback_the_card_says_that_phones_cannot_reach_it(administrator, village):
    invitation, _code = actions.invite(administrator.actor, "trainer", village)
    page = administrator.client.get(reverse("invitation-card", args=[invitation.id]))
    assert "serve --lan" in page.content.decode()


def test_a_closed_invitation_shows_no_code(administrator, village):
    invitation, code = actions.invite(administrator.actor, "trainer", village)
    client = administrator.client
    client.post(reverse("invitation-withdraw", args=[invitation.id]))
    page = client.get(reverse("invitation-card", args=[invitation.id]))
    assert page.status_code == 200
    assert show_code(code) not in page.content.decode()


def test_the_note_for_the_office_is_not_printed(administrator, village):
    invitation, _code = actions.invite(administrator.actor, "trainer", village, "给迟到的那位")
    page = administrator.client.get(reverse("invitation-card", args=[invitation.id]))
    text = page.content.decode()
    card = text.split('<section class="sheet"')[1].split("</section>")[0]
    assert "给迟到的那位" not in card
    assert '<p class="quiet no-print">给迟到的那位</p>' in text
