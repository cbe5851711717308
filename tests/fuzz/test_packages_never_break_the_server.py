"""A group package in which anything was changed, digest and all: taken in or refused, never a 5xx.

The group was taken away before, so that the package brings it anew.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import World
from tests.fuzz.pages import told

pytestmark = pytest.mark.django_db
ORDINARY, DEEP = 40, 1500

ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        3,
        10**30,
        1e308,
        0.5,
        "",
        "x",
        "A",
        "a\0b",
        "\ud800",
        "素" * 5000,
        "1.1",
        "zh-Hans",
        "before",
        "00000000-0000-0000-0000-000000000000",
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.999999-12:00",
        "2026-01-01T00:00:00",
        [],
        [None],
        {},
        {"a": "b"},
    ]
)


def test_no_changed_package_breaks_the_server(world):
    _change_packages(world, ORDINARY)


@pytest.mark.long
def test_no_changed_package_breaks_the_server_at_length(world):
    _change_packages(world, DEEP)


def _change_packages(world: World, examples: int) -> None:
    with transaction.atomic():
        body = _exported(world)
        assert _taken_in(world, body) == 302
        transaction.set_rollback(True)
    places = list(_leaves(body))

    @settings(
        max_examples=examples,
        derandomize=examples == ORDINARY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(st.sampled_from(places), ODD), min_size=1, max_size=2))
    def change(changes: list[tuple[tuple, Any]]) -> None:
        changed = copy.deepcopy(body)
        for place, value in changes:
            # A copy: the same value put into itself would be a ring, which no file can hold.
            _put(changed, place, copy.deepcopy(value))
        with transaction.atomic():
            _taken_in(world, changed)
            transaction.set_rollback(True)

    change()


def _exported(world: World) -> dict[str, Any]:
    packed = world.browsers["trainer"].post(f"/groups/{world.values['group_id']}/export/").content
    return json.loads(gzip.decompress(packed))["body"]


def _taken_in(world: World, body: dict[str, Any]) -> int:
    """The status when the group is not there and an administrator confirms the package."""
    from suyang.learning import package
    from suyang.learning.forms import ConfirmForm
    from suyang.learning.models import Group
    from suyang.people.models import Person

    Group.objects.all().delete()
    Person.objects.filter(id=world.values["participant"]).delete()
    try:
        packed = package.write(body)
    except UnicodeEncodeError:
        whole = {"format": package.FORMAT, "version": package.VERSION, "digest": "0" * 64}
        whole |= {"made_at": "2026-01-01T00:00:00+00:00", "body": body}
        packed = gzip.compress(json.dumps(whole).encode())
    sent = {"packed": ConfirmForm.pack(packed)}
    response = world.browsers["administrator"].post("/groups/import/", sent)
    if response.status_code >= 500:
        pytest.fail(f"{response.status_code}: {told(response)}")
    return response.status_code


def _leaves(node: Any, path: tuple = ()) -> Iterator[tuple]:
    """The way to every value and every container below the top."""
    if path:
        yield path
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(node, list):
        for number, value in enumerate(node[:3]):
            yield from _leaves(value, (*path, number))


def _put(node: Any, path: tuple, value: Any) -> None:
    for step in path[:-1]:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(node, dict) or (isinstance(node, list) and isinstance(path[-1], int)):
        try:
            node[path[-1]] = value
        except (IndexError, TypeError):
            return
