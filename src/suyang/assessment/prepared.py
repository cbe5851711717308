"""Pages of questions prepared once and filled for each person.

A question's page is the same for everybody who reads in the same way, but for its ids, its
token and how far they are. It is rendered by its ordinary template once, with marks in their
places; after that the marks are filled. What the page depends on is its `Reading`.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from suyang.assessment import questions
from suyang.assessment.models import Check, Presentation

# Pages of some 6 kB each: 24 MB at most.
KEPT: Final = 4000
_CHECK: Final = uuid.uuid4()
_SHOWN: Final = uuid.uuid4()
_TOKEN: Final = secrets.token_hex(32)
_NUMBER: Final = secrets.token_hex(16)
_PROGRESS: Final = secrets.token_hex(16)
_MARKS: Final = re.compile(f"({_CHECK}|{_SHOWN}|{_TOKEN}|{_NUMBER}|{_PROGRESS})")


@dataclass(frozen=True)
class Reading:
    """All that a question's page depends on, besides its marks."""

    item: tuple[uuid.UUID, int]
    preferences: Any
    elder: bool
    assisted: bool
    helped: str
    demonstration: bool


_pages: OrderedDict[Reading, list[str]] = OrderedDict()
_lock = Lock()


def page(
    request: Callable[[], HttpRequest],
    preferences: Any,
    check: Check,
    shown: Presentation,
    *,
    helped: str,
    token: str,
    demonstration: bool,
) -> str:
    """The page of a question that has not been answered yet, as its template writes it.

    request: asked for only where the page has to be rendered.
    """
    reading = Reading(
        item=(check.bank_id, shown.item_id),
        preferences=preferences,
        elder=check.elder,
        assisted=check.mode == Check.Mode.ASSISTED,
        helped=helped,
        demonstration=demonstration,
    )
    filled = {
        str(_CHECK): str(check.id),
        str(_SHOWN): str(shown.id),
        _TOKEN: token,
        _NUMBER: escape(questions.number(shown)),
        _PROGRESS: escape(questions.progress(check, shown)),
    }
    pieces = _prepared(reading, request, check, shown)
    return "".join(filled.get(piece, piece) for piece in pieces)


def _prepared(
    reading: Reading, request: Callable[[], HttpRequest], check: Check, shown: Presentation
) -> list[str]:
    with _lock:
        pieces = _pages.get(reading)
        if pieces is not None:
            _pages.move_to_end(reading)
            return pieces
    pieces = _MARKS.split(_rendered(reading, request(), check, shown))
    with _lock:
        _pages[reading] = pieces
        while len(_pages) > KEPT:
            _pages.popitem(last=False)
    return pieces


def _rendered(reading: Reading, request: HttpRequest, check: Check, shown: Presentation) -> str:
    marked = Check(id=_CHECK, blueprint=check.blueprint, mode=check.mode, elder=check.elder)
    asked = Presentation(id=_SHOWN, item=shown.item, position=shown.position)
    context = questions.context(marked, asked, helped=reading.helped) | {
        "number": _NUMBER,
        "progress": _PROGRESS,
        "csrf_token": _TOKEN,
        "here": reverse("check-question", args=[_CHECK]),
    }
    return render_to_string("assessment/question.html", context, request)
