"""Programs that call the API as one of the cast."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

BASE = "/api/v1"


@pytest.fixture(scope="package")
def _loaded_once(django_db_setup, django_db_blocker):
    """The real content, loaded once for all tests of the API, which each undo what they did."""
    from suyang.foundation import content

    with django_db_blocker.unblock(), transaction.atomic():
        loaded = content.load(settings.SUYANG_CONTENT)
        assert not loaded.problems, "\n".join(map(str, loaded.problems))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bank(_loaded_once, db):
    from suyang.items.models import Bank

    return Bank.objects.get(is_current=True)


@dataclass
class Program:
    """A program with a token or without; answers are read as JSON."""

    token: str | None = None
    person: Any = None
    language: str = "en"
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Accept-Language": self.language}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else json.dumps(body) if body is not None else ""
        return self.client.generic(
            method, BASE + path, raw, content_type="application/json", headers=given
        )


def _staff_program(one: Any) -> Program:
    from suyang.people import actions
    from suyang.people.models import Account

    account = Account.objects.get(person=one.person)
    _row, plain = actions.make_token(one.actor, account, "test")
    return Program(plain, one.person)


@pytest.fixture
def anybody_program(county) -> Program:
    return Program()


@pytest.fixture
def trainer_program(trainer) -> Program:
    return _staff_program(trainer)


@pytest.fixture
def officer_program(officer) -> Program:
    return _staff_program(officer)


@pytest.fixture
def administrator_program(administrator) -> Program:
    return _staff_program(administrator)


@pytest.fixture
def stranger_program(stranger) -> Program:
    return _staff_program(stranger)


@pytest.fixture
def participant_program(participant) -> Program:
    from suyang.people.api import token_for

    return Program(token_for(participant.person)["token"], participant.person)


@pytest.fixture
def connect(county, administrator):
    """connect(unit=county, **terms): a connection of another site and its key."""
    import datetime as dt

    from suyang.foundation import clock
    from suyang.foundation.ids import uuid7
    from suyang.organisations import actions
    from suyang.organisations.actions.connections import Terms

    def make(unit: Any = None, actor: Any = None, **terms: Any) -> tuple[Any, Program]:
        usual = {
            "name": "县图书馆",
            "purpose": "to suggest fitting courses",
            "scopes": ["checks", "handover"],
            "origins": ["https://library.example"],
            "returns": ["https://library.example/learn/"],
            "requests_a_minute": 600,
            "last_day": clock.today() + dt.timedelta(days=30),
        }
        made, key = actions.make_connection(
            actor or administrator.actor, unit or county, Terms(**{**usual, **terms}), uuid7()
        )
        return made, Program(key)

    return make


def new_key() -> str:
    return str(uuid.uuid4())
