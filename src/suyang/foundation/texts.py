"""Texts in several languages: {"zh-Hans": …, "en": …}, and which one a reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

Text = Mapping[str, str]
LANGUAGES = ("zh-Hans", "en")


@dataclass(frozen=True)
class Shown:
    """A text as it is shown: `language` tells a screen reader how to speak it."""

    text: str
    language: str
    fallback: bool


def reader_language() -> str:
    """The content language for the interface's language (`zh-hans` is written `zh-Hans` here)."""
    code = (get_language() or "zh-hans").lower()
    return "zh-Hans" if code.startswith("zh") else code.split("-")[0]


def show(text: Text | str | None, language: str | None = None) -> Shown:
    """The text in `language`, or visibly in the first other language it has."""
    wanted = language or reader_language()
    if text is None or text == "":
        return Shown("", wanted, False)
    if isinstance(text, str):
        return Shown(text, wanted, False)
    if text.get(wanted):
        return Shown(text[wanted], wanted, False)
    for other in (*LANGUAGES, *text):
        if text.get(other):
            return Shown(text[other], other, True)
    return Shown("", wanted, False)


def plain(text: Text | str | None, language: str | None = None) -> str:
    """The text alone, for documents, commands and alternatives of pictures."""
    return show(text, language).text
