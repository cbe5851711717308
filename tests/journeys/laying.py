"""What journeys find laid down, so that a page is reached without the way to it.

Runs in the installation (`Site.manage`), before the served process has read the bank.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib.sessions.backends.db import SessionStore

from suyang.assessment import actions
from suyang.assessment.handover.asking import sign
from suyang.assessment.models import Check, HandOver, Presentation, Share
from suyang.assessment.sharing import actions as sharing
from suyang.foundation import clock
from suyang.foundation.ids import uuid7
from suyang.items.models import ItemParameters, ItemVersion
from suyang.items.queries import current_bank
from suyang.items.scoring import full_score
from suyang.organisations import actions as organisations
from suyang.organisations import keys
from suyang.organisations.actions.connections import Terms
from suyang.organisations.models import Connection, Unit
from suyang.organisations.permissions import Actor, system
from suyang.people.models import Person
from tests.assessment.profiles import answered
from tests.assessment.taking import somebody
from tests.items import samples

RETURN = "https://library.example/learn/done"


def session_of(person: Person) -> str:
    """The key of a browser's session in which the person is known."""
    session = SessionStore()
    session["person"] = str(person.id)
    session.save()
    return str(session.session_key)


def samples_in_bank() -> dict[str, int]:
    """The short items of all kinds stand in the current bank, for practice; parameters by kind."""
    bank = current_bank()
    assert bank is not None
    found = {}
    for kind, body in (samples.everyday() | samples.all_of_them()).items():
        named = ("version", "framework", "competence", "level", "half", "pool", "format")
        version = ItemVersion.objects.create(
            slug=body["id"],
            body=body,
            digest=body["id"],
            loaded_at=clock.now(),
            **{name: body[name] for name in named},
        )
        steps = [0.0] * full_score(body) if "credit" in body else []
        parameters = ItemParameters.objects.create(
            item=version,
            provenance=ItemParameters.Provenance.EXPERT,
            discrimination=1.2,
            difficulty=-0.9,
            guessing=0.0,
            difficulty_sd=0.5,
            steps=steps,
            method="sample",
            valid_from=clock.today(),
        )
        bank.items.add(parameters)
        found[kind] = parameters.id
    return found


def asked(person: Person, parameters: int, language: str = "zh-Hans", **how: Any) -> Check:
    """A check whose question now is this item."""
    check = actions.start(person, "quick", language, seed=1, **how)
    Presentation.objects.create(
        check_taken=check, position=1, item_id=parameters, presented_at=clock.now()
    )
    return check


def monitored(formats: Iterable[str]) -> dict[str, ItemParameters]:
    """The first monitoring item of each kind in the current bank."""
    bank = current_bank()
    assert bank is not None
    of_bank = bank.items.select_related("item").filter(item__pool="monitoring")
    return {kind: of_bank.filter(item__format=kind).order_by("item__slug")[0] for kind in formats}


def results() -> dict[str, str]:
    """Somebody with a full check, one before it, a quick one and a shared link."""
    person = somebody("李桂兰")
    answered(person, "quick", each=1, days_ago=500)
    full = answered(person, spikes={"3.2": True, "4.4": False})
    other = somebody("王大山")
    quick = answered(other, "quick", each=1)
    elder = answered(somebody("赵奶奶"), "elder", each=1)
    share = _shared(person, full)
    return {
        "full": str(full.id),
        "session": session_of(person),
        "quick": str(quick.id),
        "quick-session": session_of(other),
        "elder": str(elder.id),
        "elder-session": session_of(elder.person),
        "token": sharing.token(share.id),
    }


def _shared(person: Person, check: Check) -> Share:
    return sharing.share(
        Actor(person.id),
        check,
        share_id=uuid7(),
        purpose="For the trainer 给老师看",
        extent="competences",
        lasts=next(iter(sharing.LASTS)),
    )


def handed_over() -> dict[str, str]:
    """A library that sends people here: its signed link, and somebody ready to go back."""
    terms = Terms(
        name="县图书馆",
        purpose="推荐合适的课程",
        scopes=["handover"],
        origins=[],
        returns=["https://library.example/learn/"],
        requests_a_minute=600,
        last_day=clock.today() + dt.timedelta(days=30),
    )
    unit = Unit.objects.order_by("id")[0]
    connection: Connection = organisations.make_connection(system("test"), unit, terms, uuid7())[0]
    person = somebody("周师傅")
    check = answered(person, "quick", each=1)
    handover = HandOver.objects.create(
        connection=connection,
        person=person,
        check_taken=check,
        shares="profile",
        text_version="handover-1",
        request_digest="0" * 64,
        return_address=RETURN,
        state="",
        agreed_at=clock.now(),
    )
    return {
        "asked": _signed(connection),
        "back": str(handover.id),
        "session": session_of(person),
    }


def _signed(connection: Connection) -> str:
    values = {
        "key": str(connection.id),
        "blueprint": "quick",
        "competence": "",
        "language": "",
        "shares": "profile",
        "return": RETURN,
        "state": "",
        "expires": str(int(time.time()) + 3600),
    }
    values["signature"] = sign(keys.handover_secret(connection), values)
    return f"/handover/?{urlencode(values)}"
