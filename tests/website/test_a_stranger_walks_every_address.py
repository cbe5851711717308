"""Every address there is, walked by people of another office and by nobody at all.

They read nothing that is marked as the county's own, and whatever they send, rows of the county
stay as they were and none is added to it. An address whose parameters have no sample here fails,
so that nobody forgets the next one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from suyang.foundation import clock, files
from suyang.organisations import actions as organisations
from suyang.organisations.models import Unit
from suyang.plans.models import (
    Aspect,
    Borders,
    ExternalForm,
    FollowUp,
    Goal,
    Indicator,
    KeyTask,
    Milestone,
    Plan,
    PublicOffice,
    Report,
    ReportFile,
    ReportForm,
    Risk,
    Target,
    TaskDocument,
    YearText,
)
from tests.conftest import _staff

pytestmark = pytest.mark.django_db

MARK = "只给本县看的字样"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# Written by whoever comes, about themselves: no row of an office.
OWN = {"sessions", "django_tasks_database", "contenttypes", "auth", "account"}
SENT = {
    "action": "save",
    "comment": "x",
    "reason": "x",
    "exception": "x",
    "answer": "x",
    "text": "x",
    "title": "x",
    "title_zh": "x",
    "name_zh": "夺过来",
    "name": "x",
    "kind": "town",
    "role": "administrator",
    "due": "2030-01-01",
    "valid_from": "2030-01-01",
    "valid_to": "2030-01-01",
    "revision": "0",
    "confirm": "1",
    "year": "2027",
    "value": "1",
    "period": "2026-10",
    "code": "x",
    "table": "code,name_zh,kind,parent_code\nx,x,town,\n",
}


@pytest.fixture
def county_world(bank, county, town, village, administrator, trainer):
    """The county's own things, all of them marked; samples of every parameter of an address."""
    from suyang.foundation import ids
    from suyang.learning import actions as learning
    from suyang.learning.actions.consents import Answers

    text = {"zh-Hans": MARK, "en": MARK}
    today = clock.today()
    plan = Plan.objects.create(
        slug="our-draft", title=text, year=2026, unit=county, state=Plan.State.DRAFT
    )
    plan.body = {"issued_by": [], "note": text}
    plan.save()
    # Even of an office that publishes, everybody reads what is published alone.
    PublicOffice.objects.create(unit=county, on=True, figures=True, changed_at=clock.now())
    aspect = Aspect.objects.create(
        plan=plan, number="1", position=1, body={"title": text, "no": "1"}
    )
    task = KeyTask.objects.create(
        plan=plan,
        aspect=aspect,
        slug="our-draft-1.1",
        number="1.1",
        position=1,
        body={"title": text, "no": "1.1", "does": text, "audience": text},
        lead=county,
    )
    goal = Goal.objects.create(plan=plan, slug="our-goal", position=1, body={"text": text})
    stone = Milestone.objects.create(task=task, position=1, title=text, due=today, first_due=today)
    risk = Risk.objects.create(task=task, title=text, likelihood=1, impact=1, raised_on=today)
    kept = files.keep(
        b"%PDF-1.7 " + MARK.encode(),
        name=f"{MARK}.pdf",
        media_type="application/pdf",
        owner=administrator.person.id,
    )
    TaskDocument.objects.create(task=task, file=kept, title=MARK, added_at=clock.now())
    indicator = Indicator.objects.create(
        slug="our-indicator", body={"name": text}, kind="attendances", owner=county
    )
    target = Target.objects.create(
        indicator=indicator, unit=county, period="2026", value=1, reason=text, set_on=today
    )
    YearText.objects.create(
        plan=plan,
        unit=county,
        year=2026,
        section="introduction",
        text=text,
        changed_at=clock.now(),
    )
    form = ReportForm.objects.create(
        plan=plan,
        title=text,
        frequency="month",
        unit=county,
        fields=[{"indicator": indicator.slug}],
        first_period="2026-10",
        made_at=clock.now(),
    )
    due = form.dues.create(unit=town, period="2026-10", due=today, excused="")
    report = Report.objects.create(
        form=form,
        unit=town,
        period="2026-10",
        state=Report.State.SUBMITTED,
        values={indicator.slug: {"total": 7}},
        answers={"what": MARK},
        changed_at=clock.now(),
    )
    ReportFile.objects.create(report=report, file=kept, caption=MARK, added_at=clock.now())
    follow_up = FollowUp.objects.create(
        unit=town, asked_by_unit=county, text=MARK, due=today, asked_at=clock.now()
    )
    external = ExternalForm.objects.create(
        unit=county, form=form, title=MARK, file=kept, made_at=clock.now()
    )
    borders = Borders.objects.create(
        unit=county,
        file=kept,
        name=f"{MARK}.geojson",
        sheet={
            "width": 10,
            "height": 10,
            "outlines": [{"is": {"code": MARK}, "path": "M0 0l9 0 0 9z", "label": [5, 5, 1]}],
        },
        by="code",
        match="code",
        valid_from=today,
        kept_at=clock.now(),
    )
    group = learning.start_group(
        trainer.actor, "farmers-new-farm-tools", "kp2022-3.2", village, MARK, ids.uuid7()
    )
    joined = learning.join(
        group,
        "老周",
        "zh-Hans",
        request_id=ids.uuid7(),
        answers=Answers(trainer_sees_result=True, count_in_plan=True),
    )
    invitation, _code = organisations.invite(administrator.actor, "trainer", county, MARK)
    samples: dict[str, object] = {
        "unit_id": county.id,
        "plan_id": plan.id,
        "task_id": task.id,
        "aspect_id": aspect.id,
        "goal_id": goal.id,
        "milestone_id": stone.id,
        "risk_id": risk.id,
        "number": 1,
        "report_id": report.id,
        "form_id": form.id,
        "due_id": due.id,
        "external_id": external.id,
        "follow_up_id": follow_up.id,
        "target_id": target.id,
        "borders_id": borders.id,
        "file_id": kept.id,
        "group_id": group.id,
        "enrolment_id": joined.enrolment.id,
        "invitation_id": invitation.id,
        "grant_id": administrator.person.grants.get().id,
        "person_id": administrator.person.id,
        # Whoever holds the code may join: it is the key, and strangers have none.
        "code": "XXXXXX",
        "occasion": "before",
        "token": "x" * 20,
        "path": "x",
        "rest": "x",
        "step": "open",
        "language": "en",
        "kind": "docx",
        "section": "introduction",
    }
    return samples | {"slug": _slugs}


def _slugs(route: str) -> str:
    """What a slug in an address names follows from the folder that it stands in."""
    for folder, slug in (
        ("indicators/", "our-indicator"),
        ("tasks/", "our-draft-1.1"),
        ("plans/", "our-draft"),
        ("items/", "x"),
        ("lessons/", "prices-and-weather"),
        ("programmes/", "farmers-new-farm-tools"),
        ("frameworks/", "suyang-21"),
        ("check/", "quick"),
    ):
        if folder in route:
            return slug
    raise AssertionError(f"no sample for the slug in {route}: add one")


# Ids of things that nobody of the county has here: an id that is nobody's does as well.
NOBODYS = {
    "job_id",
    "connection_id",
    "webhook_id",
    "message_id",
    "source",
    "consent_id",
    "token_id",
    "key",
    "check_id",
    "share_id",
    "handover_id",
}


def addresses(samples: dict[str, object]) -> Iterator[str]:
    for route in _routes(get_resolver(), ""):
        yield "/" + _filled(route, samples)


def _filled(route: str, samples: dict[str, object]) -> str:
    return PARAMETER.sub(lambda found: _value(found, route, samples), route)


def _value(found: re.Match[str], route: str, samples: dict[str, object]) -> str:
    name = found.group(2)
    if name in NOBODYS and name not in samples:
        return str(uuid.uuid4())
    assert name in samples, f"{route}: no sample for <{name}>; add one to county_world"
    value = samples[name]
    return str(value(route) if callable(value) else value)


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, route)
        elif isinstance(one, URLPattern):
            yield route.replace("^", "").replace("$", "").replace("\\Z", "")


def rows() -> dict[str, str]:
    """Every row of every table of ours, by its name."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in OWN:
            continue
        for row in serializers.serialize("python", model._default_manager.all()):
            found[f"{row['model']}:{row['pk']}"] = repr(row["fields"])
    return found


def of_units(units: set[uuid.UUID]) -> dict[str, int]:
    """How many rows of each table point to one of these units."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Unit:
                name = f"{model._meta.label}.{field.name}"
                found[name] = model._default_manager.filter(**{f"{field.name}__in": units}).count()
    return found


@pytest.fixture
def strange_administrator(other_county):
    return _staff("strange-administrator", "administrator", other_county)


@pytest.mark.parametrize("who", ["stranger", "strange_administrator", "participant", "visitor"])
def test_who_belongs_elsewhere_reads_and_changes_nothing(
    who, request, county_world, county, town, village
):
    somebody = request.getfixturevalue(who)
    somebody.client.raise_request_exception = False
    before, counted = rows(), of_units({county.id, town.id, village.id})
    walked = 0
    for address in addresses(county_world):
        for method in ("get", "post"):
            # Whoever leaves is nobody; that is another walk.
            if "logout" in address or "erase" in address:
                continue
            answer = getattr(somebody.client, method)(address, SENT if method == "post" else {})
            assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
            content = b"".join(answer) if answer.streaming else answer.content
            assert MARK.encode() not in content, f"{method} {address} shows what is the county's"
            walked += 1
    assert walked > 200
    after = rows()
    changed = [name for name, row in before.items() if after.get(name) != row]
    own = (
        {f"people.{table}:{somebody.person.pk}" for table in ("person", "account")}
        if (somebody.person)
        else set()
    )
    assert [name for name in changed if name not in own and not _theirs(name, somebody)] == []
    assert of_units({county.id, town.id, village.id}) == counted


def _theirs(name: str, somebody) -> bool:
    """A row about the walker alone, such as their own account's last sign-in."""
    account = getattr(somebody.actor, "account_id", None)
    return account is not None and name == f"people.account:{account}"


def test_the_county_itself_sees_its_own(county_world, administrator):
    """The same walk by the county's administrator meets what is marked: the walk is not blind."""
    seen = []
    for address in addresses(county_world):
        if "logout" in address or "erase" in address:
            continue
        answer = administrator.client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        if MARK.encode() in content:
            seen.append(address)
    assert any(address.startswith("/groups/") for address in seen)
