"""A check's log as the engine reads it: what the check pins, and the answers in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from suyang.assessment.models import Response
from suyang.items.queries import Arrays, Row

Assistance = Response.Assistance


class Entry(NamedTuple):
    """One answered item: its row in the bank and what was answered."""

    row: int
    score: float
    dont_know: bool
    assistance: str

    @property
    def counts(self) -> bool:
        """Whether the answer is the person's own: given alone, or with reading only."""
        return self.assistance in ("", Assistance.READ)


@dataclass(frozen=True)
class Log:
    """A check as it is pinned, and its answers in order.

    rules: the blueprint's body. competences: those that the check covers. start: where the first
    items are aimed. seen: names of items that this person met in other checks, which never measure
    them again; met_elsewhere: in how many presentations. before: the answers of the check that
    this one continues, if any.
    """

    rules: dict[str, Any]
    arrays: Arrays
    competences: tuple[str, ...]
    half: str
    correlation: str
    seed: int
    seen: frozenset[str]
    entries: tuple[Entry, ...]
    start: float | None = None
    before: tuple[Entry, ...] = ()
    met_elsewhere: int = 0

    def with_answer(self, entry: Entry) -> Log:
        return replace(self, entries=(*self.entries, entry))

    @cached_property
    def counted(self) -> tuple[Entry, ...]:
        """The answers that count for ability."""
        return tuple(entry for entry in (*self.before, *self.entries) if entry.counts)

    @property
    def rows(self) -> list[Row]:
        return [self.arrays.rows[entry.row] for entry in self.entries]

    def solved(self, entry: Entry) -> bool:
        """Whether the answer has the item's full score."""
        return bool(entry.score >= self.arrays.items.categories[entry.row] - 1)
