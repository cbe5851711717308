"""Whatever is sent to whatever address by whomever: an answer, never a 5xx.

The addresses come from the resolver, the forms from every page that the cast can reach. Each
request is undone afterwards, so that the next one meets the same world.
"""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.browser import Form
from tests.fuzz import garbage
from tests.fuzz.conftest import World
from tests.fuzz.garbage import Sending
from tests.fuzz.pages import told, walk

pytestmark = pytest.mark.django_db
# So many requests take about a quarter of a minute each.
ORDINARY, DEEP = 200, 5000


def test_every_address_answers_everybody(world):
    """With the rows that exist; asked, and sent an empty form."""
    for address in world.addresses:
        for method in ("GET", "POST"):
            for name in world.browsers:
                _send(world, name, Sending(method, address.filled(world.values)))


def test_every_part_of_an_address_may_be_nonsense(world):
    for address in world.addresses:
        for text in [b"x", *garbage.WORST] if address.parameters else []:
            part = quote_from_bytes(text, safe="")
            values = dict.fromkeys(address.parameters, part)
            _send(world, "administrator", Sending("GET", address.filled(values)))


def test_no_link_leads_nowhere(world):
    failed = {name: found.failed for name, found in world.walks.items() if found.failed}
    assert not failed, "\n".join(f"{name}: {one}" for name in failed for one in failed[name])


def test_every_form_may_be_filled_with_nonsense(world):
    for name, form in _forms(world):
        for text in garbage.WORST:
            _send(world, name, garbage.all_alike(form, text))


def test_every_cookie_may_be_nonsense(world):
    for text in garbage.NASTY:
        odd = text[:3000].decode("latin-1").replace("\r", "").replace("\n", "")
        for name in ("suyang_session", "csrftoken", "suyang_reading", "messages"):
            _send(
                world, "visitor", Sending("GET", "/", headers=(("HTTP_COOKIE", f"{name}={odd}"),))
            )


def test_no_form_breaks_the_server(world):
    _spoil(_forms(world), world, ORDINARY)


def test_the_first_run_form_does_not_break(world):
    from suyang.organisations.models import Installation

    with transaction.atomic():
        Installation.objects.all().delete()
        form = walk(world.browsers["visitor"], ("/setup/",), most=1).forms[-1]
        assert form.has("office_name")
        _spoil([("visitor", form)], world, ORDINARY // 5)
        transaction.set_rollback(True)


def test_no_request_breaks_the_server(world):
    _send_anything(world, ORDINARY)


@pytest.mark.long
def test_no_form_breaks_the_server_at_length(world):
    _spoil(_forms(world), world, DEEP)


@pytest.mark.long
def test_no_request_breaks_the_server_at_length(world):
    _send_anything(world, DEEP)


def _forms(world: World) -> list[tuple[str, Form]]:
    """Every form that somebody finds, with who found it."""
    found = [(name, form) for name, walked in world.walks.items() for form in walked.forms]
    assert len(found) > 50, "the walk found too few forms"
    return found


def _spoil(targets: list[tuple[str, Form]], world: World, examples: int) -> None:
    choices = st.sampled_from(targets).flatmap(
        lambda target: st.tuples(st.just(target[0]), garbage.submissions(target[1], world.values))
    )

    @_bounded(examples)
    @given(choices)
    def spoil(chosen: tuple[str, Sending]) -> None:
        _send(world, *chosen)

    spoil()


def _send_anything(world: World, examples: int) -> None:
    choices = st.sampled_from(world.addresses).flatmap(
        lambda address: garbage.requests(address, world.values)
    )

    @_bounded(examples)
    @given(st.sampled_from(sorted(world.browsers)), choices)
    def send(name: str, sending: Sending) -> None:
        _send(world, name, sending)

    send()


def _bounded(examples: int) -> settings:
    """The same requests every time in the ordinary suite; new ones at length."""
    return settings(
        max_examples=examples,
        derandomize=examples <= ORDINARY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def _send(world: World, name: str, sending: Sending) -> None:
    """Send it, undo it; a failure says what was sent and what went wrong."""
    browser = world.browsers[name]
    cookies = browser.cookies.copy()
    cache.clear()
    with transaction.atomic():
        response = browser.generic(
            sending.method,
            sending.path,
            sending.body,
            content_type=sending.content_type,
            **({"QUERY_STRING": sending.query} | dict(sending.headers)),
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    browser.cookies = cookies
    if response.status_code >= 500:
        why = told(response)
        pytest.fail(f"{name} got {response.status_code} for {sending!r:.3000}\n{why}")
    if garbage.SCRIPT in content and "html" in response.get("Content-Type", ""):
        pytest.fail(f"{name} got a script back for {sending!r:.3000}")
