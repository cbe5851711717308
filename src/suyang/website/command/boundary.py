"""Where errors become words: nobody who runs a command sees a stack trace."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import traceback
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from suyang.website.command.report import Failure

DONE, NOT_DONE, NOT_UNDERSTOOD = 0, 1, 2


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line; its exit code."""
    try:
        code = command.main(list(arguments), prog_name="suyang", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return NOT_UNDERSTOOD
    except click.ClickException as error:
        error.show()
        return NOT_DONE
    except (click.Abort, KeyboardInterrupt):
        print(_("Stopped. Nothing was changed by this step."), file=sys.stderr)
        return NOT_DONE
    except BrokenPipeError:
        # The reader of our output (head, less) went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    except Exception as error:
        failure = _expected(error) or _unexpected(error, arguments)
        _tell(failure, "--json" in arguments)
        return NOT_DONE
    return code if isinstance(code, int) else DONE


def _expected(error: Exception) -> Failure | None:
    """An error that says something to a person: of a command, an action, the database, a disk."""
    if isinstance(error, Failure):
        return error
    if "django" not in sys.modules:
        return _of_machine(error)
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError

    from suyang.foundation.permissions import Denied, Refused

    if isinstance(error, Refused):
        return Failure(str(error.message), error.code)
    if isinstance(error, Denied):
        return Failure(str(error), "denied")
    if isinstance(error, ValidationError):
        return Failure(" ".join(error.messages), "invalid")
    if isinstance(error, DatabaseError):
        return _of_database(str(error))
    return _of_machine(error)


def _of_database(reason: str) -> Failure | None:
    if "is locked" in reason:
        return Failure(
            _("The database is busy: another program is writing to it. Try again in a minute."),
            "database_busy",
        )
    if "is full" in reason or "No space left" in reason:
        return Failure(_("The disk is full. Make room, then try again."), "disk_full")
    if "connection" in reason and ("failed" in reason or "refused" in reason):
        return Failure(
            _("PostgreSQL cannot be reached: %(reason)s Check DATABASE_URL and that it runs.")
            % {"reason": _one_line(reason)},
            "database_unreachable",
        )
    return None


def _of_machine(error: Exception) -> Failure | None:
    if isinstance(error, PermissionError):
        return Failure(
            _("%(file)s may not be read or written by this user.") % {"file": error.filename},
            "no_access",
        )
    if isinstance(error, OSError) and error.errno == 28:
        return Failure(_("The disk is full. Make room, then try again."), "disk_full")
    return None


def _unexpected(error: Exception, arguments: Sequence[str]) -> Failure:
    """Keep the trace in the log folder and say where; never on the screen."""
    moment = dt.datetime.now().astimezone()
    folder = log_folder()
    path = folder / f"error-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    trace = "".join(traceback.format_exception(error))
    # Arguments may carry a password; only the name of the command is kept.
    name = " ".join(word for word in arguments[:2] if not word.startswith("-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{moment.isoformat()} suyang {name}\n\n{trace}", "utf-8")
        path.chmod(0o600)
    except OSError:
        path = Path("-")
        print(trace, file=sys.stderr)
    return Failure(
        _("Something went wrong that Suyang did not expect: %(kind)s. The details are in %(file)s.")
        % {"kind": type(error).__name__, "file": path},
        "unexpected",
        log=str(path),
    )


def log_folder() -> Path:
    """Where traces are kept, also when the settings could not be read."""
    from suyang.website.command import ground

    return ground.home() / "log"


def _tell(failure: Failure, as_json: bool) -> None:
    if as_json:
        error: dict[str, Any] = {"code": failure.code, "message": failure.message, **failure.data}
        print(json.dumps({"ok": False, "error": error}, ensure_ascii=False, indent=2, default=str))
    print(failure.message, file=sys.stderr)


def _one_line(text: str) -> str:
    return " ".join(text.split())
