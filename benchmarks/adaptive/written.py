"""The figures as a person reads them in a terminal."""

from __future__ import annotations

from typing import Any

_WIDE = 70


def compared(found: dict[str, Any]) -> list[str]:
    """The engines, and ours minus each peer."""
    versions = ", ".join(f"{name} {which}" for name, which in found["versions"].items() if which)
    return [
        f"Beside peers: 500 items, to a standard error of .3 or 30 items; {versions}",
        _row("", "people", "items", "RMSE", "bias", "ms", "CPU ms", "used most", "unused"),
        *(_row(name, *_cells(one)) for name, one in found["engines"].items()),
        "  * answers of its own; all others: the same answers to the same items",
        "",
        "Suyang minus peer on the same people, 95 % of a paired bootstrap",
        *(line for one in found["beside"] for line in _pair(one)),
        *(f"  not measured: {what}: {why}" for what, why in found["not_measured"].items()),
        "",
    ]


def cost(found: dict[str, Any]) -> list[str]:
    """Microseconds for an answer, and the floor; and what stands beside it."""
    lines = []
    for name, bank in found["banks"].items():
        answers, besides = bank["answers"], bank["besides_us"]

        def row(said: str, part: str, unit: str = " µs", answers: Any = answers) -> str:
            return _row(said, *(f"{one[part]}{unit}" for one in answers.values()))

        lines += [
            f"Engine per answer: {found['competences']} competences, {found['items']} items, "
            f"{name}; CPU, medians",
            _row("", *answers),
            row("following the person", "filter_us"),
            row("the choice", "choice_us"),
            row("together", "together_us"),
            row("floor: one update, one pass over the bank", "floor_us"),
            row("together over floor", "ratio", ""),
            row("the whole step, with log and eligibility", "step_us"),
            *(_row(f"not in it: {what}", f"{micros} µs") for what, micros in besides.items()),
            "",
        ]
    return lines


def _cells(one: dict[str, Any]) -> list[str]:
    return [
        f"{one['people']}",
        f"{one['items']:.2f}",
        f"{one['rmse']:.3f}",
        f"{one['bias']:+.3f}",
        f"{one['ms']:.3f}",
        f"{one['cpu_ms']:.3f}",
        f"{one['used_most']:.2f}",
        f"{100 * one['unused']:.0f} %",
    ]


def _pair(one: dict[str, Any]) -> list[str]:
    items, rmse = one["items"], one["rmse"]
    verdict = "DOMINATED" if one["dominated"] else "not dominated"
    if one["peer"].startswith("Suyang"):
        verdict = "its twin"
    return [
        f"  {one['peer']}: {verdict}",
        f"    {one['ours'] + ', ' + str(one['people']) + ' people':<{_WIDE + 6}}"
        f"items {items['difference']:+.2f} ({items['low']:+.2f} to {items['high']:+.2f})   "
        f"RMSE {rmse['difference']:+.4f} ({rmse['low']:+.4f} to {rmse['high']:+.4f})",
    ]


def _row(name: str, *cells: str) -> str:
    return f"  {name:<{_WIDE}}" + "".join(f"{cell:>12}" for cell in cells)
