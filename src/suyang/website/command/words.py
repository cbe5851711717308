"""The language of the command: Chinese or English, as --language or the terminal's locale says.

The words are in the website's catalogue, but are read with Python's own gettext: help and errors
must be there before Django is set up, and when it cannot be. Click speaks through the same
catalogue.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[1] / "locale"
CHINESE, ENGLISH = "zh_Hans", "en"
_, ngettext = gettext.gettext, gettext.ngettext


def choose(arguments: Sequence[str]) -> list[str]:
    """Settle the language for this process and those it starts; the arguments without it."""
    asked, others = _asked(arguments)
    os.environ["LANGUAGE"] = asked or _of_terminal()
    gettext.bindtextdomain("django", str(CATALOGUES))
    gettext.textdomain("django")
    return others


def chosen() -> str:
    """Django's code of the language that `choose` settled."""
    return "zh-hans" if os.environ.get("LANGUAGE") == CHINESE else "en"


def _asked(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The language of --language, wherever it stands, and the other arguments."""
    asked, others, rest = "", [], iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name != "--language":
            others.append(argument)
            continue
        asked = _known(value if equals else next(rest, ""))
    return asked, others


def _of_terminal() -> str:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return _known(os.environ[variable].split(":")[0])
    return ENGLISH


def _known(name: str) -> str:
    return CHINESE if name.lower().startswith("zh") else ENGLISH


def said_by_click() -> tuple[str, ...]:
    """What click itself says to a person here, so that the catalogue has it in Chinese."""
    return (
        _("Options"),
        _("Positional arguments"),
        _("Commands"),
        _("Usage:"),
        _("Missing command."),
        _("Missing argument"),
        _("Missing option"),
        _("Missing parameter"),
        _("Show the version and exit."),
        _("Show this message and exit."),
        _("Error: {message}"),
        _("Error: The two entered values do not match."),
        _("Error: invalid input"),
        _("Try '{command} {option}' for help."),
        _("Invalid value: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("No such option {name!r}."),
        _("No such command {name!r}."),
        _("Option {name!r} does not take a value."),
        _("Choose from:\n\t{choices}"),
        _("{value!r} is not a valid {number_type}."),
        _("{value} is not in the range {range}."),
        _("{name} {filename!r} does not exist."),
        _("{name} {filename!r} is a directory."),
        _("{name} {filename!r} is not readable."),
        _("Repeat for confirmation"),
        _("File"),
        _("file"),
        _("path"),
        _("default: {default}"),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
        ngettext(
            "Option {name!r} requires an argument.",
            "Option {name!r} requires {nargs} arguments.",
            1,
        ),
        ngettext(
            "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1
        ),
    )
