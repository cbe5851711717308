"""How columns and parts of figures are called."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from suyang.plans.reporting.values import TOTAL

_WORDS: Final[dict[str, Promise]] = {
    TOTAL: gettext_lazy("Total"),
    "sex:female": gettext_lazy("Women"),
    "sex:male": gettext_lazy("Men"),
    "sex:other": gettext_lazy("Another sex"),
    "place:rural": gettext_lazy("Rural"),
    "place:urban": gettext_lazy("Urban"),
    "age:under-18": gettext_lazy("Under 18"),
    "age:60-plus": gettext_lazy("60 and older"),
    "born:before-1960": gettext_lazy("Born before 1960"),
    "born:1960-1979": gettext_lazy("Born 1960 to 1979"),
    "born:1980-1999": gettext_lazy("Born 1980 to 1999"),
    "born:2000-later": gettext_lazy("Born 2000 or later"),
    "disability:yes": gettext_lazy("With a disability"),
    "disability:no": gettext_lazy("Without a disability"),
    "work:farming": gettext_lazy("Work in farming"),
    "work:industry": gettext_lazy("Work in industry"),
    "work:services": gettext_lazy("Work in services"),
    "work:none": gettext_lazy("Without paid work"),
}
_PARTS: Final[dict[str, Promise]] = {
    "value": gettext_lazy("Number"),
    "n": gettext_lazy("How many"),
    "of": gettext_lazy("of how many in all"),
    "error": gettext_lazy("Standard error, if it is known"),
}


def word(column: str) -> str:
    """A column in words; one that Suyang does not know, by its own name."""
    return str(_WORDS.get(column, column.split(":", 1)[-1]))


def part_word(part: str) -> str:
    return str(_PARTS[part])


def heading(name: str, column: str, part: str) -> str:
    """What stands over a column of a table: indicator · column · part, where they are needed."""
    said = [name]
    if column != TOTAL:
        said.append(word(column))
    if part in ("n", "of", "error"):
        said.append(part_word(part))
    return " · ".join(said)
