"""What a report is held against before it goes up: ranges, parts and sums, jumps, denominators.

Pure: from values to findings. Some findings stop a report ("error"), others ask for a reason
("explain"), which the officer writes beside the figure and the reviewer reads.

    {"kind": "range", "indicator": slug, "column": "total", "low": 0, "high": 500}
    {"kind": "sum", "indicator": slug, "parts": ["sex:female", "sex:male"], "exactly": true}
    {"kind": "jump", "indicator": slug, "factor": 3}
    {"kind": "at_most", "left": [slug, column], "right": [slug, column]}

Each may have "explain": true. What holds for every form without being written: a dimension's parts
are not more than the total, and a numerator is not more than its denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from suyang.foundation import numbers
from suyang.foundation.texts import plain
from suyang.plans.models import Indicator
from suyang.plans.reporting.values import TOTAL, Cell, Values, number, part_of

Kind = Indicator.Kind
KINDS: Final = ("range", "sum", "jump", "at_most")
# Without a rule of its own, a figure that is so many times the last one, or so small a part of it,
# is asked about; below SMALL numbers jump by chance.
USUAL_JUMP: Final = 5.0
SMALL: Final = 20
_EQUAL: Final = 1e-9


@dataclass(frozen=True)
class Finding:
    """What does not fit. `id` names it, so that a reason stays with it; stops: no reason helps."""

    id: str
    indicator: str
    column: str
    message: str
    stops: bool


def findings(
    values: Values,
    indicators: Sequence[Indicator],
    rules: Iterable[Mapping[str, Any]],
    last: Values,
) -> list[Finding]:
    """All that does not fit, in the order of the form. last: the approved values of the period
    before, for jumps."""
    names = {one.slug: plain(one.body["name"]) for one in indicators}
    order = {one.slug: place for place, one in enumerate(indicators)}
    found = [
        *(one for indicator in indicators for one in _always(values, indicator)),
        *(one for rule in rules for one in _ruled(values, rule, names, last)),
    ]
    ruled = {rule["indicator"] for rule in rules if rule["kind"] == "jump"}
    for indicator in indicators:
        if indicator.slug not in ruled:
            found += _jump(values, indicator.slug, USUAL_JUMP, last, stops=False)
    by_id = {one.id: one for one in reversed(found)}
    return sorted(by_id.values(), key=lambda one: (order.get(one.indicator, 0), one.id))


def _always(values: Values, indicator: Indicator) -> list[Finding]:
    cells = values.get(indicator.slug, {})
    found = []
    for column, cell in cells.items():
        top, bottom = part_of(cell, "n"), part_of(cell, "of")
        if top is not None and bottom is not None and top > bottom:
            found.append(
                Finding(
                    f"of:{indicator.slug}:{column}",
                    indicator.slug,
                    column,
                    _("%(n)s of %(of)s: there cannot be more than there are in all.")
                    % {"n": numbers.whole(top), "of": numbers.whole(bottom)},
                    stops=True,
                )
            )
    for dimension in _dimensions(indicator.columns):
        parts = [column for column in indicator.columns if column.startswith(f"{dimension}:")]
        found += _sum(cells, indicator, parts, exactly=False, stops=True)
    return found


def _ruled(
    values: Values, rule: Mapping[str, Any], names: Mapping[str, str], last: Values
) -> list[Finding]:
    stops = not rule.get("explain", False)
    if rule["kind"] == "range":
        return _range(values, rule, stops)
    if rule["kind"] == "sum":
        slug = rule["indicator"]
        indicator = Indicator(slug=slug, columns=rule["parts"], kind="")
        exactly = bool(rule.get("exactly"))
        return _sum(values.get(slug, {}), indicator, rule["parts"], exactly, stops)
    if rule["kind"] == "jump":
        return _jump(values, rule["indicator"], float(rule["factor"]), last, stops)
    return _at_most(values, rule, names, stops)


def _range(values: Values, rule: Mapping[str, Any], stops: bool) -> list[Finding]:
    slug, column = rule["indicator"], rule.get("column", TOTAL)
    value = number(values.get(slug, {}).get(column))
    low, high = rule.get("low"), rule.get("high")
    if value is None or ((low is None or value >= low) and (high is None or value <= high)):
        return []
    if low is not None and high is not None:
        text = _("%(value)s is outside of what can be expected: %(low)s to %(high)s.")
    elif low is not None:
        text = _("%(value)s is less than can be expected: %(low)s or more.")
    else:
        text = _("%(value)s is more than can be expected: %(high)s or less.")
    shown = {"value": _plain(value), "low": _plain(low), "high": _plain(high)}
    return [Finding(f"range:{slug}:{column}", slug, column, text % shown, stops)]


def _sum(
    cells: Mapping[str, Cell],
    indicator: Indicator,
    parts: Sequence[str],
    exactly: bool,
    stops: bool,
) -> list[Finding]:
    """Parts and total, of numerators where there are any. Parts that are not known are not 0."""
    total = _first(cells.get(TOTAL))
    known = [value for value in (_first(cells.get(part)) for part in parts) if value is not None]
    if total is None or not known:
        return []
    added = sum(known)
    complete = len(known) == len(parts)
    if added <= total + _EQUAL and not (exactly and complete and abs(added - total) > _EQUAL):
        return []
    text = _("The parts make %(parts)s, the total says %(total)s.")
    shown = {"parts": _plain(added), "total": _plain(total)}
    name = parts[0].split(":")[0]
    return [Finding(f"sum:{indicator.slug}:{name}", indicator.slug, TOTAL, text % shown, stops)]


def _jump(values: Values, slug: str, factor: float, last: Values, stops: bool) -> list[Finding]:
    now = number(values.get(slug, {}).get(TOTAL))
    before = number(last.get(slug, {}).get(TOTAL))
    if now is None or before is None or max(abs(now), abs(before)) < SMALL:
        return []
    if before / factor <= now <= before * factor:
        return []
    text = _("%(now)s now, %(before)s in the period before. Is that so, and why?")
    shown = {"now": _plain(now), "before": _plain(before)}
    return [Finding(f"jump:{slug}", slug, TOTAL, text % shown, stops)]


def _at_most(
    values: Values, rule: Mapping[str, Any], names: Mapping[str, str], stops: bool
) -> list[Finding]:
    (left, left_column), (right, right_column) = rule["left"], rule["right"]
    small = number(values.get(left, {}).get(left_column))
    large = number(values.get(right, {}).get(right_column))
    if small is None or large is None or small <= large:
        return []
    text = _("%(small)s is more than “%(name)s”: %(large)s.")
    shown = {"small": _plain(small), "large": _plain(large), "name": names.get(right, right)}
    return [Finding(f"at_most:{left}:{right}", left, left_column, text % shown, stops)]


def _first(cell: Cell | None) -> float | None:
    value = part_of(cell, "n")
    return part_of(cell, "value") if value is None else value


def _dimensions(columns: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(column.split(":")[0] for column in columns))


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return numbers.whole(value) if float(value).is_integer() else numbers.decimal(value, 2)
