"""`suyang group export` and `suyang group import`: a group travels as a file."""

from __future__ import annotations

import os
import uuid
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from suyang.website.command import ground
from suyang.website.command.report import Failure, Report, reports

if TYPE_CHECKING:
    from suyang.learning.models import Group


@click.group(
    "group",
    short_help=_("Carry a group from a laptop to the office."),
    help=_(
        "Where there is no network a laptop serves the room; afterwards the group travels to the "
        "office as a file. Taking in the same file again changes nothing."
    ),
)
def group() -> None:
    """Carry a group from a laptop to the office."""


@group.command("list", short_help=_("Show the groups."), help=_("Show the groups, newest first."))
@reports
def show(report: Report) -> None:
    ground.database()
    from suyang.learning.models import Group
    from suyang.organisations.queries import names

    groups = Group.objects.order_by("-opened_at")
    places = names({group.unit_id for group in groups})
    from suyang.foundation.texts import plain

    rows = [
        {
            "code": group.code,
            "id": str(group.id),
            "name": group.name,
            "unit": plain(places.get(group.unit_id)),
            "opened_at": group.opened_at.isoformat(),
        }
        for group in groups
    ]
    lines = [
        f"{row['code']}  {row['opened_at'][:10]}  {row['name']}  {row['unit']}" for row in rows
    ]
    report.done({"groups": rows}, *(lines or [_("There are no groups yet.")]))


@group.command(
    "export",
    short_help=_("Write a group into a file."),
    help=_(
        "Write the group with the code or id GROUP into FILE: people, attendance, lessons, "
        "answers. `suyang group list` shows the codes."
    ),
)
@click.argument("group", metavar="GROUP")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@reports
def export(group: str, file: Path, report: Report) -> None:
    ground.database()
    from suyang.learning.actions import export_group
    from suyang.organisations.permissions import system

    data = export_group(system("group export"), _found(group))
    part = file.with_name(file.name + ".part")
    part.touch(mode=0o600)
    part.write_bytes(data)
    os.replace(part, file)
    report.done(
        {"file": str(file), "size": len(data)},
        _("Written: %(file)s. It holds what people did: give it only to the office.")
        % {"file": file},
    )


@group.command(
    "import",
    short_help=_("Take in a group from a file."),
    help=_("Take in a group from FILE; again and again is the same as once."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@reports
def take_in(file: Path, report: Report) -> None:
    ground.database()
    from suyang.foundation import clock
    from suyang.learning.actions import import_group
    from suyang.organisations.permissions import system

    begun = clock.now()
    done = import_group(system("group import"), file.read_bytes())
    new = done.imported_at >= begun
    counts = ", ".join(f"{name} {count}" for name, count in done.counts.items() if count)
    line = (
        _("The group %(name)s is here. New: %(counts)s.")
        if new
        else _("The group %(name)s was taken in before from this file; nothing was changed.")
    )
    report.done(
        {"group": str(done.group_id), "new": new, "counts": done.counts if new else {}},
        line % {"name": done.group.name, "counts": counts or _("nothing")},
    )


def _found(wanted: str) -> Group:
    from suyang.foundation import ids
    from suyang.learning.models import Group

    try:
        found = Group.objects.filter(id=uuid.UUID(wanted)).first()
    except ValueError:
        found = Group.objects.filter(code=ids.read_code(wanted)).first()
    if found is None:
        raise Failure(
            _("There is no group %(code)s. `suyang group list` shows them.") % {"code": wanted},
            "no_group",
        )
    return found
