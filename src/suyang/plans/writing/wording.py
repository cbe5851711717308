"""Texts in two languages, and how two who write at once lose nothing.

A form carries `seen`, a mark of the text that it showed. If the text is another one when the form
comes back, `Overtaken` hands over both: nothing is written, nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused
from suyang.foundation.texts import LANGUAGES, Text

LONGEST_TITLE = 300
LONGEST_TEXT = 20_000


class Overtaken(Refused):
    """Somebody else saved first. `theirs` is the text as it is now, `mark` its mark."""

    def __init__(self, theirs: Mapping[str, Any]) -> None:
        super().__init__(
            _(
                "Somebody else changed this text while you were writing. Nothing of yours was "
                "written, and nothing is lost: both texts stand below. Take over what you want, "
                "and save again."
            ),
            code="overtaken",
        )
        self.theirs = theirs
        self.mark = mark(theirs)


def mark(values: Mapping[str, Any]) -> str:
    """A short mark of a text: equal texts have equal marks."""
    line = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(line.encode()).hexdigest()[:24]


def check_seen(now: Mapping[str, Any], wanted: Mapping[str, Any], seen: str | None) -> bool:
    """Whether there is something to write. Raises Overtaken when `seen` is not what is there.

    A change that is there already is no change: a double click is not a conflict."""
    if all(now.get(key) == value for key, value in wanted.items()):
        return False
    if seen is not None and seen != mark(now):
        raise Overtaken(now)
    return True


def clean(value: str) -> str:
    """One line of text, trimmed, composed, without control characters."""
    composed = unicodedata.normalize("NFC", value)
    return " ".join("".join(c for c in composed if c >= " " or c in "\t\n\r").split())


def clean_long(value: str) -> str:
    """Several lines of text: each as `clean` makes it, empty ones at the ends left out."""
    lines = [clean(line) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def title_of(value: Text, field: str = "title_zh") -> dict[str, str]:
    """A title in one or both languages. Raises Refused when it is empty or endless."""
    found = {language: clean(value.get(language, "")) for language in LANGUAGES}
    kept = {language: text for language, text in found.items() if text}
    if not kept:
        raise Refused(_("Write a title in at least one language."), code="empty", field=field)
    if any(len(text) > LONGEST_TITLE for text in kept.values()):
        raise Refused(
            _("A title has at most %(n)s characters. Move the rest into the text.")
            % {"n": LONGEST_TITLE},
            code="too_long",
            field=field,
        )
    return kept


def text_of(value: Text, field: str = "text_zh") -> dict[str, str]:
    """A text in the languages that it has; none is a text, too."""
    found = {language: clean_long(value.get(language, "")) for language in LANGUAGES}
    kept = {language: text for language, text in found.items() if text}
    if any(len(text) > LONGEST_TEXT for text in kept.values()):
        raise Refused(
            _("A text has at most %(n)s characters. Split the task.") % {"n": LONGEST_TEXT},
            code="too_long",
            field=field,
        )
    return kept
