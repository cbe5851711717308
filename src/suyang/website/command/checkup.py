"""`suyang doctor`: looks at everything that can go wrong and says what to do about it."""

from __future__ import annotations

from gettext import gettext as _

import click

from suyang.website.command import ground, symptoms
from suyang.website.command.report import Report, reports

MARKS = {"ok": "✓", "notice": "!", "wrong": "✗"}


@click.command(
    "doctor",
    short_help=_("Look whether everything is well, and say what to do."),
    help=_(
        "Look at the database, content, languages, papers, disk, clock and addresses. "
        "✓ is well, ! is worth knowing, ✗ must be mended (exit code 1)."
    ),
)
@reports
def doctor(report: Report) -> None:
    ground.set_up()
    findings = []
    for look in symptoms.LOOKS:
        for finding in look():
            findings.append(finding)
            if not report.as_json:
                report.say(f"{MARKS[finding.state]} {finding.sentence}")
                if finding.remedy:
                    report.say(f"    {finding.remedy}")
    wrong = sum(finding.state == "wrong" for finding in findings)
    report.done(
        {
            "findings": [
                {
                    "about": finding.about,
                    "state": finding.state,
                    "sentence": finding.sentence,
                    "remedy": finding.remedy,
                }
                for finding in findings
            ]
        },
        "",
        _("Everything is well.")
        if not wrong
        else _("%(count)s things must be mended.") % {"count": wrong},
        ok=not wrong,
    )
