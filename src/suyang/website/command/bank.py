"""The measures of the item bank, for a terminal and for a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from suyang.website.command.tables import Table, block

if TYPE_CHECKING:
    from suyang.items.bank.coverage import Coverage
    from suyang.items.bank.measures import Measures


def data(of: Measures) -> dict[str, Any]:
    """All figures, with what follows from them."""
    return {
        "positions": [_with(one, "uneven") for one in of.positions],
        "strategies": [_with(one, "bound", "above", "proven") for one in of.strategies],
        "pairs": [_with(one, "listed", "refused") for one in of.pairs],
        "coverage": {
            **dataclasses.asdict(of.coverage),
            "needs": [_with(one, "met") for one in of.coverage.needs],
        },
        "warnings": [dataclasses.asdict(one) for one in of.warnings],
    }


def lines(of: Measures) -> Iterator[str]:
    yield from block(_("Place of the right option"), _positions(of))
    for kind, heading in (
        ("single", _("Guessing by form: share of single choices solved")),
        ("every", _("Guessing by form: share of all choices solved, those of tasks too")),
    ):
        yield from block(heading, _strategies(of, kind))
    yield from block(_("Most alike of all"), _pairs(of, halves=False))
    yield from block(_("Most alike in the two halves of a competence"), _pairs(of, halves=True))
    yield from block(_("Questions by competence"), _competences(of.coverage))
    yield from block(_("Questions by kind"), _counts(of.coverage.formats))
    yield from block(_("Shares of all questions"), _shares(of.coverage))
    yield from block(_("What a full bank needs"), _needs(of.coverage))
    if of.warnings:
        yield ""
        yield _("Not refused, but to be looked at: %(count)s") % {"count": len(of.warnings)}
        yield from map(str, of.warnings)
    yield ""


def _with(one: Any, *properties: str) -> dict[str, Any]:
    return {**dataclasses.asdict(one), **{name: getattr(one, name) for name in properties}}


def _positions(of: Measures) -> Table:
    rows = [
        [
            _("single choice") if one.kind == "single" else _("in tasks"),
            str(one.options),
            " ".join(map(str, one.counts)),
            f"{one.chi_square:.1f}",
            f"{one.tail:.3f}",
            f"{one.most_tail:.3f}" + ("  !" if one.uneven else ""),
        ]
        for one in of.positions
        if one.pool == "all"
    ]
    head = ["", _("options"), _("first, second, …"), "χ²", "p", _("p of the most frequent")]
    return [head, *rows] if rows else []


def _strategies(of: Measures, kind: str) -> Table:
    names = {
        "longest": _("the longest"),
        "shortest": _("the shortest"),
        "not longest": _("any but the longest"),
        "like the stem": _("most words of the question"),
        "in the middle": _("in the middle"),
        "only number": _("the only one with a number"),
        "only comma": _("the only one with a comma"),
        "only qualified": _("the only one with “usually”, “may” …"),
        "no extremes": _("without “always”, “never” …"),
    }
    rows = [
        [
            names[one.name],
            one.language,
            f"{one.applies}/{one.choices}",
            f"{one.solved:.3f}",
            f"{one.chance:.3f}",
            f"{one.bound:.3f}",
            f"{one.tail:.3f}" + ("  !" if one.proven else ""),
        ]
        for one in of.strategies
        if one.pool == "all" and one.kind == kind
    ]
    head = ["", "", _("applies to"), _("solved"), _("chance"), _("bound"), "p"]
    return [head, *rows] if rows else []


def _pairs(of: Measures, halves: bool) -> Table:
    chosen = [one for one in of.pairs if one.halves or not halves][:10]
    return [
        [f"{one.likeness:.2f}", one.language, _bare(one.first), _bare(one.second)] for one in chosen
    ]


def _competences(of: Coverage) -> Table:
    levels = sorted(of.levels)
    head = ["", _("all"), *of.pools, "A", "B", *(f"L{level}" for level in levels)]
    rows = [
        [
            one.code,
            str(one.items),
            *(str(one.pools.get(pool, 0)) for pool in of.pools),
            *(str(one.halves.get(half, 0)) for half in "AB"),
            *(str(one.levels.get(level, 0)) for level in levels),
        ]
        for one in of.competences
    ]
    every = [
        _("all"),
        str(of.items),
        *map(str, of.pools.values()),
        *(str(sum(one.halves.get(half, 0) for one in of.competences)) for half in "AB"),
        *(str(of.levels[level]) for level in levels),
    ]
    return [head, *rows, every]


def _counts(of: Mapping[str, int]) -> Table:
    return [[name, str(count)] for name, count in of.items()]


def _shares(of: Coverage) -> Table:
    names = {
        "simulated": _("simulated tasks"),
        "entered": _("something is typed"),
        "simulated or entered": _("simulated or typed"),
        "artificial intelligence": _("artificial intelligence"),
        "elder entry": _("elder entry"),
        "partial credit": _("partial credit"),
        "local facts": _("local facts"),
    }
    return [[names[name], f"{share:.1%}"] for name, share in of.shares.items()]


def _needs(of: Coverage) -> Table:
    names = {
        "published items": _("published questions"),
        "competences with items": _("competences with questions"),
        "items of the competence that has fewest": _("questions where a competence has fewest"),
        "practice items of the competence that has fewest": _(
            "practice questions where a competence has fewest"
        ),
        "levels with items, of 1 to 6": _("levels with questions, of 1 to 6"),
        "simulated tasks or entered answers": _("simulated tasks or typed answers"),
        "simulated tasks": _("simulated tasks"),
    }
    return [
        [
            _("met") if one.met else _("not met"),
            names[one.what],
            str(one.found),
            f"≥ {one.least}",
        ]
        for one in of.needs
    ]


def _bare(name: str) -> str:
    return name.removeprefix("items/").removesuffix(".yaml")
