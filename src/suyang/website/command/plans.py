"""`suyang plans`: figures laid anew from what was approved."""

from __future__ import annotations

import sys
from gettext import gettext as _

import click

from suyang.website.command import ground
from suyang.website.command.report import Failure, Report, reports


@click.group(
    "plans",
    short_help=_("Reports and figures of plans: ask, prove, lay anew."),
    help=_(
        "What units report to the plans, and the figures that are made of it: ask for what has "
        "begun, prove what was approved, lay figures anew."
    ),
)
def plans() -> None:
    pass


@plans.command(
    "rebuild",
    short_help=_("Lay all figures anew from approved reports."),
    help=_(
        "Make every figure anew: what units stand for from approved reports and counted sources, "
        "what stands above from the tree of units; and say where something else was kept. With "
        "--check nothing is written."
    ),
    epilog=_("Exit code 1 when --check finds a difference."),
)
@click.option(
    "--indicator",
    "slugs",
    multiple=True,
    metavar="SLUG",
    help=_("Only this indicator; may be repeated."),
)
@click.option("--check", is_flag=True, help=_("Only look; write nothing."))
@reports
def rebuild(slugs: tuple[str, ...], check: bool, report: Report) -> None:
    ground.database()
    from suyang.plans.figures import rebuild
    from suyang.plans.models import Indicator

    known = set(Indicator.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    for slug in slugs:
        if slug not in known:
            raise Failure(
                _("There is no indicator %(slug)s. The page of its plan names all.")
                % {"slug": slug},
                "unknown_indicator",
            )
    show = sys.stderr.isatty() or not report.as_json

    def progress(done: int, total: int, what: str) -> None:
        if show and what:
            report.say(f"{done + 1}/{total}  {what}")

    found = rebuild.rebuild(slugs, check, progress)
    lines = [_("Figures looked at: %(rows)s rows.") % {"rows": found.rows}]
    if found.differed:
        said = _("%(count)s differed.") if check else _("%(count)s differed and were put right.")
        lines.append(said % {"count": found.differed})
        lines += [
            f"  {one.indicator} {one.year} {one.unit} {one.part}" for one in found.differences
        ]
        if found.differed > len(found.differences):
            lines.append("  …")
    else:
        lines.append(_("All are what follows from the reports."))
    data = {
        "rows": found.rows,
        "differed": found.differed,
        "written": not check,
        "differences": [
            {
                "indicator": one.indicator,
                "unit": str(one.unit),
                "year": one.year,
                "part": one.part,
            }
            for one in found.differences
        ],
    }
    report.done(data, *lines, ok=not (check and found.differed))
