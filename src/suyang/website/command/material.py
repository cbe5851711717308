"""`suyang content check` and `suyang content load`; sealed questions are in `sealed`."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from suyang.website.command import bank, ground, lock, preparing
from suyang.website.command.report import Report, reports

if TYPE_CHECKING:
    from suyang.foundation.content import Problem
    from suyang.items.bank.measures import Measures


@click.group(
    "content",
    short_help=_("Check and load lessons, questions, plans."),
    help=_(
        "What is taught and asked is in files below the content folder (SUYANG_CONTENT). A file "
        "that is refused changes nothing: what was loaded before stays."
    ),
)
def content() -> None:
    """Check and load lessons, questions, plans."""


@content.command(
    "check",
    short_help=_("Say what would be refused: file, line, reason."),
    help=_(
        "Say of every content file whether it would be refused: file, line, reason. Measure the "
        "questions as a whole: can they be guessed by their form, are two nearly the same, is "
        "everything covered? docs/methods/items.md explains each figure."
    ),
)
@reports
def check(report: Report) -> None:
    ground.set_up()
    from django.conf import settings

    from suyang.foundation import content as files

    problems = files.check(settings.SUYANG_CONTENT)
    data = {
        "folder": settings.SUYANG_CONTENT,
        "problems": [
            {"file": problem.file, "line": problem.line, "reason": problem.reason}
            for problem in problems
        ],
    }
    measured = _measured(problems, report)
    if measured:
        data["bank"] = bank.data(measured)
    last = (
        _("%(count)s problems in %(folder)s.")
        if problems
        else _("Everything in %(folder)s is right.")
    )
    lines = [str(problem) for problem in problems]
    report.done(
        data,
        *(bank.lines(measured) if measured else ()),
        *lines,
        last % {"count": len(problems), "folder": settings.SUYANG_CONTENT},
        ok=not problems,
    )


def _measured(problems: Sequence[Problem], report: Report) -> Measures | None:
    """The measures of the bank, unless one of its files is wrong by itself or there are none."""
    from django.conf import settings

    from suyang.items.bank import measures
    from suyang.items.content import PATTERN

    folder = PATTERN.split("/")[0]
    for problem in problems:
        if problem.file.split("/")[0] == folder and not isinstance(problem, measures.OfBank):
            return None
    documents = measures.read(settings.SUYANG_CONTENT, PATTERN)
    if not documents:
        return None
    report.say(_("Measuring %(count)s questions …") % {"count": len(documents)})
    return measures.measure(documents)


@content.command(
    "load",
    short_help=_("Check everything, then load everything or nothing."),
    help=_(
        "Check every content file, then load everything or nothing. While the server runs, answers "
        "wait until the loading is done, which takes some seconds."
    ),
)
@reports
def load(report: Report) -> None:
    ground.database()
    if ground.on_sqlite() and lock.held_by(ground.home()):
        report.say(_("The server is running: people wait some seconds for their next page."))
    result = preparing.load_content(report.say, even_unchanged=True, by="content load")
    lines = [*result.problems]
    if result.problems:
        lines.append(_("Nothing was loaded; what was loaded before stays."))
    else:
        changed = ", ".join(f"{name} {count}" for name, count in result.counts.items() if count)
        lines.append(_("Loaded: %(what)s.") % {"what": changed or _("nothing new")})
    report.done(
        {"loaded": result.loaded, "counts": result.counts, "problems": result.problems},
        *lines,
        ok=result.loaded,
    )
