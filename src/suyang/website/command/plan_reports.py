"""`suyang plans verify` and `suyang plans ask`: whether reports are what was done, and asking."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from suyang.website.command import ground
from suyang.website.command.plans import plans
from suyang.website.command.report import Report, reports

if TYPE_CHECKING:
    from suyang.plans.reporting.verifying import Doubt

TELL_EVERY = 1000


@plans.command(
    "verify",
    short_help=_("Walk every report's chain; print what does not hold."),
    help=_(
        "Walk the chain of every report and its evidence, and compare figures, state and files "
        "with it. Prints what does not hold; exit code 1 if there is anything."
    ),
)
@reports
def verify(report: Report) -> None:
    ground.database()
    from suyang.plans.reporting import verifying

    seen = 0

    def progress(done: int, total: int) -> None:
        nonlocal seen
        seen = done
        if done % TELL_EVERY == 0:
            report.say(_("%(done)s of %(total)s reports") % {"done": done, "total": total})

    found = list(verifying.doubts(progress))
    data = {
        "reports": seen,
        "doubts": [
            {
                "report": one.report.id,
                "unit": one.report.unit_id,
                "form": one.report.form_id,
                "period": one.report.period,
                "line": one.line,
                "reason": one.reason,
            }
            for one in found
        ],
    }
    lines = [_line(one) for one in found]
    if not found:
        lines.append(_("%(count)s reports hold: every chain, figure and file.") % {"count": seen})
    report.done(data, *lines, ok=not found)


@plans.command(
    "ask",
    short_help=_("Ask units for the reports that have begun, and remind of what is due."),
    help=_(
        "Ask every unit of every form for the periods that have begun, and remind of what is due "
        "within three days or late. The server does it by itself once an hour. Again changes "
        "nothing."
    ),
)
@reports
def ask(report: Report) -> None:
    ground.database()
    from suyang.plans.reporting import reminding

    asked, reminded = reminding.daily()
    report.done(
        {"asked": asked, "reminded": reminded},
        _("Asked: %(asked)s. Reminded: %(reminded)s.") % {"asked": asked, "reminded": reminded},
    )


def _line(one: Doubt) -> str:
    from suyang.organisations import queries as units

    said = {
        "missing": _("a line of its history is missing"),
        "changed": _("a line of its history was changed"),
        "step": _("a step is not the one in its history"),
        "values": _("its figures are not those of its history"),
        "state": _("its state does not follow from its history"),
        "evidence": _("its evidence is not that of its history"),
        "file": _("a file of its evidence is damaged or gone"),
    }
    return _("%(unit)s, %(period)s, report %(report)s: %(why)s (line %(line)s)") % {
        "unit": units.name_of(one.report.unit_id),
        "period": one.report.period,
        "report": one.report.id,
        "why": said[one.reason],
        "line": one.line,
    }
