"""The commands of docs/guides/integrators.md, run as they stand against a real server."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment.models import Check, HandOver
from suyang.foundation import clock
from suyang.organisations import keys
from suyang.organisations.permissions import Actor
from suyang.people import actions as people
from suyang.people.models import Account, Handle
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import Indicator, ReportDue, Target
from tests.conftest import ensure_content
from tests.organisations.receiver import is_signed

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "integrators.md"
TEXT = GUIDE.read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        any(shutil.which(one) is None for one in ("bash", "curl", "openssl", "python3")),
        reason="not run: bash, curl, openssl or python3 is missing",
    ),
]


@pytest.fixture
def run(live_server, connect, tmp_path):
    ensure_content()
    connection, site = connect()

    def run_block(number: int, **more: str) -> Path:
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "SUYANG": live_server.url,
            "KEY": site.token,
            "KEY_ID": str(connection.id),
            "SECRET": keys.handover_secret(connection),
            "RETURN": "https://library.example/learn/done",
            **more,
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", BLOCKS[number]],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return tmp_path

    return run_block


def test_a_check_on_ones_own_pages(run):
    folder = run(0)
    result = json.loads((folder / "result.json").read_text())
    assert (result["answered"], result["dont_know"]) == (1, 1)
    assert json.loads((folder / "forgotten.json").read_text()) == {"erased": True}
    assert not Handle.objects.exists()
    assert not Check.objects.exists()


def test_a_hand_over_and_its_collection(run):
    address = urlsplit((run(1) / "address.txt").read_text().strip())
    client = Client()
    where = f"{address.path}?{address.query}"
    page = client.get(where)
    ticket = page.context["form"].initial["ticket"]
    client.post(where, {"ticket": ticket, "shares": "bands", "mode": "alone"})
    handover = HandOver.objects.get()
    checks.stop(Actor(person_id=handover.person_id), handover.check_taken)
    left = client.post(reverse("handover-back", args=[handover.id]), {"do": "send"})
    [code] = parse_qs(urlsplit(left.url).query)["code"]
    collected = json.loads((run(2, CODE=code) / "collected.json").read_text())
    assert collected["bands"]["overall"] == {
        "enough": False,
        "lowest": None,
        "highest": None,
        "or_above": False,
    }
    assert collected["handover"]["stands"] == "collected"


def test_the_program_of_an_office(run, county, town, officer):
    indicator = Indicator.objects.create(
        slug="people-trained", kind="people", frequency="month", body={"name": {"en": "Trained"}}
    )
    with transaction.atomic():
        rollup.write_own(indicator, town.id, 2026, {9: {"total": Cell(40)}})
    account = Account.objects.get(person=officer.person)
    _row, token = people.make_token(officer.actor, account, "guide")
    folder = run(
        3,
        OFFICE=token,
        UNIT=str(county.id),
        BELOW=str(town.id),
        INDICATOR=indicator.slug,
        PLAN="kp2022",
        DUE=(clock.today() + dt.timedelta(days=7)).isoformat(),
    )

    def read(name):
        return json.loads((folder / f"{name}.json").read_text())

    assert indicator.slug in {one["slug"] for one in read("indicators")["items"]}
    values = {one["period"]: one["value"] for one in read("figures")["figures"]}
    assert values["2026-10"] == 40
    assert len(values) == 12
    assert [one["value"] for one in read("below")["items"]] == [40]
    assert read("standing")["value"] == 500
    assert [one["value"] for one in read("revised")["earlier"]] == [500]
    assert Target.objects.get(revised_by=None).value == 450
    assert ReportDue.objects.get().unit_id == town.id
    assert read("form")["rules"][0]["high"] == 5000
    assert read("closed")["state"] == "closed"


def test_the_verification_in_the_guide_is_right():
    import time

    [source] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    named: dict[str, object] = {}
    exec(source, named)
    from suyang.organisations.models import Webhook, WebhookMessage
    from suyang.organisations.webhooks import signing

    webhook = Webhook(generation=1)
    message = WebhookMessage(webhook=webhook)
    body = b'{"type":"x"}'
    headers = signing.headers_for(message, body, clock.now())
    secret = keys.written(keys.webhook_secret(webhook))
    for verify in (named["is_ours"], is_signed):
        assert verify(secret, headers, body)
        assert not verify(secret, headers, body + b" ")
        old = headers | {"webhook-timestamp": str(int(time.time()) - 301)}
        assert not verify(secret, old, body)


def test_both_guides_name_the_same_operations():
    other = GUIDE.with_name("integrators.zh.md").read_text("utf-8")
    for said in (
        "/visitors/forget",
        "/handovers/collect",
        "check.finished",
        "group.finished",
        "/follow-ups",
    ):
        assert said in TEXT
        assert said in other
