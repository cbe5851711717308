"""`suyang init` makes the office; `suyang password reset` helps somebody back in."""

from __future__ import annotations

import secrets
import sys
import uuid
from gettext import gettext as _
from typing import IO

import click

from suyang.website.command import ground, lock, migrations
from suyang.website.command.report import Failure, Report, reports

KINDS = ["county", "city", "province", "nation", "town", "organisation"]


@click.command(
    "init",
    short_help=_("Make the office and its first administrator."),
    help=_(
        "Make the office of this installation and its first administrator, once. Asks for what the "
        "options don't say. Without a password one is made and shown, and must be changed at the "
        "first sign-in. The first page in the browser does the same."
    ),
)
@click.option("--office", help=_("Name of the office, as people know it."))
@click.option("--kind", type=click.Choice(KINDS), help=_("What it works for."))
@click.option("--name", help=_("The administrator's own name."))
@click.option("--username", help=_("The name to sign in with."))
@click.option(
    "--password-file",
    type=click.File("r"),
    help=_("A file with the password in its first line (- reads it from standard input)."),
)
@reports
def init(
    office: str | None,
    kind: str | None,
    name: str | None,
    username: str | None,
    password_file: IO[str] | None,
    report: Report,
) -> None:
    _ready(report)
    from suyang.organisations import queries
    from suyang.organisations.permissions import system
    from suyang.people import actions

    if queries.installation() is not None:
        raise Failure(
            _(
                "This installation has its office already. To help somebody back in: "
                "`suyang password reset NAME`."
            ),
            "exists",
        )
    asked = {
        "office_name": office or _ask(_("Name of the office"), "--office", report),
        "office_kind": kind or _ask(_("It works for"), "--kind", report, click.Choice(KINDS)),
        "name": name or _ask(_("The administrator's own name"), "--name", report),
        "username": username or _ask(_("The name to sign in with"), "--username", report),
    }
    given = _password(password_file, report)
    account = actions.found_office(**asked, password=given or secrets.token_urlsafe(24))
    shown = given or actions.reset_password(system("init"), account, uuid.uuid4())
    lines = [
        _("The office %(office)s is made. Sign in as %(name)s.")
        % {"office": asked["office_name"], "name": account.username}
    ]
    data = {"office": asked["office_name"], "username": account.username}
    if not given:
        data["one_time_password"] = shown
        lines.append(_("Password, for the first sign-in only: %(password)s") % {"password": shown})
    lines.append(_("Next: `suyang serve`, then invite trainers on the page 'Staff'."))
    report.done(data, *lines)


@click.group(
    "password",
    short_help=_("Help somebody back in who forgot the password."),
    help=_("Help somebody back in who forgot the password; no e-mail is needed."),
)
def password() -> None:
    """Help somebody back in who forgot the password."""


@password.command(
    "reset",
    short_help=_("Make a new password for an account."),
    help=_(
        "Make a new password for the account NAME and show it once. It must be changed at the "
        "next sign-in."
    ),
)
@click.argument("name")
@reports
def reset(name: str, report: Report) -> None:
    ground.database()
    from suyang.organisations.permissions import system
    from suyang.people import actions
    from suyang.people.models import Account

    account = Account.objects.filter(username__iexact=name).first()
    if account is None:
        raise Failure(
            _("There is no account %(name)s. Ask for the name with which they sign in.")
            % {"name": name},
            "no_account",
        )
    new = actions.reset_password(system("password reset"), account, uuid.uuid4())
    report.done(
        {"username": account.username, "one_time_password": new},
        _("New password of %(name)s, for the next sign-in only: %(password)s")
        % {"name": account.username, "password": new},
    )


def _ready(report: Report) -> None:
    """A database to found the office in; made here when nobody serves yet."""
    ground.set_up()
    if migrations.state().open:
        with lock.alone(ground.home(), "init"):
            migrations.bring_up_to_date(report.say)


def _ask(question: str, option: str, report: Report, kind: click.Choice[str] | None = None) -> str:
    if report.as_json or not sys.stdin.isatty():
        raise click.UsageError(_("Nobody can be asked here: say %(option)s.") % {"option": option})
    return str(click.prompt(question, type=kind)).strip()


def _password(file: IO[str] | None, report: Report) -> str:
    """The given one; empty for a one-time password. Never an option: others can read those."""
    if file is not None:
        given = file.readline().strip()
        if not given:
            raise Failure(_("The password file is empty."), "invalid")
    elif report.as_json or not sys.stdin.isatty():
        return ""
    else:
        given = str(
            click.prompt(
                _("Password (empty: one is made and shown)"),
                default="",
                show_default=False,
                hide_input=True,
                confirmation_prompt=True,
            )
        )
    return given
