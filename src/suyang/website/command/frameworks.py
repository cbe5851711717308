"""`suyang framework import` and `suyang framework export`: competences in open formats."""

from __future__ import annotations

import json
import os
from gettext import gettext as _
from pathlib import Path

import click

from suyang.website.command import ground
from suyang.website.command.report import Report, reports

IMPORTED = ["digcomp", "suyang"]
EXPORTED = ["case"]


@click.group(
    "framework",
    short_help=_("Exchange frameworks of competences."),
    help=_(
        "A framework says which competences there are and how far one can come in each. They are "
        "read from DigComp's JSON-LD or a content file, and written as CASE 1.1."
    ),
)
def framework() -> None:
    """Exchange frameworks of competences."""


@framework.command(
    "import",
    short_help=_("Take in a framework."),
    help=_(
        "Take in a framework from FILE: DigComp's official JSON-LD (digcomp), or a file as in "
        "content/frameworks (suyang)."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--format", "format_name", type=click.Choice(IMPORTED), required=True)
@reports
def take_in(file: Path, format_name: str, report: Report) -> None:
    ground.database()
    from suyang.foundation.texts import plain
    from suyang.frameworks import actions
    from suyang.organisations.permissions import system

    found = actions.import_framework(system("framework import"), file.read_bytes(), format_name)
    competences = found.competences.count()
    report.done(
        {"slug": found.slug, "version": found.version, "competences": competences},
        _("%(title)s (%(slug)s, version %(version)s) is here: %(count)s areas and competences.")
        % {
            "title": plain(found.title),
            "slug": found.slug,
            "version": found.version,
            "count": competences,
        },
    )


@framework.command(
    "export",
    short_help=_("Write a framework in an open format."),
    help=_("Write the framework SLUG as CASE 1.1 JSON, to FILE or standard output."),
)
@click.argument("slug")
@click.option("--format", "format_name", type=click.Choice(EXPORTED), default="case")
@click.option("--to", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def export(slug: str, format_name: str, file: Path | None) -> None:
    ground.database()
    from suyang.frameworks import queries

    text = json.dumps(queries.case_package(slug), ensure_ascii=False, indent=2) + "\n"
    if file is None:
        click.echo(text, nl=False)
        return
    part = file.with_name(file.name + ".part")
    part.write_text(text, "utf-8")
    os.replace(part, file)
    click.echo(_("Written: %(file)s") % {"file": file})
