from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db

TEMPLATES = sorted((settings.SOURCE).rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", ["/", "/help/", "/plans/", "/none/", "/healthz", "/reading/"])
def test_the_policy_allows_nothing_inline(county, bank, visitor, path):
    policy = visitor.client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_personal_pages_are_not_kept(county, bank, participant):
    for path in ("/", "/my-data/"):
        assert "no-store" in participant.client.get(path)["Cache-Control"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_styles_or_scripts(template: Path):
    # What stands in a template's own tags is no attribute of the page.
    text = re.sub(r"\{[{%#].*?[}%#]\}", "", template.read_text("utf-8"), flags=re.S)
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_a_watcher_is_told_that_all_is_well(county, visitor):
    answer = visitor.client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert answer.json()["outbox"] == 0


def test_a_wrong_address_says_what_to_do(county, visitor):
    page = visitor.client.get("/nowhere/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "Go to the start page" in page.content.decode()


def test_a_form_without_its_token_is_refused_kindly(county, bank):
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post(
        "/reading/", {"elder": "1"}, headers={"accept-language": "en"}
    )
    assert page.status_code == 403
    assert "What you sent before is kept" in page.content.decode()


def test_the_address_of_a_button_opened_by_hand_says_what_to_do(county, visitor):
    page = visitor.client.get("/reading/language/", headers={"accept-language": "en"})
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "This address belongs to a button" in page.content.decode()


def test_a_box_to_tick_has_its_words_beside_it(county, visitor):
    page = visitor.client.get("/accounts/login/").content.decode()
    assert re.search(r'<label for="id_remember"><input type="checkbox"[^>]*>\s*<span>', page)
    assert page.count('for="id_remember"') == 1


def test_who_lost_the_cookie_is_led_to_the_code(county, bank, visitor, participant):
    nobodys = "/checks/01a1ffba-c910-7676-ba48-7eef147e15d6/"
    page = visitor.client.get(nobodys)
    assert page.status_code == 404
    assert "/come-back/" in page.content.decode().split("<main")[1].split("</main>")[0]
    page = participant.client.get(nobodys).content.decode()
    assert "/come-back/" not in page.split("<main")[1].split("</main>")[0]
