"""How columns and parts of figures are called."""

from __future__ import annotations

from collections.abc import Iterable
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
    "work:business": gettext_lazy("With an own business"),
    "work:employed": gettext_lazy("Employed, branch not known"),
    "work:student": gettext_lazy("At school or studying"),
    "work:home": gettext_lazy("At home and with the family"),
    "work:retired": gettext_lazy("Retired"),
    "work:looking": gettext_lazy("Looking for work"),
    "work:other": gettext_lazy("Other work"),
    "work:unsaid": gettext_lazy("Work not said"),
    "place:village": gettext_lazy("Live in a village"),
    "place:town": gettext_lazy("Live in a town"),
    "place:city": gettext_lazy("Live in a city"),
    "place:unsaid": gettext_lazy("Place not said"),
    "sex:unsaid": gettext_lazy("Sex not said"),
    "born:unsaid": gettext_lazy("Year of birth not said"),
}
_PARTS: Final[dict[str, Promise]] = {
    "value": gettext_lazy("Number"),
    "n": gettext_lazy("How many"),
    "of": gettext_lazy("of how many in all"),
    "error": gettext_lazy("Standard error, if it is known"),
    "until": gettext_lazy("Valid until, if the result says so"),
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
    if part in ("n", "of", "error", "until"):
        said.append(part_word(part))
    return " · ".join(said)


# A column that holds others: side by side they would count somebody twice, and what is withheld of
# one could be worked out from the others.
_HOLDS: Final[dict[str, frozenset[str]]] = {
    "place:rural": frozenset({"place:village"}),
    "place:urban": frozenset({"place:town", "place:city"}),
    "work:none": frozenset({"work:student", "work:home", "work:retired", "work:looking"}),
    "work:industry": frozenset({"work:business", "work:employed"}),
    "work:services": frozenset({"work:business", "work:employed"}),
}


def overlapping(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of columns that hold the same people, the wider one first."""
    there = set(columns)
    return sorted(
        (wide, fine) for wide, held in _HOLDS.items() if wide in there for fine in held & there
    )
