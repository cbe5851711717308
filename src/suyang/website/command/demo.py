"""`suyang demo`: a labelled province whose people are not real, to look around in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from suyang.website.command import ground, lock, migrations, preparing
from suyang.website.command.report import Failure, Report, reports

if TYPE_CHECKING:
    from suyang.website.demonstration import Shape

_KEPT = "demonstration.json"


@click.command(
    "demo",
    short_help=_("Fill an empty folder with a made-up province to look around in."),
    help=_(
        "Fill an empty installation with a province, its cities and counties: three years of "
        "groups, plans and reports, made by the real actions. Nobody in it is real, and every page "
        "says so. Best in a folder of its own: SUYANG_HOME=var/demo. Once it is there, this prints "
        "how to sign in. The same seed makes the same province."
    ),
)
@click.option("--seed", default=2026, show_default=True, help=_("What chance draws."))
@click.option("--cities", default=5, show_default=True, type=click.IntRange(1, 10))
@click.option("--counties", default=25, show_default=True, type=click.IntRange(1, 100))
@click.option("--months", default=36, show_default=True, type=click.IntRange(1, 120))
@click.option(
    "--people",
    default=6,
    show_default=True,
    type=click.IntRange(1, 40),
    help=_("People in each group; a county has one group a year."),
)
@reports
def demo(report: Report, seed: int, cities: int, counties: int, months: int, people: int) -> None:
    ground.set_up()
    from suyang.website.demonstration import Shape

    try:
        shape = Shape(seed=seed, cities=cities, counties=counties, months=months, people=people)
    except ValueError:
        raise Failure(_("A city has ten counties at most. Choose more cities."), "shape") from None
    kept = ground.home() / _KEPT
    with lock.alone(ground.home(), "demo"):
        migrations.bring_up_to_date(report.say)
        from suyang.organisations import queries

        office = queries.installation()
        made = _read(kept) if office is not None and office.demonstration else None
        if office is not None and made is None:
            raise _occupied(office.demonstration)
        if made is None:
            made = _make(report, shape)
            kept.write_text(json.dumps(made, ensure_ascii=False, indent=1))
    report.done(made, *_lines(made))


def _make(report: Report, shape: Shape) -> dict[str, Any]:
    from suyang.foundation import clock
    from suyang.organisations import queries
    from suyang.website import demonstration

    with clock.at(demonstration.begins(shape)):
        result = preparing.load_content(report.say, by="demo")
    if result.problems:
        raise Failure("\n".join(result.problems), "content")
    report.say(_("Three years go by: people learn, offices plan and report …"))
    with _in_a_hurry():
        made = demonstration.make(
            lambda done, total, what: report.say(f"  {done}/{total} {what}"), shape
        )
    return {"demonstration": queries.demonstration_label(), **made.as_dict()}


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """SQLite need not have each of a hundred thousand steps on the disk before the next: when the
    power fails, the demonstration is begun anew. At the end all of it is on the disk."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _read(kept: Path) -> dict[str, Any] | None:
    """What an earlier run said at its end; None where it never came to it."""
    try:
        found = json.loads(kept.read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _occupied(demonstration: bool) -> Failure:
    if demonstration:
        return Failure(
            _(
                "A demonstration was begun here and did not come to its end. Remove the folder "
                "%(home)s and start again."
            )
            % {"home": ground.home()},
            "unfinished",
        )
    return Failure(
        _("There is an office here already. Choose an empty folder: SUYANG_HOME=var/demo"),
        "exists",
    )


def _lines(made: dict[str, Any]) -> list[str]:
    """How to sign in, by role."""
    from suyang.organisations.words import ROLES
    from suyang.website.command import words

    chinese = words.chosen().startswith("zh")
    lines = [
        _(
            "The demonstration has %(units)s units, %(groups)s groups, %(people)s people, "
            "%(checks)s checks, %(plans)s plans, %(reports)s reports, %(follow_ups)s follow-ups."
        )
        % made,
        _("All of it is made up. Sign in with the password %(password)s as:") % made,
    ]
    lines += [
        f"  {one['username']:<24} {ROLES[one['role']]} · "
        f"{one['unit'] if chinese else one['unit_en']}"
        for one in made["accounts"]
    ]
    lines += [
        _("A participant comes back with the code %(participant)s.") % made,
        _("Join the open group with the code %(group)s.") % made,
        _("Next: `suyang serve`."),
    ]
    return lines
