"""Where the key stands among the options: as often at each place as chance has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb

from suyang.foundation.texts import LANGUAGES
from suyang.items.bank import chance
from suyang.items.bank.choices import Choice

# A bank whose keys were placed by dice is refused once in a hundred times.
ALLOWED = 0.01


@dataclass(frozen=True)
class Position:
    """How often the key stands first, second, … among so many options.

    tail: the probability of so uneven counts by chance (chi-square); most_tail: that some place
    has so many (binomial, times the number of places).
    """

    kind: str
    pool: str
    options: int
    counts: tuple[int, ...]
    chi_square: float
    tail: float
    most_tail: float

    @property
    def uneven(self) -> bool:
        return self.most_tail < ALLOWED

    @property
    def sentence(self) -> str:
        most = max(self.counts)
        return (
            f"of {sum(self.counts)} choices with {self.options} options ({self.kind}, pool "
            f"{self.pool}), {most} have the key at place {self.counts.index(most) + 1} "
            f"({', '.join(map(str, self.counts))}); chance has it so once in "
            f"{1 / max(self.most_tail, 1e-9):.0f} banks"
        )


def positions(choices: Iterable[Choice], pools: Iterable[str]) -> Iterator[Position]:
    """By kind (single choices; those of tasks), number of options, and pool; "all" for all."""
    # The places are the same in every language.
    seen = [one for one in choices if one.language == LANGUAGES[0]]
    for pool in ("all", *pools):
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for one in seen:
            if pool in ("all", one.pool):
                found[("single" if one.single else "task"), len(one.options)].append(one.key)
        for (kind, options), keys in sorted(found.items()):
            yield _position(kind, pool, tuple(keys.count(place) for place in range(options)))


def _position(kind: str, pool: str, counts: tuple[int, ...]) -> Position:
    statistic, options, n = chance.chi_square(counts), len(counts), sum(counts)
    most = sum(
        comb(n, k) * (options - 1) ** (n - k) / options**n for k in range(max(counts), n + 1)
    )
    return Position(
        kind,
        pool,
        options,
        counts,
        statistic,
        chance.chi_square_or_more(statistic, options - 1),
        min(options * most, 1.0),
    )
