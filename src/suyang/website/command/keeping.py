"""`suyang backup` and `suyang restore`."""

from __future__ import annotations

import datetime as dt
import os
import sys
from gettext import gettext as _
from pathlib import Path

import click

from suyang.website.command import archive, ground, lock, migrations
from suyang.website.command.report import Failure, Report, reports


@click.command(
    "backup",
    short_help=_("Write everything into one file; also while serving."),
    help=_(
        "Write the database, the stored files and the installation's secret into FILE "
        "(a .tar.gz). The server may run meanwhile; people notice nothing. Whoever has the file "
        "has everybody's data: keep it where only the office can reach it."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@reports
def backup(file: Path, report: Report) -> None:
    file = file.expanduser().resolve()
    if file.exists():
        raise Failure(
            _("%(file)s exists already. Choose another name, for example with today's date.")
            % {"file": file},
            "exists",
        )
    if not file.parent.is_dir():
        raise Failure(
            _("The folder %(folder)s does not exist.") % {"folder": file.parent}, "folder"
        )
    ground.database()
    report.say(_("Copying the database …"))
    with archive.working_folder(file.parent) as folder:
        manifest = _write(file, Path(folder), report)
    size = file.stat().st_size
    report.done(
        {"file": str(file), "size": size, "rows": sum(manifest.counts.values())},
        _("Done: %(file)s (%(size).1f MB, %(rows)s rows).")
        % {"file": file, "size": size / 1e6, "rows": sum(manifest.counts.values())},
    )


def _write(file: Path, working: Path, report: Report) -> archive.Manifest:
    from suyang import __version__

    if ground.on_sqlite():
        copy = working / archive.SQLITE
        archive.copy_sqlite(ground.database_file(), copy)
        done, counts = archive.read_sqlite(copy)
        engine = "sqlite"
    else:
        from suyang.website.command import postgresql

        copy = working / archive.POSTGRESQL
        postgresql.dump(copy)
        done = [list(step) for step in migrations.state().done]
        counts, engine = postgresql.counts(), "postgresql"
    manifest = archive.Manifest(
        version=__version__,
        made_at=archive.now(),
        engine=engine,
        migrations=done,
        counts=counts,
        secret=archive.secret_digest(),
    )
    return archive.pack(file, manifest, copy, ground.home(), report.say)


@click.command(
    "restore",
    short_help=_("Put a backup in the place of what is here; not while serving."),
    help=_(
        "Put the data of a backup FILE in the place of what is here. The backup is checked first; "
        "what it replaces is kept beside, with the ending .before-restore and the time. "
        "A backup of an earlier version is brought up to date."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@reports
def restore(file: Path, yes: bool, report: Report) -> None:
    manifest = archive.read_manifest(file)
    ground.set_up()
    home = ground.home()
    with lock.alone(home, "restore"):
        _fits(manifest)
        with archive.working_folder(home) as folder:
            report.say(_("Checking the backup …"))
            archive.unpack(file, manifest, Path(folder))
            _check_copy(manifest, Path(folder))
            _ask(manifest, yes, report)
            kept = _replace(manifest, Path(folder), home, report)
        steps, _copy = migrations.bring_up_to_date(report.say)
    report.done(
        {
            "made_at": manifest.made_at,
            "rows": sum(manifest.counts.values()),
            "migrated": len(steps),
            "kept": [str(path) for path in kept],
        },
        _("Done: the data of %(made_at)s is here (%(rows)s rows).")
        % {"made_at": manifest.made_at, "rows": sum(manifest.counts.values())},
        *(_("Kept from before: %(file)s") % {"file": path} for path in kept),
    )


def _fits(manifest: archive.Manifest) -> None:
    """Refuse what this version cannot read or this kind of database cannot hold."""
    from django.db import connection

    known = migrations.on_disk()
    apps = {app for app, _name in known}
    later = [step for step in manifest.migrations if step[0] in apps and tuple(step) not in known]
    if later:
        raise Failure(
            _(
                "This backup was made by a later version of Suyang (%(version)s). "
                "Nothing was changed. Install that version, then restore."
            )
            % {"version": manifest.version},
            "later_version",
        )
    if connection.vendor != manifest.engine:
        raise Failure(
            _(
                "This backup is of %(backup)s and this installation uses %(here)s. Nothing was "
                "changed. Set or unset DATABASE_URL so that they are the same."
            )
            % {"backup": manifest.engine, "here": connection.vendor},
            "other_database",
        )


def _check_copy(manifest: archive.Manifest, working: Path) -> None:
    """The database in the backup says of itself what the manifest says of it."""
    if manifest.engine != "sqlite":
        return
    done, counts = archive.read_sqlite(working / archive.SQLITE)
    if done != manifest.migrations or counts != manifest.counts:
        raise Failure(
            _("The backup contradicts itself. Nothing was changed; use another backup."), "damaged"
        )


def _ask(manifest: archive.Manifest, yes: bool, report: Report) -> None:
    report.say(
        _("The backup: Suyang %(version)s, made %(made_at)s, %(rows)s rows.")
        % {
            "version": manifest.version,
            "made_at": manifest.made_at,
            "rows": sum(manifest.counts.values()),
        }
    )
    if archive.SECRET not in manifest.members and manifest.secret != archive.secret_digest():
        report.say(
            _(
                "It was made under another SECRET_KEY and does not carry it: codes on paper will "
                "not work until SECRET_KEY is set to that of the old installation."
            )
        )
    if yes:
        return
    if report.as_json or not sys.stdin.isatty():
        raise Failure(_("Nobody can be asked here. Say --yes to restore."), "needs_yes")
    click.confirm(_("Put it in the place of the data that is here now?"), abort=True)


def _replace(manifest: archive.Manifest, working: Path, home: Path, report: Report) -> list[Path]:
    """Move what is here aside and the backup into its place; what was moved aside."""
    from django.db import connections

    connections.close_all()
    ending = f".before-restore-{dt.datetime.now():%Y%m%d-%H%M%S}"
    kept: list[Path] = []
    if manifest.engine == "postgresql":
        from suyang.website.command import postgresql

        aside = home / f"{archive.POSTGRESQL}{ending}"
        postgresql.dump(aside)
        kept.append(aside)
        report.say(_("Putting the data into PostgreSQL …"))
        postgresql.restore(working / archive.POSTGRESQL, working)
    places = {archive.SECRET: home / archive.SECRET, archive.FILES: home / archive.FILES}
    if manifest.engine == "sqlite":
        places[archive.SQLITE] = ground.database_file()
    for name, old in places.items():
        new = working / name
        if name == archive.SECRET and _same(new, old):
            continue
        # A backup without a secret leaves the one that is here; without files there were none.
        if new.exists() or name == archive.FILES:
            kept.extend(_aside(old, ending))
        if new.exists():
            os.replace(new, old)
    return kept


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.read_bytes() == other.read_bytes()


def _aside(path: Path, ending: str) -> list[Path]:
    """Rename a file or folder; a database goes with its log, in which there may be data."""
    if not path.exists():
        return []
    aside = path.with_name(path.name + ending)
    for part in ("-wal", "-shm"):
        log = path.with_name(path.name + part)
        if log.exists():
            os.replace(log, aside.with_name(aside.name + part))
    os.replace(path, aside)
    return [aside]
