"""`suyang simulate`: simulated people through the real engine and the loaded bank."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from suyang.website.command import figures, ground
from suyang.website.command.report import Failure, Report, reports

if TYPE_CHECKING:
    from suyang.assessment.simulation.plan import Part
    from suyang.assessment.simulation.sitting import World

CHECKS = ["full", "quick", "single", "follow-up", "elder"]
PARTS = ["prior", "even", "means", "correlation", "shift", "honesty", "spike", "start"]
PEOPLE, SEEDS = 100, 3
MOST_PEOPLE = 100_000


@click.command(
    "simulate",
    short_help=_("Try a check on simulated people: is what it says true?"),
    help=_(
        "Let simulated people, of whom the truth is known, take a check with the questions that "
        "are loaded: how far off is what it says, how often do its intervals hold the truth, how "
        "often is a beginner told too much? Takes minutes; changes nothing. "
        "docs/methods/simulation.md explains each figure."
    ),
    epilog=_("Exit code 1 when a target is missed by more than chance explains."),
)
@click.option(
    "--check", type=click.Choice(CHECKS), default="full", help=_("Which check they take.")
)
@click.option(
    "--people",
    type=click.IntRange(2, MOST_PEOPLE),
    default=PEOPLE,
    show_default=True,
    help=_("People of each seed in the first part; the others have half or a quarter of them."),
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1000),
    default=SEEDS,
    show_default=True,
    help=_("How often all is drawn anew; the seeds are 1, 2, 3 and so on."),
)
@click.option(
    "--correlation",
    "correlations",
    type=click.FloatRange(0, 0.99),
    multiple=True,
    metavar="R",
    help=_(
        "A true correlation between every two competences, in place of 0, .3, .5, .7, .85; "
        "may be repeated."
    ),
)
@click.option(
    "--part",
    "only",
    type=click.Choice(PARTS),
    multiple=True,
    help=_("Only this part beside the first; may be repeated."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default=True,
    help=_("How many processes work at once; the figures do not depend on it."),
)
@reports
def simulate(
    check: str,
    people: int,
    seeds: int,
    correlations: tuple[float, ...],
    only: tuple[str, ...],
    jobs: int,
    report: Report,
) -> None:
    # Each process has one core; numpy must not split its small matrices over all of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    ground.database()
    from django.db import connections

    from suyang.assessment.simulation import plan, running, summary

    world = _world(check)
    # Processes are forked: none may hold this one's connection.
    connections.close_all()
    parts = plan.parts(world.rules, correlations or plan.CORRELATIONS, only)
    total = sum(running.size(part, people) for part in parts) * seeds
    report.say(
        _("%(check)s: %(people)s simulated people in %(parts)s parts, %(items)s questions.")
        % {
            "check": check,
            "people": total,
            "parts": len(parts),
            "items": len(world.arrays.rows),
        }
    )
    with _progress(report, parts, people, seeds) as advance:
        found = running.run(
            world,
            parts,
            people=people,
            seeds=range(1, seeds + 1),
            jobs=jobs,
            advance=advance,
        )
    data = {
        "check": check,
        "people": people,
        "seeds": list(range(1, seeds + 1)),
        **summary.summarise(world, parts, found),
    }
    missed = [one for one in data["targets"] if one["verdict"] == "missed"]
    report.done(data, *figures.lines(data), ok=not missed)


def _world(check: str) -> World:
    """The bank and blueprints of this installation."""
    from suyang.assessment.models import Blueprint
    from suyang.assessment.simulation.sitting import World
    from suyang.items.queries import bank_arrays, current_bank

    bank = current_bank()
    blueprints = {one.slug: one.body for one in Blueprint.objects.filter(is_current=True)}
    try:
        if bank is None:
            raise KeyError(check)
        return World.of(bank_arrays(bank.id), blueprints, check)
    except KeyError as missing:
        raise Failure(
            _("The questions or the check %(name)s are not loaded. Run `suyang content load`.")
            % {"name": missing.args[0]},
            "no_content",
        )


@contextmanager
def _progress(
    report: Report, parts: Sequence[Part], people: int, seeds: int
) -> Iterator[Callable[[Part, int], None]]:
    """A bar in a terminal; elsewhere a line for each part that is done."""
    from suyang.assessment.simulation import running

    left = {part.name: running.size(part, people) * seeds for part in parts}

    def tell(part: Part, count: int) -> None:
        left[part.name] -= count
        if not left[part.name]:
            number = sum(not waiting for waiting in left.values())
            report.say(f"  {number}/{len(parts)} {part.name}")

    if not sys.stderr.isatty():
        yield tell
        return
    with click.progressbar(
        length=sum(left.values()), file=sys.stderr, item_show_func=lambda name: name or ""
    ) as bar:
        yield lambda part, count: bar.update(count, part.name)
