"""The figures as a person reads them in a terminal."""

from __future__ import annotations

from typing import Any

_WIDE = 46


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
    """Microseconds for an answer, and the floor."""
    parts = {
        "posterior, to choose": "posterior_us",
        "the choice": "choice_us",
        "together": "together_us",
        "floor: one update, one pass over the bank": "floor_us",
    }
    answers = found["answers"]

    def microseconds(name: str, part: str) -> str:
        return _row(name, *(f"{one[part]:.0f} µs" for one in answers.values()))

    return [
        f"Engine per answer: {found['competences']} competences, {found['items']} items, CPU",
        _row("", *answers),
        *(microseconds(name, part) for name, part in parts.items()),
        _row("together over floor", *(f"{one['ratio']}" for one in answers.values())),
        microseconds("not in it: posterior, to report", "reported_us"),
        "",
    ]


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
