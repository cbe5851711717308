"""All commands, and the page that `suyang --help` shows."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

import click

from suyang import __version__
from suyang.website.command import (
    checkup,
    demo,
    frameworks,
    groups,
    keeping,
    material,
    office,
    plans,
    serve,
    simulate,
    tree,
    upkeep,
)
from suyang.website.command import plan_reports as _plan_reports  # noqa: F401 - adds to `plans`
from suyang.website.command import sealed as _sealed  # noqa: F401 - adds its own to `content`


class Rooms(click.Group):
    """Shows its commands under headings, in the order in which they are needed."""

    sections: Sequence[tuple[str, Sequence[str]]] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for _heading, names in self.sections for name in names]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = formatter.width - 6 - max(map(len, self.commands))
        for heading, names in self.sections:
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(2 * width)) for name in names]
                )


@click.group(
    cls=Rooms,
    invoke_without_command=True,
    help=_(
        "Suyang measures and raises what people can do with digital things: "
        "check, learn, check again, and see it in the plan."
    ),
    epilog=_(
        "Exit codes: 0 done; 1 not done, or a check found something; 2 the command was not "
        "understood. Every command explains itself: suyang backup --help. "
        "Settings are read from the environment: docs/guides/operators.md."
    ),
)
@click.option(
    "--language",
    metavar="zh|en",
    expose_value=False,
    help=_("The language of the command; else that of the terminal (LANG)."),
)
@click.version_option(__version__, prog_name="suyang")
@click.pass_context
def suyang(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_SECTIONS: list[tuple[str, list[click.Command]]] = [
    (_("Begin"), [serve.serve, office.init, demo.demo, checkup.doctor]),
    (_("Keep"), [keeping.backup, keeping.restore, upkeep.migrate]),
    (_("People"), [groups.group, office.password, tree.accounts, tree.units]),
    (_("Plans"), [plans.plans]),
    (_("Content"), [material.content, frameworks.framework, simulate.simulate]),
    (_("Look after it"), [plans.plans, upkeep.audit, upkeep.outbox, upkeep.worker]),
]
for _heading, _commands in _SECTIONS:
    for _command in _commands:
        suyang.add_command(_command)
suyang.sections = [
    (heading, [str(command.name) for command in commands]) for heading, commands in _SECTIONS
]
