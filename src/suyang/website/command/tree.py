"""`suyang units lay`, `suyang units import` and `suyang accounts`: the tree, and who holds it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

import click

from suyang.website.command import ground
from suyang.website.command.report import Report, reports


@click.group(
    "units",
    short_help=_("Take in a table of units; lay the tree anew."),
    help=_("Take in a large table of units, or lay the tree anew from the units' history."),
)
def units() -> None:
    pass


@units.command(
    "import",
    short_help=_("Take in a table of units (CSV or XLSX), however long it is."),
    help=_(
        "Take in a table of units (CSV or XLSX) below the office, or below --below. All of it or, "
        "when a row is wrong, nothing. The same table again changes nothing."
    ),
)
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--below", metavar="CODE", default="", help=_("The code of the unit above."))
@reports
def import_(report: Report, table: Path, below: str) -> None:
    ground.database()
    from suyang.foundation.permissions import Refused
    from suyang.organisations import actions, queries
    from suyang.organisations.models import Unit
    from suyang.organisations.permissions import system

    office = queries.installation()
    top = office.office if office else None
    if below:
        top = Unit.objects.filter(code=below).first()
    if top is None:
        report.done({}, _("There is no unit to stand below. Run `suyang init` first."), ok=False)
        return

    def progress(done: int, total: int, what: str) -> None:
        if done % 100_000 == 0:
            report.say(f"{what} {done}/{total}" if total else f"{what} {done}")

    try:
        taken = actions.import_units(system("units-import"), table, top, progress)
    except Refused as refused:
        report.done({}, str(refused.message), ok=False)
        return
    lines = [f"{error.row or ''} {error.reason}".strip() for error in taken.errors[:50]]
    data = {"counts": taken.counts, "errors": lines}
    if taken.errors:
        report.done(data, *lines, _("Nothing was changed."), ok=False)
        return
    said = _("New: %(new)s. Changed: %(changed)s. Unchanged: %(same)s.") % taken.counts
    report.done(data, said)


@units.command(
    "lay",
    short_help=_("Lay anew what stands above each unit, from the units' history."),
    help=_(
        "Lay anew what stands above each unit, from the units' history. Needed only when "
        "`suyang doctor` says so. --check changes nothing and exits with 1 when something differs."
    ),
)
@click.option("--check", is_flag=True, help=_("Only look."))
@reports
def lay(report: Report, check: bool) -> None:
    ground.database()
    from suyang.organisations import laying, tree
    from suyang.organisations.models import Unit

    wrong = sum(1 for _difference in laying.differences())
    if check:
        said = _("%(count)s units differ.") % {"count": wrong}
        report.done({"differed": wrong}, said, ok=not wrong)
        return
    try:
        rows = laying.lay_all()
    except laying.Ring as ring:
        unit = Unit.objects.filter(id=ring.unit).first()
        code = unit.code if unit else ring.unit
        said = _("The unit %(code)s stands below itself in its history; mend that first.")
        report.done({"ring": str(code)}, said % {"code": code}, ok=False)
        return
    tree.changed()
    report.done(
        {"rows": rows, "differed": wrong},
        _("Laid: %(rows)s lines; %(count)s units differed.") % {"rows": rows, "count": wrong},
    )


@click.command(
    "accounts",
    short_help=_("Which accounts to look at: dormant, all-powerful, without an end."),
    help=_(
        "Accounts with a role that somebody should look at: without a sign-in for --days, with "
        "power over the whole tree or many roles, or with a role that has no last day."
    ),
)
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3650))
@reports
def accounts(report: Report, days: int) -> None:
    ground.database()
    from suyang.foundation.texts import plain
    from suyang.organisations.words import ROLES
    from suyang.people import standing
    from suyang.people.words import REASONS, REMEDIES

    found, more = standing.to_look_at(None, days)
    lines = []
    for one in found:
        lines.append(f"{one.account.username} ({one.name})")
        lines += [f"    {ROLES[grant.role]} · {plain(unit)}" for grant, unit in one.roles]
        lines += [f"    ! {REASONS[why]}. {REMEDIES[why]}" for why in one.why]
    if more:
        lines.append(_("There are more."))
    data = {
        "accounts": [
            {
                "username": one.account.username,
                "last_login": one.account.last_login,
                "why": one.why,
                "roles": [{"role": grant.role, "unit": grant.unit_id} for grant, _u in one.roles],
            }
            for one in found
        ],
        "more": more,
    }
    report.done(data, *(lines or [_("No account needs a look.")]))
