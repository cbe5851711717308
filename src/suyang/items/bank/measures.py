"""All measures of a bank; what of them is refused, and what is only said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from suyang.foundation.content import Document, Problem, read_document
from suyang.items.bank import languages
from suyang.items.bank.choices import choices
from suyang.items.bank.coverage import Coverage, coverage
from suyang.items.bank.duplicates import Pair, pairs
from suyang.items.bank.positions import Position, positions
from suyang.items.bank.strategies import BOUNDS, Strategy, strategies

WHOLE = "all"


class OfBank(Problem):
    """A problem of the bank as a whole: each of its files is right by itself."""


@dataclass(frozen=True)
class Measures:
    """refused: what `content check` refuses; warnings: what it says beside."""

    positions: tuple[Position, ...]
    strategies: tuple[Strategy, ...]
    pairs: tuple[Pair, ...]
    coverage: Coverage
    refused: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read(root: Path, pattern: str) -> list[Document]:
    """The items below a content folder that has passed its checks."""
    found = (read_document(path, root) for path in sorted(root.glob(pattern)))
    return [one for one in found if isinstance(one, Document)]


def measure(documents: Sequence[Document]) -> Measures:
    pools = sorted({document.data["pool"] for document in documents})
    shown = list(choices(documents))
    placed = tuple(positions(shown, pools))
    tried = tuple(strategies(shown, pools))
    alike = tuple(pairs(documents))
    return Measures(
        positions=placed,
        strategies=tried,
        pairs=alike,
        coverage=coverage([document.data for document in documents]),
        refused=tuple(_refused(documents, placed, tried, alike)),
        warnings=(
            *_warnings(documents, placed, tried, alike),
            *(one for document in documents for one in languages.warnings(document)),
        ),
    )


def problems(documents: Sequence[Document]) -> Iterator[Problem]:
    """What a bank is refused for as a whole; nothing is said of its pools."""
    shown = list(choices(documents))
    yield from _refused(
        documents, tuple(positions(shown, ())), tuple(strategies(shown, ())), pairs(documents)
    )


def refuses(one: Position | Strategy) -> bool:
    """Pools are parts of the whole and smaller: what they show by themselves is only said. In a
    task the thing that is right may have its natural place."""
    if one.pool != WHOLE:
        return False
    if isinstance(one, Position):
        return one.kind == "single" and one.uneven
    return one.name in BOUNDS and one.proven


def _refused(
    documents: Sequence[Document],
    placed: Sequence[Position],
    tried: Sequence[Strategy],
    alike: Sequence[Pair],
) -> Iterator[Problem]:
    guides: tuple[Position | Strategy, ...] = (*placed, *tried)
    yield from (_of_bank(documents, one.sentence) for one in guides if refuses(one))
    yield from (_of_pair(documents, one) for one in alike if one.refused)


def _warnings(
    documents: Sequence[Document],
    placed: Sequence[Position],
    tried: Sequence[Strategy],
    alike: Sequence[Pair],
) -> Iterator[Problem]:
    for position in placed:
        if position.uneven and not refuses(position):
            yield _of_bank(documents, position.sentence)
    for strategy in tried:
        bound = strategy.name in BOUNDS and strategy.pool == WHOLE
        if (strategy.proven or (bound and strategy.above)) and not refuses(strategy):
            yield _of_bank(documents, strategy.sentence)
    for pair in alike:
        if pair.listed and not pair.refused:
            yield _of_pair(documents, pair)


def _of_pair(documents: Sequence[Document], pair: Pair) -> Problem:
    second = next(one for one in documents if one.name == pair.second)
    return OfBank(second.name, second.line("stem"), pair.sentence)


def _of_bank(documents: Sequence[Document], sentence: str) -> Problem:
    """What is wrong with no single file stands at their folder."""
    return OfBank(Path(documents[0].name).parts[0], 1, sentence)
