"""Formulas over indicators: read, typed with kinds and units, and worked out. Never Python's.

    formula  = term { ("+" | "-" | "−") term }
    term     = factor { ("*" | "×" | "/" | "÷") factor }
    factor   = number | "{" slug "}" | "(" formula ")"

Kinds never mix (docs/specs/plans.md): what is added or subtracted has one kind and one unit; a
quotient of two amounts is a rate, and keeps its numerator and denominator, so that the rate of a
whole is that of the whole's numbers. What cannot be said (missing, suppressed …) makes it so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

LONGEST: Final = 500
DEEPEST: Final = 20
# Amounts can be added up and divided by one another; the rest stands alone.
AMOUNTS: Final = ("things", "people", "attendances", "money")
NUMBER: Final = "number"
# The first that an operand has is what the result is marked with.
HIDING: Final = ("suppressed", "not_published", "expired", "missing", "not_applicable")

Operator = Literal["+", "-", "*", "/"]
_OPERATORS: Final[dict[str, Operator]] = {
    "+": "+",
    "-": "-",
    "−": "-",
    "*": "*",
    "×": "*",
    "/": "/",
    "÷": "/",
}


class FormulaError(ValueError):
    """What is wrong, and where: `place` is the index of the character in the formula, from 0.

    code names the fault, for whoever puts it into words; `about` what it is about.
    """

    def __init__(self, code: str, place: int, **about: str) -> None:
        self.code, self.place, self.about = code, place, about
        super().__init__(f"{code} at {place}: {about}")


@dataclass(frozen=True)
class Name:
    """An indicator by its slug."""

    slug: str
    place: int


@dataclass(frozen=True)
class Number:
    value: float
    place: int


@dataclass(frozen=True)
class Both:
    """Two parts with an operator between them; `place` is the operator's."""

    operator: Operator
    left: Node
    right: Node
    place: int


Node = Name | Number | Both


@dataclass(frozen=True)
class Type:
    """What an expression is: a kind of indicator or "number", and what it is counted in.

    unit: a key that is equal where units are ("人", "yuan"); of a rate "numerator/denominator".
    """

    kind: str
    unit: str = ""


@dataclass(frozen=True)
class Value:
    """What is known of an operand or a result.

    value: of a rate its numerator. second: the denominator of a rate, the standard error of an
    estimate. mark: why there is no value. rests: the reports or sources it rests on.
    may_count_twice: of people, that somebody may be in it more than once.
    """

    value: float | None
    second: float | None = None
    mark: str = ""
    rests: int = 0
    may_count_twice: bool = False


@lru_cache(maxsize=1024)
def parsed(text: str) -> Node:
    """The formula as a tree. Raises FormulaError with the place of what is not understood."""
    if len(text) > LONGEST:
        raise FormulaError("too_long", LONGEST)
    reading = _Reading(text)
    found = reading.formula(0)
    reading.end()
    return found


def names(node: Node) -> Iterator[Name]:
    """The indicators of a formula, in its order, each as often as it stands there."""
    match node:
        case Name():
            yield node
        case Both():
            yield from names(node.left)
            yield from names(node.right)


def typed(node: Node, types: Mapping[str, Type]) -> Type:
    """What the formula gives. Raises FormulaError where kinds or units do not fit."""
    match node:
        case Number():
            return Type(NUMBER)
        case Name():
            if node.slug not in types:
                raise FormulaError("unknown", node.place, name=node.slug)
            found = types[node.slug]
            if found.kind == "not_published":
                raise FormulaError("not_published", node.place, name=node.slug)
            return found
        case Both():
            left, right = typed(node.left, types), typed(node.right, types)
            rule = _ADDED if node.operator in "+-" else _TIMES[node.operator]
            return rule(left, right, node)


def worked_out(node: Node, values: Callable[[str], Value]) -> Value:
    """The result, from what is known of each indicator. The formula must be `typed`."""
    match node:
        case Number():
            return Value(node.value)
        case Name():
            return values(node.slug)
        case Both():
            left, right = worked_out(node.left, values), worked_out(node.right, values)
            marks = {one.mark for one in (left, right) if one.value is None}
            if marks:
                mark = next((one for one in HIDING if one in marks), "missing")
                return Value(None, mark=mark, rests=left.rests + right.rests)
            return _WORK[node.operator](left, right, node)


def circle(slug: str, formulas: Mapping[str, str]) -> list[str]:
    """The way from an indicator through formulas back to itself; empty where there is none.

    Each indicator is looked at once, however many ways lead to it.
    """
    done: set[str] = set()
    way = [slug]
    ahead = [iter(_needs(slug, formulas))]
    while ahead:
        name = next(ahead[-1], None)
        if name is None:
            done.add(way.pop())
            ahead.pop()
        elif name in way:
            return [*way[way.index(name) :], name]
        elif name not in done:
            way.append(name)
            ahead.append(iter(_needs(name, formulas)))
    return []


def closure(slugs: Iterable[str], formulas: Mapping[str, str]) -> list[str]:
    """These indicators and all that their formulas need, each once; those needed come first."""
    found: dict[str, None] = {}
    begun: set[str] = set()
    ahead = [(slug, False) for slug in reversed(list(slugs))]
    while ahead:
        at, needed_are_found = ahead.pop()
        if needed_are_found:
            found[at] = None
        elif at not in begun:
            begun.add(at)
            ahead.append((at, True))
            ahead += [(name, False) for name in reversed(_needs(at, formulas))]
    return list(found)


def dependents(slug: str, formulas: Mapping[str, str]) -> list[str]:
    """All whose formulas need an indicator, at once or through others; without itself."""
    used_by: dict[str, list[str]] = {}
    for one, text in formulas.items():
        for name in _slugs(parsed(text)) if text else []:
            used_by.setdefault(name, []).append(one)
    found: dict[str, None] = {}
    ahead = [slug]
    while ahead:
        for one in used_by.get(ahead.pop(), []):
            if one not in found and one != slug:
                found[one] = None
                ahead.append(one)
    return list(found)


def levels(slug: str, formulas: Mapping[str, str]) -> int:
    """How many formulas stand on one another below an indicator; 0 of one without a formula.

    There must be no circle.
    """
    deep: dict[str, int] = {}
    for one in closure([slug], formulas):
        below = _needs(one, formulas)
        deep[one] = 1 + max((deep[name] for name in below), default=0) if formulas.get(one) else 0
    return deep[slug]


def _needs(slug: str, formulas: Mapping[str, str]) -> list[str]:
    text = formulas.get(slug)
    return _slugs(parsed(text)) if text else []


def _slugs(node: Node) -> list[str]:
    return list(dict.fromkeys(one.slug for one in names(node)))


# -- reading ------------------------------------------------------------------------------------


class _Reading:
    """A formula from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def formula(self, depth: int) -> Node:
        return self._chain("+-−", lambda: self._term(depth))

    def _term(self, depth: int) -> Node:
        return self._chain("*×/÷", lambda: self._factor(depth))

    def _chain(self, operators: str, part: Callable[[], Node]) -> Node:
        found = part()
        while (sign := self._next()) and sign in operators:
            place = self.place
            self.place += 1
            found = Both(_OPERATORS[sign], found, part(), place)
        return found

    def _factor(self, depth: int) -> Node:
        sign, place = self._next(), self.place
        if sign == "{":
            return self._name(place)
        if sign in ("(", "（"):
            if depth >= DEEPEST:
                raise FormulaError("too_deep", place)
            self.place += 1
            inner = self.formula(depth + 1)
            if self._next() not in (")", "）"):
                raise FormulaError("not_closed", place)
            self.place += 1
            return inner
        if sign and sign in "0123456789.":
            return self._number(place)
        if not sign:
            raise FormulaError("ends_early", place)
        raise FormulaError("unexpected", place, sign=sign)

    def _name(self, place: int) -> Name:
        close = self.text.find("}", place)
        if close < 0:
            raise FormulaError("not_closed", place)
        slug = self.text[place + 1 : close].strip()
        if not slug or "{" in slug:
            raise FormulaError("no_name", place)
        self.place = close + 1
        return Name(slug, place)

    def _number(self, place: int) -> Number:
        while self.place < len(self.text) and self.text[self.place] in "0123456789.":
            self.place += 1
        written = self.text[place : self.place]
        try:
            value = float(written)
        except ValueError:
            raise FormulaError("no_number", place, sign=written) from None
        return Number(value, place)

    def _next(self) -> str:
        """The next sign that is no space; nothing at the end."""
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.text[self.place] if self.place < len(self.text) else ""

    def end(self) -> None:
        if sign := self._next():
            code = "closed_twice" if sign in ")）}" else "unexpected"
            raise FormulaError(code, self.place, sign=sign)


# -- types --------------------------------------------------------------------------------------


def _added(left: Type, right: Type, at: Both) -> Type:
    if left.kind != right.kind:
        raise FormulaError("kinds", at.place, left=left.kind, right=right.kind)
    if left.kind in ("rate", "audit"):
        # Shares of different wholes do not add up, nor do results of audits.
        raise FormulaError("does_not_add", at.place, left=left.kind)
    if left.unit != right.unit:
        raise FormulaError("units", at.place, left=left.unit, right=right.unit)
    return left


def _multiplied(left: Type, right: Type, at: Both) -> Type:
    kinds = {left.kind, right.kind}
    if NUMBER not in kinds or kinds & {"rate", "audit"}:
        raise FormulaError("product", at.place, left=left.kind, right=right.kind)
    return right if left.kind == NUMBER else left


def _divided(left: Type, right: Type, at: Both) -> Type:
    if right.kind == NUMBER and left.kind in (*AMOUNTS, NUMBER, "estimate"):
        return left
    if left.kind in AMOUNTS and right.kind in AMOUNTS:
        return Type("rate", f"{left.unit}/{right.unit}")
    raise FormulaError("quotient", at.place, left=left.kind, right=right.kind)


_ADDED: Final = _added
_TIMES: Final = {"*": _multiplied, "/": _divided}


# -- values -------------------------------------------------------------------------------------


def _sum(left: Value, right: Value, sign: int) -> Value:
    errors = [one.second for one in (left, right) if one.second is not None]
    return Value(
        _known(left) + sign * _known(right),
        # Estimates from different questions; what they share would make a difference more exact.
        math.hypot(*errors) if errors else None,
        rests=left.rests + right.rests,
        may_count_twice=sign > 0 or left.may_count_twice or right.may_count_twice,
    )


def _product(left: Value, right: Value, at: Both) -> Value:
    if _is_number(at.left):
        left, right = right, left
    return _scaled(left, _known(right))


def _quotient(left: Value, right: Value, at: Both) -> Value:
    if _is_number(at.right):
        if not right.value:
            return Value(None, mark="not_applicable", rests=left.rests)
        return _scaled(left, 1 / _known(right))
    return Value(left.value, right.value, rests=left.rests + right.rests)


def _scaled(amount: Value, number: float) -> Value:
    second = None if amount.second is None else amount.second * abs(number)
    return Value(
        _known(amount) * number,
        second,
        rests=amount.rests,
        may_count_twice=amount.may_count_twice,
    )


def _known(one: Value) -> float:
    """`worked_out` comes here with values alone."""
    return math.nan if one.value is None else one.value


def _is_number(node: Node) -> bool:
    """Whether no indicator stands in it."""
    return next(names(node), None) is None


_WORK: Final[dict[str, Callable[[Value, Value, Both], Value]]] = {
    "+": lambda left, right, at: _sum(left, right, 1),
    "-": lambda left, right, at: _sum(left, right, -1),
    "*": _product,
    "/": _quotient,
}
