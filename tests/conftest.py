"""The cast that all tests share, the real content, and where reference data is found.

`administrator`, `officer`, `trainer` work for the county; `stranger` is a trainer of another
county; `participant` has no account; `visitor` is nobody. Each brings its own browser.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django.plugin import blocking_manager_key

REFERENCE_FOLDER = os.environ.get("SUYANG_REFERENCE_DATA", "")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data, which tests read in place; says so when it is not there."""
    folder = Path(REFERENCE_FOLDER)
    if not REFERENCE_FOLDER or not folder.is_dir():
        pytest.skip("not run: SUYANG_REFERENCE_DATA names no folder")
    return folder


@dataclass
class Cast:
    """One of the cast: the row, who they are to an action, and their browser."""

    person: object
    actor: object
    client: Client


def _unit(code: str, name: str, kind: str, parent: object = None) -> object:
    from suyang.organisations import tree
    from suyang.organisations.models import Unit, UnitVersion

    unit = Unit.objects.create(code=code)
    UnitVersion.objects.create(
        unit=unit,
        name={"zh-Hans": name, "en": code},
        kind=kind,
        parent=parent,
        valid_from=dt.date(2020, 1, 1),
    )
    tree.lay([unit.id])
    return unit


def _staff(username: str, role: str, unit: object) -> Cast:
    from suyang.foundation import clock
    from suyang.organisations.models import RoleGrant
    from suyang.organisations.permissions import Actor
    from suyang.people.models import Account, Person

    person = Person.objects.create(name=username, created_at=clock.now())
    account = Account(person=person, username=username, created_at=clock.now())
    account.set_password("a-long-enough-word")
    account.save()
    RoleGrant.objects.create(person=person, role=role, unit=unit, valid_from=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return Cast(person, Actor(person.id, account.id), client)


@pytest.fixture
def make_unit(db):
    """make_unit(code, name, kind, parent): one more unit in the tree."""
    return _unit


@pytest.fixture
def county(db):
    """The county's programme office, with this installation made for it."""
    from suyang.foundation import clock
    from suyang.organisations.models import Installation

    unit = _unit("county", "青石县", "county")
    Installation.objects.create(office=unit, created_at=clock.now())
    return unit


@pytest.fixture
def town(county):
    return _unit("town", "河口镇", "town", county)


@pytest.fixture
def village(town):
    return _unit("village", "柳树村", "village", town)


@pytest.fixture
def other_village(county):
    other_town = _unit("other-town", "南山镇", "town", county)
    return _unit("other-village", "石桥村", "village", other_town)


@pytest.fixture
def other_county(db):
    return _unit("other-county", "白沙县", "county")


@pytest.fixture
def administrator(county) -> Cast:
    return _staff("administrator", "administrator", county)


@pytest.fixture
def officer(county) -> Cast:
    return _staff("officer", "officer", county)


@pytest.fixture
def trainer(county, village) -> Cast:
    return _staff("trainer", "trainer", village)


@pytest.fixture
def stranger(other_county) -> Cast:
    return _staff("stranger", "trainer", other_county)


@pytest.fixture
def participant(db) -> Cast:
    from suyang.foundation import clock
    from suyang.organisations.permissions import Actor
    from suyang.people.models import Person

    person = Person.objects.create(name="学员一", created_at=clock.now())
    client = Client()
    session = client.session
    session["person"] = str(person.id)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return Cast(person, Actor(person.id), client)


@pytest.fixture
def visitor(db) -> Cast:
    from suyang.organisations.permissions import NOBODY

    return Cast(None, NOBODY, Client())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The real content is loaded once; each test begins with it and rolls back to it."""
    with django_db_blocker.unblock():
        _load_content()
    _database["is laid"] = True


_database = {"is laid": False}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a test with real transactions has emptied is laid anew once, before the next test's own
    transaction begins: inside it, it would be lost at its end, and laid for every test."""
    marker = item.get_closest_marker("django_db")
    transactions = marker is not None and marker.kwargs.get("transaction")
    if _database["is laid"] and not transactions and "db" in getattr(item, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock(), transaction.atomic():
            ensure_content()


@pytest.fixture
def bank(db):
    """The current bank of the real content."""
    from suyang.items.models import Bank

    ensure_content()
    return Bank.objects.get(is_current=True)


def ensure_content() -> None:
    """Load the content again where a test with real transactions has emptied the tables."""
    from suyang.items.models import Bank

    if not Bank.objects.filter(is_current=True).exists():
        _load_content()


def _load_content() -> None:
    from suyang.foundation import content

    loaded = content.load(settings.SUYANG_CONTENT)
    assert not loaded.problems, "\n".join(map(str, loaded.problems))


@pytest.fixture(autouse=True)
def _fresh_cache():
    from django.core.cache import cache

    cache.clear()
