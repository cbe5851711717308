"""The public figures as CSV and JSON, in both languages at once, with licence, method and marks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from suyang.foundation.texts import LANGUAGES
from suyang.organisations import queries as units
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.public.queries import PublicPlan
from suyang.plans.targets.queries import Standing

LICENCE: Final = "CC-BY-4.0"
LICENCE_TEXT: Final = "https://creativecommons.org/licenses/by/4.0/legalcode"
METHOD: Final = gettext_lazy(
    "Totals of approved reports, added up over the units that reported, and formulas of them. "
    "Nothing here is estimated for units that did not report. Counts or shares of people that "
    "rest on too few of them (one to four, unless the indicator says more) are withheld, and "
    "others with them, so that none can be worked out."
)
JUDGING: Final = gettext_lazy(
    "A target is met, on track or behind only where the interval of what is known lies wholly on "
    "that side; else it is not shown."
)
MARKS: Final[dict[str, Promise]] = {
    "missing": gettext_lazy("No approved report gives a figure."),
    "suppressed": gettext_lazy("Withheld: too few people, or it would tell of too few."),
    "not_applicable": gettext_lazy("There is nothing here that it could count."),
    "not_published": gettext_lazy("Its source does not publish it."),
    "expired": gettext_lazy("The last audit's result is no longer valid."),
}
COLUMNS: Final = (
    "what",
    "indicator",
    "name_zh_hans",
    "name_en",
    "kind",
    "method",
    "period",
    "value",
    "low",
    "high",
    "mark",
    "units_reporting",
    "units_expected",
    "target",
    "at_least",
    "target_period",
    "judgement",
    "unit_code",
    "unit_name_zh_hans",
    "unit_name_en",
    "audited",
    "valid_until",
)


def as_csv(shown: PublicPlan) -> bytes:
    """Notes in lines that begin with #, then a row for each figure and each target."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in _notes(shown):
        out.write("# " + " ".join(line.split()) + "\n")
    writer.writerow(COLUMNS)
    for row in rows(shown):
        writer.writerow([_cell(row.get(column)) for column in COLUMNS])
    # Excel reads UTF-8 only when the file says so.
    return out.getvalue().encode("utf-8-sig")


def as_json(shown: PublicPlan) -> dict[str, Any]:
    return {
        "plan": shown.plan.slug,
        "title": shown.text["title"],
        "year": shown.text["year"],
        "edition": shown.edition.number if shown.edition else None,
        "valid_from": shown.edition.valid_from.isoformat() if shown.edition else None,
        "office": shown.office_name,
        # Empty where the data are real.
        "demonstration": _made_up(),
        "licence": {"spdx": LICENCE, "text": LICENCE_TEXT},
        "method": _both(METHOD),
        "judging": _both(JUDGING),
        "marks": {mark: _both(text) for mark, text in MARKS.items()},
        "rows": list(rows(shown)),
        "goals": [
            {
                "slug": one.slug,
                "text": one.text,
                "outcome": one.outcome.value if one.outcome else None,
            }
            for one in shown.goals
        ],
    }


def rows(shown: PublicPlan) -> Iterator[dict[str, Any]]:
    """Figures, then those of units below, then targets with the figure that they are judged by;
    COLUMNS are their keys."""
    for series in shown.series:
        for found in series.figures:
            yield {"what": "figure", **_about(series.indicator), **_figure(found)}
    for series in shown.series:
        for unit in series.units:
            yield {
                "what": "unit",
                **_about(series.indicator),
                **_figure(unit.figure),
                "unit_code": unit.code,
                "unit_name_zh_hans": unit.name.get("zh-Hans", ""),
                "unit_name_en": unit.name.get("en", ""),
            }
    for one in shown.standings:
        yield {
            "what": "target",
            **_about(one.target.indicator),
            **_figure(one.figure),
            **_target(one),
        }


def _about(one: Indicator) -> dict[str, Any]:
    name = one.body["name"] if isinstance(one.body["name"], dict) else {}
    return {
        "indicator": one.slug,
        "name_zh_hans": name.get("zh-Hans", ""),
        "name_en": name.get("en", ""),
        "kind": one.kind,
    }


def _figure(found: Figure) -> dict[str, Any]:
    return {
        "method": found.method,
        "period": str(found.period),
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "mark": found.mark,
        "audited": str(found.since) if found.since else "",
        "valid_until": found.until.isoformat() if found.until else None,
        "units_reporting": found.units_reporting,
        "units_expected": found.units_expected,
    }


def _target(one: Standing) -> dict[str, Any]:
    return {
        "target": one.target.value,
        "at_least": one.target.at_least,
        "target_period": one.target.period,
        "judgement": one.judged.judgement.value,
    }


def _notes(shown: PublicPlan) -> Iterator[str]:
    yield from _made_up().values()
    title, office = shown.text["title"], shown.office_name
    for language in LANGUAGES:
        name = title.get(language, "") if isinstance(title, dict) else ""
        yield f"{name} ({shown.plan.slug}) · {office.get(language, '')}"
    yield f"{LICENCE} {LICENCE_TEXT}"
    for text in (METHOD, JUDGING):
        yield from _both(text).values()
    for mark, why in MARKS.items():
        for said in _both(why).values():
            yield f"{mark}: {said}"


def _made_up() -> dict[str, str]:
    """The label of a demonstration in both languages; nothing where data are real."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language.lower()):
            found[language] = units.demonstration_label()
    return {language: label for language, label in found.items() if label}


def _both(text: Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language.lower()):
            found[language] = str(text)
    return found


def _cell(value: Any) -> Any:
    """No cell is read as a formula by a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
