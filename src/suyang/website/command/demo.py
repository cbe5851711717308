"""`suyang demo`: a labelled county with people who are not real, to look around in."""

from __future__ import annotations

from dataclasses import asdict
from gettext import gettext as _

import click

from suyang.website.command import ground, lock, migrations, preparing
from suyang.website.command.report import Failure, Report, reports


@click.command(
    "demo",
    short_help=_("Fill an empty folder with a made-up county to look around in."),
    help=_(
        "Fill an empty installation with a county, its villages and some afternoons, made by the "
        "real actions. Nobody in it is real, and every page says so. Best in a folder of its own: "
        "SUYANG_HOME=var/demo."
    ),
)
@reports
def demo(report: Report) -> None:
    ground.set_up()
    with lock.alone(ground.home(), "demo"):
        migrations.bring_up_to_date(report.say)
        from suyang.organisations import queries

        if queries.installation() is not None:
            raise Failure(
                _("There is an office here already. Choose an empty folder: SUYANG_HOME=var/demo"),
                "exists",
            )
        result = preparing.load_content(report.say, by="demo")
        if result.problems:
            raise Failure("\n".join(result.problems), "content")
        report.say(_("People come, are checked, learn and are checked again …"))
        from suyang.website import demonstration

        made = demonstration.make(
            lambda done, total, what: report.say(f"  {done}/{total} {what}"),
        )
    report.done(
        asdict(made),
        _("The demonstration has %(groups)s groups, %(people)s people, %(checks)s checks.")
        % {"groups": made.groups, "people": made.people, "checks": made.checks},
        _("Sign in as %(administrator)s or %(trainer)s; the password is %(password)s.")
        % {
            "administrator": made.administrator,
            "trainer": made.trainer,
            "password": made.password,
        },
        _("Next: `suyang serve`."),
    )
