"""What keeps a report from being handed up: all of it at once, each with the place to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suyang.foundation.texts import plain
from suyang.plans.models import Report
from suyang.plans.reporting import queries, rules
from suyang.plans.reporting.values import TOTAL


@dataclass(frozen=True)
class Lack:
    """One thing to mend. code: incomplete, rule (no reason helps) or why (a reason helps).

    field: the indicator's slug, the question, or "why:…" of a finding.
    """

    code: str
    field: str
    message: str
    indicator: str = ""


def of(report: Report) -> list[Lack]:
    """All that is missing, in the order of the form; empty when the report can go up."""
    return [*_figures(report), *_questions(report), *_findings(report)]


def findings(report: Report) -> list[rules.Finding]:
    """What does not fit in a report, as it stands."""
    last = queries.values_before(report)
    indicators = queries.indicators_of(report.form)
    return rules.findings(report.values, indicators, report.form.rules, last)


def _figures(report: Report) -> Iterator[Lack]:
    for one in queries.indicators_of(report.form):
        if TOTAL not in report.values.get(one.slug, {}):
            text = _(
                "There is no figure yet for: %(names)s. Write it, or choose why there is none."
            )
            message = text % {"names": plain(one.body["name"])}
            yield Lack("incomplete", one.slug, message, one.slug)


def _questions(report: Report) -> Iterator[Lack]:
    for asked in queries.questions_of(report.form):
        if asked.get("required") and not report.answers.get(asked["question"]):
            message = _("Please answer: %(question)s") % {"question": plain(asked["text"])}
            yield Lack("incomplete", asked["question"], message)


def _findings(report: Report) -> Iterator[Lack]:
    for one in findings(report):
        if one.stops:
            yield Lack("rule", one.indicator, one.message, one.indicator)
        elif not report.answers.get(f"why:{one.id}"):
            message = _("Please say why: %(finding)s") % {"finding": one.message}
            yield Lack("why", f"why:{one.id}", message, one.indicator)
