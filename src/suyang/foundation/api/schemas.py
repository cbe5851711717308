"""Types that operations share: texts in several languages, names, lines that people typed.

What the document says of a shape is its `__doc__`, assigned so that it is marked for translation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import AfterValidator, ConfigDict, Field

from suyang.foundation.texts import LANGUAGES, show

_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_IS_TAG = re.compile(_TAG)


class In(Schema):
    """A body that is sent: members that the operation does not know are refused."""

    model_config = ConfigDict(extra="forbid")


Text = Annotated[
    dict[str, str],
    Field(
        description=_("The text by language."),
        examples=[{"zh-Hans": "快速测评", "en": "Quick check"}],
    ),
]
Language = Annotated[
    str | None,
    Query(
        default=None,
        pattern=_TAG,
        max_length=35,
        description=_(
            "Only the texts of this language (zh-Hans, en). Where one is missing, the text comes "
            "in the first other language, under that language's name."
        ),
    ),
]
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
TaskSlug = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]{1,20}-[0-9]{1,3}\.[0-9]{1,3}$",
        description=_("The plan's name and the task's number."),
        examples=["kp2022-3.2"],
    ),
]


def _one_line(value: str) -> str:
    """No control characters and no broken halves of characters: no database keeps them."""
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise ValueError("control characters")
    return value


OneLine = AfterValidator(_one_line)


def _lines(value: str) -> str:
    """Like a line, with ends of lines and tabulators."""
    _one_line(value.replace("\r", "").replace("\n", "").replace("\t", ""))
    return value


Lines = AfterValidator(_lines)
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
# A text by language as it is sent; `Text` is how it comes back.
SentText = Annotated[
    dict[
        Annotated[str, Field(pattern=_TAG, max_length=35)],
        Annotated[str, Field(min_length=1, max_length=500), Lines],
    ],
    Field(
        min_length=1,
        max_length=20,
        description=_("The text by language."),
        examples=[{"zh-Hans": "月报", "en": "Monthly report"}],
    ),
]


def in_language(data: Any, language: str | None) -> Any:
    """The data with each text cut down to one language; as it is when none was asked for."""
    if language is None:
        return data
    if isinstance(data, Mapping):
        if _is_text(data):
            shown = show(data, language)
            return {shown.language: shown.text}
        return {name: in_language(value, language) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [in_language(one, language) for one in data]
    return data


def _is_text(data: Mapping[Any, Any]) -> bool:
    return any(language in data for language in LANGUAGES) and all(
        isinstance(name, str) and _IS_TAG.match(name) and isinstance(value, str)
        for name, value in data.items()
    )
