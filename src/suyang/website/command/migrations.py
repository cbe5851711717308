"""The shape of the database: what is open, what is from a later version, bringing it up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from suyang.website.command.report import Failure

Say = Callable[[str], None]
Step = tuple[str, str]


@dataclass(frozen=True)
class State:
    """`open`: steps still to do. `later`: steps done by a version that this one does not know."""

    empty: bool
    open: list[Step]
    later: list[Step]
    done: list[Step]


def state() -> State:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    targets = loader.graph.leaf_nodes()
    known = loader.disk_migrations or {}
    apps = {app for app, _name in known}
    applied = set(loader.applied_migrations or {})
    later = [step for step in applied if step[0] in apps and step not in known]
    return State(
        empty=not connection.introspection.table_names(),
        open=[(step.app_label, step.name) for step, _back in executor.migration_plan(targets)],
        later=sorted(later),
        done=sorted(applied),
    )


def on_disk() -> set[Step]:
    """Every step that this version knows."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).disk_migrations or {})


def written_by_later(found: State) -> Failure:
    return Failure(
        _(
            "This data was written by a later version of Suyang (%(step)s); nothing was "
            "changed. Install that version, or restore a backup made with this one."
        )
        % {"step": ".".join(found.later[0])},
        "later_version",
    )


def bring_up_to_date(say: Say) -> tuple[list[Step], Path | None]:
    """Do what is open, after a safety copy of what is there; the steps done, and the copy."""
    from django.core.management import call_command

    found = state()
    if found.later:
        raise written_by_later(found)
    if not found.open:
        return [], None
    copy = None
    if found.empty:
        say(_("Making the database …"))
    else:
        copy = _safety_copy(say)
        say(_("Bringing the data up to date: %(count)s steps …") % {"count": len(found.open)})
    call_command("migrate", interactive=False, verbosity=0)
    return found.open, copy


def _safety_copy(say: Say) -> Path | None:
    from suyang.website.command import archive, ground

    if not ground.on_sqlite():
        say(_("PostgreSQL: make sure that there is a backup from before this upgrade."))
        return None
    folder = ground.home() / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"before-upgrade-{dt.datetime.now():%Y%m%d-%H%M%S}.sqlite3"
    archive.copy_sqlite(ground.database_file(), copy)
    say(_("The data from before is kept in %(file)s.") % {"file": copy})
    return copy
