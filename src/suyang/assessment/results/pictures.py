"""The charts of a result: intervals on the scale of bands, with the numbers as a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.assessment import report
from suyang.assessment.models import Check
from suyang.assessment.results.parts import Area, Competence, Part
from suyang.assessment.results.wording import Names
from suyang.foundation import charts, numbers

BORROWED_UNKNOWN = "–"


def areas(check: Check, parts: Sequence[Part], names: Names) -> charts.Chart:
    """Overall and the areas on one scale, with where the figures are from."""
    return _chart(
        "result",
        parts,
        names,
        title=_("Where you stand"),
        label=_("Area"),
        sentence=_("The longer the bar, the less is known yet."),
        note=method_note(check),
    )


def of_area(area: Area, names: Names) -> charts.Chart:
    """The competences of one area."""
    return _chart(
        f"area-{area.code}",
        area.competences,
        names,
        title=area.name,
        label=_("Competence"),
        sentence=area.tally,
    )


def competences(check: Check, parts: Sequence[Competence], names: Names) -> charts.Chart:
    """The competences of a check that reports no areas."""
    return _chart(
        "result",
        parts,
        names,
        title=_("Where you stand"),
        label=_("Competence"),
        sentence=_("The longer the bar, the less is known yet."),
        note=method_note(check),
    )


def method_note(check: Check) -> str:
    counted = check.result.report["counted"]
    return ngettext(
        "From %(counted)s answer on a provisional scale that is not yet calibrated with "
        "people. Each bar covers 80%% of what is possible. Method: %(method)s.",
        "From %(counted)s answers on a provisional scale that is not yet calibrated with "
        "people. Each bar covers 80%% of what is possible. Method: %(method)s.",
        counted,
    ) % {"counted": counted, "method": check.result.method}


def band_labels(names: Names) -> tuple[str, ...]:
    """The bands that a check tells apart; the last one is open above."""
    labels = [names.band(band) for band in report.bands()]
    labels[-1] = _("%(band)s or above") % {"band": labels[-1]}
    return tuple(labels)


def place(said: dict[str, Any]) -> charts.Estimate:
    """Where a part of a report lies on the scale 0 … number of bands."""
    low, middle, high = (report.position(said[name]) for name in ("low", "mean", "high"))
    return charts.Estimate(middle, low, high)


def _chart(
    key: str,
    parts: Sequence[Part],
    names: Names,
    *,
    title: str,
    label: str,
    sentence: str,
    note: str = "",
) -> charts.Chart:
    drawn = charts.ranges(
        charts.Ranges(
            key=key,
            title=title,
            description=" ".join(
                _("%(name)s: %(said)s.") % {"name": part.name, "said": part.said} for part in parts
            ),
            sentence=sentence,
            note=note,
            marks={charts.Mark.MISSING: _("not enough evidence")},
            area_label=label,
            reported_label=_("Result"),
            bands=band_labels(names),
            rows=tuple(
                charts.RangeRow(
                    part.name,
                    place(part.kept) if part.enough else charts.Mark.MISSING,
                    part.said,
                )
                for part in parts
            ),
        )
    )
    return dataclasses.replace(drawn, table=table(title, label, parts))


def table(title: str, label: str, parts: Iterable[Part]) -> charts.Table:
    """Result, probability, middle and interval on the scale of bands, and what is borrowed."""
    shown = list(parts)
    borrowed = any(isinstance(part, Competence) for part in shown)
    headings: tuple[str, ...] = (
        label,
        _("Result"),
        _("Sure, in 100"),
        _("Middle, 0 to 3"),
        _("80% interval"),
        _("Own answers"),
    )
    if borrowed:
        headings = (*headings, _("Borrowed, in 100"))
    return charts.Table(title, headings, tuple(_row(part, borrowed) for part in shown))


def _row(part: Part, with_borrowed: bool) -> tuple[str, ...]:
    if part.enough:
        at = place(part.kept)
        figures = [
            str(part.chance),
            numbers.decimal(at.value),
            numbers.interval(numbers.decimal(at.low), numbers.decimal(at.high)),
        ]
    else:
        figures = [BORROWED_UNKNOWN] * 3
    row = [part.name, part.said, *figures, str(part.own)]
    if with_borrowed:
        share = part.kept.get("borrowed")
        row.append(BORROWED_UNKNOWN if share is None else numbers.whole(100 * share))
    return tuple(row)
