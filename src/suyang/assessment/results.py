"""The result page's words and picture, from a stored report, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.assessment import nextsteps, report
from suyang.assessment.models import Check, Response
from suyang.foundation import charts
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text, plain
from suyang.frameworks import queries as frameworks
from suyang.psychometrics.scale import BANDS

Assistance = Response.Assistance


def page(check: Check) -> dict[str, Any]:
    """All that the result page shows."""
    kept = check.result
    body = check.blueprint.body
    names = Names(body["framework"])
    parts = [part for part in ("areas", "competences") if part in body["report"]]
    return {
        "check": check,
        "body": body,
        "report": kept.report,
        "overall": _told(kept.report["overall"], names) if "overall" in body["report"] else None,
        "parts": [
            {"name": names.of(code), "said": words(said, names)}
            for part in parts
            for code, said in kept.report[part].items()
        ],
        "by_competence": parts == ["competences"],
        "chart": _chart(check, names, parts) if parts else None,
        "sentence": kept.report["sentence"] if "sentence" in body["report"] else None,
        "steps": nextsteps.steps(body["framework"], kept.report["steps"]),
        "helped": _helped(kept.report["assistance"]),
    }


class Names:
    """Names of bands, areas and competences; their codes where the framework is not loaded."""

    def __init__(self, framework: str) -> None:
        try:
            found = frameworks.framework(framework).body
        except NotFound:
            found = {}
        self.bands: dict[str, dict[str, Any]] = {
            band["id"]: band for band in found.get("bands", ())
        }
        self.parts: dict[str, Text] = {}
        for area in found.get("areas", ()):
            self.parts[area["code"]] = area["name"]
            self.parts |= {one["code"]: one["name"] for one in area["competences"]}

    def of(self, code: str) -> str:
        return plain(self.parts.get(code, code))

    def band(self, band: str) -> str:
        return plain(self.bands[band]["name"]) if band in self.bands else band

    def describe(self, band: str) -> Text:
        description: Text = self.bands.get(band, {}).get("description", {})
        return description


def words(said: dict[str, Any], names: Names) -> str:
    """A part of a report in words: a band, a range of bands, or not enough evidence."""
    if not said["enough"]:
        return _("not enough evidence")
    low, high = names.band(said["lowest"]), names.band(said["highest"])
    if said["highest"] == report.TOP:
        return _("%(band)s or above") % {"band": low}
    if said["lowest"] == said["highest"]:
        return low
    return _("%(low)s or %(high)s") % {"low": low, "high": high}


def _told(said: dict[str, Any], names: Names) -> dict[str, Any]:
    inside = BANDS[BANDS.index(said["lowest"]) : BANDS.index(said["highest"]) + 1]
    return {
        "enough": said["enough"],
        "said": words(said, names),
        # A short check is never certain, whatever the rounding says.
        "chance": min(round(100 * said["probability"]), 99),
        "bands": [{"name": names.band(band), "text": names.describe(band)} for band in inside],
    }


def _helped(assistance: dict[str, int]) -> dict[str, int]:
    """How many answers were read to the person, and how many were not the person's own."""
    read = assistance.get(Assistance.READ, 0)
    return {"read": read, "not_own": sum(assistance.values()) - read}


def _chart(check: Check, names: Names, parts: list[str]) -> charts.Chart:
    kept = check.result.report
    rows = [
        _row(names.of(code), said, names) for part in parts for code, said in kept[part].items()
    ]
    if "overall" in check.blueprint.body["report"]:
        rows.insert(0, _row(_("Overall"), kept["overall"], names))
    labels = [names.band(band) for band in report.bands()]
    labels[-1] = _("%(band)s or above") % {"band": labels[-1]}
    counted = kept["counted"]
    return charts.ranges(
        charts.Ranges(
            key="result",
            title=_("Where you stand"),
            description=_(
                "Each line is a scale from the lowest band on the left to the highest on the "
                "right. The bar is where you may stand, the dot its middle."
            ),
            sentence=_("The longer the bar, the less is known yet."),
            note=ngettext(
                "From %(counted)s answer on a provisional scale that is not yet calibrated with "
                "people. Each bar covers 80%% of what is possible. Method: %(method)s.",
                "From %(counted)s answers on a provisional scale that is not yet calibrated with "
                "people. Each bar covers 80%% of what is possible. Method: %(method)s.",
                counted,
            )
            % {"counted": counted, "method": check.result.method},
            marks={charts.Mark.MISSING: _("not enough evidence")},
            area_label=_("Competence") if parts == ["competences"] else _("Area"),
            reported_label=_("Result"),
            bands=tuple(labels),
            rows=tuple(rows),
        )
    )


def _row(label: str, said: dict[str, Any], names: Names) -> charts.RangeRow:
    if not said["enough"]:
        return charts.RangeRow(label, charts.Mark.MISSING, words(said, names))
    low, middle, high = (report.position(said[name]) for name in ("low", "mean", "high"))
    return charts.RangeRow(label, charts.Estimate(middle, low, high), words(said, names))
