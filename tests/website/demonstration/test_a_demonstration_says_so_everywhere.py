"""Whoever looks around in a demonstration, in whatever role, reads on every page and in every file
that all of it is made up."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from html import unescape
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import docx
import openpyxl
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from suyang.foundation import files
from suyang.learning.models import Enrolment
from suyang.organisations.permissions import Actor
from suyang.people.models import Account
from suyang.plans.models import Plan, ReportDue
from suyang.plans.outgoing import docx as outgoing_docx
from suyang.plans.outgoing import lines
from suyang.plans.outgoing import paper as outgoing_paper
from suyang.plans.outgoing import tables as outgoing_tables
from suyang.plans.periods import Period
from suyang.plans.reporting import actions as reporting
from suyang.plans.reporting import office_files, tables

pytestmark = pytest.mark.django_db

LABEL = "演示数据：均为虚构，不涉及任何真实的人。"
# Pages of one kind that are looked at.
SAMPLES = 2
HEADING = re.compile(r"<h([1-6])[\s>]")
LINK = re.compile(r'(?:href|action)="([^"]+)"')
# Answers that show nothing of the installation, or show the content that all of them share.
NOT_DATA = {"healthz", "framework-case", "openapi-json"}


def signed_in(username: str) -> Client:
    client = Client()
    account = Account.objects.get(username=username)
    client.force_login(account, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def participant() -> Client:
    client = Client()
    session = client.session
    session["person"] = str(Enrolment.objects.filter(number=1).first().person_id)
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def walked(client: Client) -> Counter:
    """Follow every link; how many pages and files of each kind were seen, all of them labelled."""
    waiting, seen, kinds = ["/"], {"/"}, Counter()
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).url_name or ""
        except Resolver404:
            continue
        if name in NOT_DATA or kinds[name] >= SAMPLES:
            continue
        answer = client.get(path)
        if answer.status_code in (301, 302):
            target = answer["Location"]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
            continue
        if answer.status_code == 405:
            continue
        assert answer.status_code in (200, 404, 403, 409), (path, answer.status_code)
        kinds[name] += 1
        body = b"".join(answer) if answer.streaming else answer.content
        assert_labelled(path, answer, body)
        if answer["Content-Type"].startswith("text/html"):
            assert_headings_go_down_step_by_step(path, body.decode())
            for link in LINK.findall(body.decode()):
                target = urldefrag(urljoin(path, unescape(link)))[0]
                inside = target.startswith("/") and not target.startswith(("//", "/static/"))
                if inside and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    return kinds


def assert_headings_go_down_step_by_step(path, page):
    levels = [1, *(int(level) for level in HEADING.findall(page.partition("<main")[2]))]
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert not skipped, (path, levels)


def assert_labelled(path, answer, body):
    kind = answer["Content-Type"].split(";")[0]
    if path.startswith("/api/") and kind != "text/html":
        assert answer["Suyang-Demonstration"], path
    elif kind == "text/html":
        assert LABEL in body.decode(), path
    elif kind == "application/json":
        said = answer.json()["demonstration"]
        assert LABEL in (said.values() if isinstance(said, dict) else [said]), path
    elif kind == "image/png":
        # What is seen on it says so; so does its name.
        assert "演示" in unquote(answer["Content-Disposition"]), path
    else:
        assert is_labelled(body, kind), path


def is_labelled(body: bytes, kind: str) -> bool:
    if kind == files.PDF:
        return LABEL in text_of_pdf(body)
    if kind == files.XLSX:
        book = openpyxl.load_workbook(io.BytesIO(body))
        return all(sheet.oddHeader.center.text == LABEL for sheet in book)
    if kind == files.DOCX:
        parts = zipfile.ZipFile(io.BytesIO(body))
        headers = [name for name in parts.namelist() if name.startswith("word/header")]
        return any(LABEL in parts.read(name).decode() for name in headers)
    if kind == "text/csv":
        return f"# {LABEL}" in body.decode("utf-8-sig").splitlines()
    if kind == "text/calendar":
        # Long lines are folded (RFC 5545, 3.1).
        return LABEL in body.decode().replace("\r\n ", "").partition("BEGIN:VEVENT")[0]
    if kind == files.GEOJSON:
        return LABEL in json.loads(body)["description"]
    return pytest.fail(f"nobody knows how a {kind} is labelled")


def text_of_pdf(body: bytes) -> str:
    from tests.foundation.test_documents import pages

    return "".join(pages(body)).replace("\n", "")


@pytest.mark.parametrize(
    ("who", "at_least"),
    [
        ("demo-admin", {"work", "unit-list", "review-list", "form-list", "group-list", "staff"}),
        ("demo-a-reviewer", {"review-list", "report-review", "plan-list", "plan", "task"}),
        ("demo-a1-officer", {"report-list", "report-review", "follow-up-list", "report-tables"}),
        ("demo-a1-trainer", {"group-list", "group"}),
        ("participant", {"my-group", "my-checks", "my-data"}),
        ("nobody", {"home", "plan-list", "task", "help"}),
    ],
)
def test_every_page_and_file_says_so(small, who, at_least):
    named = {"participant": participant, "nobody": Client}
    client = named[who]() if who in named else signed_in(who)
    kinds = walked(client)
    assert at_least <= set(kinds)
    assert sum(kinds.values()) > 12


def test_files_of_a_result_and_of_a_report_say_so(small):
    client = participant()
    check = Enrolment.objects.filter(number=1).first().group_checks.first().check_taken
    for name in ("check-result-pdf", "check-result-json"):
        answer = client.get(reverse(name, args=[check.id]))
        assert answer.status_code == 200
        assert_labelled(name, answer, answer.content)
    exported = client.post(reverse("my-data-export"))
    assert_labelled("my-data-export", exported, exported.content)


def test_a_question_says_so_on_either_path(small):
    client = Client()
    page = client.get(reverse("check-intro", args=["quick"])).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page).group(1)
    sent = {"ticket": ticket, "mode": "alone"}
    begun = client.post(reverse("check-start", args=["quick"]), sent)
    assert begun.status_code == 302
    assert LABEL in client.get(begun["Location"]).content.decode()


def test_a_report_that_is_filled_in_and_its_table_say_so(small):
    account = Account.objects.get(username="demo-a1-officer")
    actor = Actor(person_id=account.person_id, account_id=account.id)
    due = ReportDue.objects.filter(unit__code="demo-a1").order_by("-due", "form_id").first()
    period = Period.read(due.period)
    opened = reporting.open_report(actor, due.form, due.unit, period)
    client = signed_in("demo-a1-officer")
    page = client.get(reverse("report", args=[opened.id]))
    assert page.status_code == 200
    assert LABEL in page.content.decode()
    with translation.override("zh-hans"):
        table = tables.template(actor, due.form, period, due.unit_id)
    assert is_labelled(table, files.XLSX)


def test_forms_of_other_offices_and_plans_as_papers_say_so(small):
    for made, kind in ((openpyxl.Workbook(), files.XLSX), (docx.Document(), files.DOCX)):
        out = io.BytesIO()
        made.save(out)
        filled = office_files.filled(out.getvalue(), kind, {}, label=LABEL)
        assert is_labelled(filled, kind)
        assert not is_labelled(office_files.filled(out.getvalue(), kind, {}), kind)
    plan = Plan.objects.get(unit__code="demo-a")
    text = lines.source(plan, plan.editions.first())
    for room, kind in ((outgoing_docx, files.DOCX), (outgoing_tables, files.XLSX)):
        assert is_labelled(room.write(text, "zh-Hans"), kind)
    assert is_labelled(outgoing_paper.write(text, "zh-Hans"), files.PDF)


def test_evidence_is_a_picture_that_says_so(db):
    from suyang.foundation import pictures as photos
    from suyang.website.demonstration import pictures, reports

    made = pictures.sign_in_sheet(reports.LABEL, "甲市（演示）", "2026-10", ["赵一", "钱二"])
    assert files.kind_of(made) == files.PNG
    assert photos.without_place(made)
    other = pictures.sign_in_sheet("", "甲市（演示）", "2026-10", ["赵一", "钱二"])
    assert other != made
    assert "演示" in reports.LABEL


def test_the_label_is_gone_where_data_are_real(small):
    from suyang.organisations.models import Installation

    Installation.objects.update(demonstration=False)
    assert LABEL not in Client().get("/").content.decode()
    answer = participant().post(reverse("my-data-export"))
    assert "demonstration" not in answer.json()
