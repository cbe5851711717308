"""What the lean path answers is what the ordinary view would have answered, header by header."""

from __future__ import annotations

import io
import re
import uuid
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.urls import reverse

from suyang.assessment import actions, queries
from suyang.assessment.models import Response
from suyang.website import lean
from tests.assessment.taking import right, wrong

pytestmark = pytest.mark.usefixtures("kept_connection")


@pytest.fixture
def kept_connection():
    """A handler closes connections around a request; the test's transaction needs its own."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


class Passed(Exception):
    """The lean path left the request to the ordinary view."""


class Browser:
    """Cookies and a form's token, as a phone keeps them."""

    def __init__(self, client) -> None:
        self.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
        self.token = ""

    def call(self, application, method, path, data=None, **more):
        form = dict(data or {})
        if method == "POST" and "csrfmiddlewaretoken" not in form:
            form["csrfmiddlewaretoken"] = self.token
        body = urlencode(form, doseq=True).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "HTTP_COOKIE": "; ".join(f"{m.key}={m.coded_value}" for m in self.cookies.values()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if method == "POST" else "",
            "CONTENT_LENGTH": str(len(body)) if method == "POST" else "",
        } | more
        found = {}

        def start(status, headers, exc_info=None):
            found.update(status=status, headers=headers)

        answer = application(environ, start)
        page = b"".join(answer).decode()
        for name, value in found["headers"]:
            if name == "Set-Cookie":
                self.cookies.load(value)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        self.token = token.group(1) if token else self.token
        return found["status"], found["headers"], page


def never(environ, start_response):
    raise Passed


LEAN = lean.Lean(never)
ORDINARY = WSGIHandler()


def alike(answer):
    """An answer without what differs each time: the mask of the CSRF token, the second it is."""
    status, headers, page = answer
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", page)
    kept = sorted(
        (name, re.sub(r"csrftoken=\w+", "TOKEN", re.sub(r"expires=[^;]+", "", value)))
        for name, value in headers
        if name != "Expires"
    )
    assert "Expires" in dict(headers)
    return status, kept, page


@pytest.fixture
def check(bank, county, participant):
    return actions.start(participant.person, "quick", "zh-Hans", seed=4)


def pending(check):
    return actions.present(queries.check_of(_actor(check), check.id))


def _actor(check):
    from suyang.organisations.permissions import Actor

    return Actor(check.person_id)


READINGS = [
    "",
    "language=en",
    "elder=1&size=largest",
    "theme=dark&contrast=more&motion=reduced",
    "direction=rtl&language=en",
]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("mode", ["alone", "assisted"])
def test_the_page_is_the_same(bank, county, participant, reading, mode):
    check = actions.start(participant.person, "quick", "zh-Hans", seed=4, mode=mode)
    browser = Browser(participant.client)
    browser.cookies["suyang_reading"] = reading
    address = reverse("check-question", args=[check.id])
    for number in range(3):
        shown = pending(check)
        lean_answer = browser.call(LEAN, "GET", address)
        again = browser.call(LEAN, "GET", address)
        ordinary = browser.call(ORDINARY, "GET", address)
        assert alike(lean_answer) == alike(ordinary)
        assert alike(again) == alike(ordinary)
        assert lean_answer[0].startswith("200")
        form = {"presentation": shown.id, "action": "answer"} | right(shown.item.item.body)
        if mode == "assisted":
            form["assistance"] = "read" if number % 2 else ""
        assert browser.call(LEAN, "POST", address, form)[0].startswith("302")


def test_the_elder_page_is_the_same(bank, county, participant):
    check = actions.start(participant.person, "elder", "zh-Hans", seed=4)
    browser = Browser(participant.client)
    address = reverse("check-question", args=[check.id])
    pending(check)
    assert alike(browser.call(LEAN, "GET", address)) == alike(
        browser.call(ORDINARY, "GET", address)
    )


def test_a_check_that_has_ended_leads_to_its_result(check, participant):
    browser = Browser(participant.client)
    address = reverse("check-question", args=[check.id])
    actions.stop(_actor(check), check)
    before = dict(browser.cookies)
    lean_answer = browser.call(LEAN, "GET", address)
    assert alike(lean_answer) == alike(browser.call(ORDINARY, "GET", address))
    assert lean_answer[0].startswith("302")
    assert dict(lean_answer[1])["Location"] == reverse("check-result", args=[check.id])
    assert dict(browser.cookies) == before
    browser.cookies["csrftoken"] = ""
    del browser.cookies["csrftoken"]
    assert alike(browser.call(LEAN, "GET", address)) == alike(
        browser.call(ORDINARY, "GET", address)
    )


def test_an_answer_does_the_same(bank, county, participant):
    kept = []
    for application in (LEAN, ORDINARY):
        check = actions.start(participant.person, "elder", "zh-Hans", seed=8)
        browser = Browser(participant.client)
        address = reverse("check-question", args=[check.id])
        answers = []
        for number in range(3):
            shown = pending(check)
            browser.call(ORDINARY, "GET", address)
            given = (right, wrong)[number % 2](shown.item.item.body)
            form = {"presentation": shown.id, "action": "answer"} | given
            answers.append(alike(browser.call(application, "POST", address, form)))
            answers.append(alike(browser.call(application, "POST", address, form)))
        slugs = [one.item.item.slug for one in queries.presentations_of(check)]
        responses = queries.responses_of(check)
        told = [(one.answer, one.score, one.dont_know) for one in responses]
        kept.append(
            (
                [(s, [h for h in hs if h[0] != "Location"], p) for s, hs, p in answers],
                slugs,
                told,
            )
        )
        actions.delete(_actor(check), check)
    assert kept[0] == kept[1]
    assert len(kept[0][2]) == 3


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("GET", {"HTTP_HOST": "elsewhere.example"}),
        ("POST", {"HTTP_ORIGIN": "https://elsewhere.example"}),
        ("POST", {"HTTP_HOST": "elsewhere.example"}),
        ("GET", {"QUERY_STRING": "x=%00"}),
    ],
)
def test_what_the_ordinary_view_refuses_is_passed_on(check, participant, settings, method, more):
    settings.ALLOWED_HOSTS = ["localhost"]
    browser = Browser(participant.client)
    address = reverse("check-question", args=[check.id])
    shown = pending(check)
    browser.call(LEAN, "GET", address)
    form = {"presentation": shown.id, "action": "answer"} | right(shown.item.item.body)
    with pytest.raises(Passed):
        browser.call(LEAN, method, address, form, **more)
    assert browser.call(ORDINARY, method, address, form, **more)[0][:3] in ("400", "403", "200")
    assert not Response.objects.exists()


def test_a_form_without_or_with_a_wrong_token_is_passed_on_whole(check, participant):
    browser = Browser(participant.client)
    address = reverse("check-question", args=[check.id])
    shown = pending(check)
    browser.call(LEAN, "GET", address)
    form = {"presentation": shown.id, "action": "answer"} | right(shown.item.item.body)
    for token in ("", "x" * 64):
        with pytest.raises(Passed):
            browser.call(LEAN, "POST", address, form | {"csrfmiddlewaretoken": token})
        both = lean.Lean(ORDINARY)
        status, _headers, _page = browser.call(
            both, "POST", address, form | {"csrfmiddlewaretoken": token}
        )
        assert status.startswith("403")
    assert not Response.objects.exists()


def test_strangers_and_the_signed_in_are_passed_on(check, stranger, visitor, trainer):
    address = reverse("check-question", args=[check.id])
    pending(check)
    for somebody in (stranger, visitor, trainer):
        with pytest.raises(Passed):
            Browser(somebody.client).call(LEAN, "GET", address)
    with pytest.raises(Passed):
        Browser(visitor.client).call(LEAN, "GET", f"/checks/{uuid.uuid4()}/")


def test_an_expired_session_is_passed_on(check, participant):
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    address = reverse("check-question", args=[check.id])
    pending(check)
    browser = Browser(participant.client)
    assert browser.call(LEAN, "GET", address)[0].startswith("200")
    Session.objects.update(expire_date=timezone.now())
    with pytest.raises(Passed):
        browser.call(LEAN, "GET", address)
    assert browser.call(ORDINARY, "GET", address)[0].startswith("404")


def test_an_empty_answer_is_asked_for_by_the_ordinary_view(check, participant):
    address = reverse("check-question", args=[check.id])
    shown = pending(check)
    browser = Browser(participant.client)
    browser.call(LEAN, "GET", address)
    both = lean.Lean(ORDINARY)
    form = {"presentation": shown.id, "action": "answer"}
    status, _headers, page = browser.call(both, "POST", address, form)
    assert status.startswith("422")
    assert 'role="alert"' in page
