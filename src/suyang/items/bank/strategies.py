"""Ways to find the key from its form alone: none may do much better than chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suyang.foundation.texts import LANGUAGES
from suyang.items.bank import chance
from suyang.items.bank.choices import Choice

# The bound of the longest option is the project's promise; others are told, not refused.
BOUNDS = {"longest": 0.05}
OTHERS = 0.10
# A small bank can stand above a bound by chance: then it is not refused.
ALLOWED, ENOUGH = 0.05, 10

QUALIFYING = {
    "en": re.compile(
        r"\b(usually|often|sometimes|may|might|probably|perhaps|possibly|likely|mostly|"
        r"generally|in general|tends? to|as a rule)\b",
        re.I,
    ),
    "zh-Hans": re.compile("一般|可能|通常|往往|有时|也许|或许|大概|多半|大多|尽量|不一定|未必"),
}
EXTREME = {
    "en": re.compile(
        r"\b(always|never|all|every|everything|everybody|everyone|nobody|no one|nothing|none|"
        r"only|completely|certainly|any)\b",
        re.I,
    ),
    "zh-Hans": re.compile(
        "(?<!不)一定|从不|从来|永远|都|全部|全都|所有|绝对|绝不|肯定|任何|只有|只能|只要"
    ),
}
COMMA = re.compile("[,，、;；]")
NUMBER = re.compile(r"\d")
WORD = re.compile(r"[a-z’']{4,}")
HAN = re.compile("[㐀-鿿]+")


def longest(one: Choice) -> Sequence[int]:
    return _best(one, lambda option: len(option.replace(" ", "")))


def shortest(one: Choice) -> Sequence[int]:
    return _best(one, lambda option: -len(option.replace(" ", "")))


def not_longest(one: Choice) -> Sequence[int]:
    """Any but the longest: where the key is rarely the longest, that helps too."""
    avoided = longest(one)
    return [place for place in range(len(one.options)) if place not in avoided]


def like_the_stem(one: Choice) -> Sequence[int]:
    """The option with the most words of the question; of Chinese, pairs of characters."""
    words = _words(one.stem)
    return _best(one, lambda option: len(words & _words(option)))


def in_the_middle(one: Choice) -> Sequence[int]:
    last = len(one.options) - 1
    return range(last // 2, last // 2 + 1 + last % 2)


def only_number(one: Choice) -> Sequence[int]:
    return _only(one, NUMBER)


def only_comma(one: Choice) -> Sequence[int]:
    return _only(one, COMMA)


def only_qualified(one: Choice) -> Sequence[int]:
    return _only(one, QUALIFYING[one.language])


def without_extremes(one: Choice) -> Sequence[int]:
    found = EXTREME[one.language]
    return [place for place, option in enumerate(one.options) if not found.search(option)]


STRATEGIES: dict[str, Callable[[Choice], Sequence[int]]] = {
    "longest": longest,
    "shortest": shortest,
    "not longest": not_longest,
    "like the stem": like_the_stem,
    "in the middle": in_the_middle,
    "only number": only_number,
    "only comma": only_comma,
    "only qualified": only_qualified,
    "no extremes": without_extremes,
}


@dataclass(frozen=True)
class Strategy:
    """What a way to guess would have solved, of the choices in which it prefers something.

    solved: the share, where it picks one of those it prefers by dice; tail: the probability of
    so many by chance; finds: the choices that it alone solves, as item/control.
    """

    name: str
    language: str
    kind: str
    pool: str
    choices: int
    applies: int
    solved: float
    chance: float
    tail: float
    finds: tuple[str, ...]

    @property
    def bound(self) -> float:
        return self.chance + BOUNDS.get(self.name, OTHERS)

    @property
    def above(self) -> bool:
        return self.solved > self.bound + chance.ROUNDING

    @property
    def proven(self) -> bool:
        """Above its bound, and by more than the luck of a small bank."""
        return self.above and self.tail < ALLOWED and self.applies >= ENOUGH

    @property
    def sentence(self) -> str:
        return (
            f"the strategy “{self.name}” ({self.language}, {self.kind}, pool {self.pool}) solves "
            f"{self.solved:.1%} of the {self.applies} choices in which it prefers an option; "
            f"chance {self.chance:.1%}, at most {self.bound:.1%}"
        )


def strategies(choices: Sequence[Choice], pools: Iterable[str]) -> Iterator[Strategy]:
    """Each strategy in each language: of single choices, of every choice; by pool."""
    for pool in ("all", *pools):
        for kind in ("single", "every"):
            for language in LANGUAGES:
                chosen = [
                    one
                    for one in choices
                    if one.language == language
                    and pool in ("all", one.pool)
                    and (one.single or kind == "every")
                ]
                for name in STRATEGIES if chosen else ():
                    yield _tried(name, language, kind, pool, chosen)


def _tried(name: str, language: str, kind: str, pool: str, chosen: Sequence[Choice]) -> Strategy:
    preferred = [(one, STRATEGIES[name](one)) for one in chosen]
    applies = [(one, best) for one, best in preferred if 0 < len(best) < len(one.options)]
    hits = sum((one.key in best) / len(best) for one, best in applies)
    chances = [one.chance for one, _best in applies]
    n = max(len(applies), 1)
    return Strategy(
        name=name,
        language=language,
        kind=kind,
        pool=pool,
        choices=len(chosen),
        applies=len(applies),
        solved=hits / n,
        chance=sum(chances) / n,
        tail=chance.hits_or_more(chances, hits),
        finds=tuple(f"{one.item}/{one.control}" for one, best in applies if [*best] == [one.key]),
    )


def _best(one: Choice, measure: Callable[[str], int]) -> Sequence[int]:
    found = [measure(option) for option in one.options]
    return [place for place, value in enumerate(found) if value == max(found)]


def _only(one: Choice, mark: re.Pattern[str]) -> Sequence[int]:
    found = [place for place, option in enumerate(one.options) if mark.search(option)]
    return found if len(found) == 1 else ()


def _words(text: str) -> set[str]:
    pairs = {"".join(pair) for run in HAN.findall(text) for pair in pairwise(run)}
    return pairs | set(WORD.findall(text.lower()))
