"""How a command speaks: lines for a person, or one JSON object for a program.

With --json standard output carries that object and nothing else; progress goes to standard error.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from gettext import gettext as _
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Failure(Exception):
    """What could not be done, for a reason that a person can act on: exit code 1."""

    def __init__(self, message: str, code: str = "failed", **data: Any) -> None:
        super().__init__(message)
        self.message, self.code, self.data = message, code, data


class Report:
    """What a command says while it works and when it is done."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.begun = time.monotonic()

    def say(self, line: str = "") -> None:
        """A line of progress or of result."""
        stream = sys.stderr if self.as_json else sys.stdout
        print(line, file=stream, flush=True)

    def done(self, data: dict[str, Any], *lines: str, ok: bool = True) -> None:
        """The result: `lines` for a person or `data` for a program; ends with exit code 1
        unless `ok`."""
        if self.as_json:
            print(json.dumps({"ok": ok, **data}, ensure_ascii=False, indent=2, default=str))
        else:
            for line in lines:
                print(line)
        if not ok:
            click.get_current_context().exit(1)


def reports(command: Command) -> Command:
    """Give a command the option --json and a `report` to speak through."""

    def make(_context: click.Context, _parameter: click.Parameter, value: bool) -> Report:
        return Report(value)

    option = click.option(
        "--json",
        "report",
        is_flag=True,
        callback=make,
        help=_("Print one JSON object for a program to read; progress goes to standard error."),
    )
    return option(command)
