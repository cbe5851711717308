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
    text = template.read_text("utf-8")
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
