"""`suyang content new-key`, `seal`, `load-sealed` and `withdraw-sealed`: sealed questions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar

import click

from suyang.website.command import ground
from suyang.website.command.material import content
from suyang.website.command.report import Failure, Report, reports

Result = TypeVar("Result")
_FILE = click.Path(path_type=Path, dir_okay=False)
_KEY = click.option("--key-file", required=True, type=_FILE, help=_("The file with the key."))


@content.command(
    "new-key",
    short_help=_("Make a key for sealed questions."),
    help=_(
        "Make a key for sealed questions in a new file. Keep it apart from the packages and from "
        "backups: whoever has both can read the questions; without it nobody can."
    ),
)
@click.argument("key-file", type=_FILE)
@reports
def new_key(key_file: Path, report: Report) -> None:
    ground.set_up()
    from suyang.items.sealed import keys

    key = _asked(lambda: keys.make(key_file))
    report.done(
        {"file": str(key_file), "fingerprint": key.fingerprint},
        _("%(file)s holds the key %(fingerprint)s. Only you can read it.")
        % {"file": key_file, "fingerprint": key.fingerprint},
    )


@content.command(
    "seal",
    short_help=_("Check questions and seal them into a package."),
    help=_(
        "Check the question files of a folder like those of the public bank, and seal them into "
        "one encrypted file, to be taken in elsewhere with `suyang content load-sealed`."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--to", "target", required=True, type=_FILE, help=_("The package to write."))
@_KEY
@reports
def seal(folder: Path, target: Path, key_file: Path, report: Report) -> None:
    ground.set_up()
    from suyang.items.sealed import envelope, keys, packing

    key = _asked(lambda: keys.read(key_file))
    documents, problems = packing.read(folder)
    if problems or not documents:
        lines = [str(problem) for problem in problems]
        lines.append(
            _("Nothing was sealed.") if lines else _("There are no questions in %s.") % folder
        )
        report.done({"problems": [str(problem) for problem in problems]}, *lines, ok=False)
        return
    package = packing.pack(documents, key)
    try:
        target.write_bytes(envelope.close(package, key))
    except OSError as error:
        raise Failure(f"{target}: {error.strerror}", "file") from None
    report.done(
        {"package": str(package.id), "items": len(documents), "fingerprint": key.fingerprint},
        _("%(count)s questions are sealed in %(file)s with the key %(fingerprint)s.")
        % {"count": len(documents), "file": target, "fingerprint": key.fingerprint},
    )


@content.command(
    "load-sealed",
    short_help=_("Take in a package of sealed questions."),
    help=_(
        "Take in all questions of a package or none. In the database they stay encrypted; the "
        "server opens them with the key that SUYANG_SEALED_KEYS names. The same package again "
        "changes nothing."
    ),
)
@click.argument("package", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_KEY
@reports
def load_sealed(package: Path, key_file: Path, report: Report) -> None:
    ground.database()
    from suyang.items.sealed import keys, loading
    from suyang.organisations.permissions import system

    key = _asked(lambda: keys.read(key_file))
    data = package.read_bytes()
    kept, is_new = _asked(lambda: loading.load(system("content"), data, key))
    said = _("Loaded %(count)s sealed questions. The package is called %(id)s.")
    if not is_new:
        said = _("The package %(id)s with %(count)s questions was loaded already.")
    lines = [said % {"count": kept.items, "id": kept.id}]
    if kept.fingerprint not in keys.known():
        lines.append(
            _(
                "The server cannot open them yet: name the key file in SUYANG_SEALED_KEYS and "
                "start it again."
            )
        )
    report.done({"package": str(kept.id), "items": kept.items, "new": is_new}, *lines)


@content.command(
    "withdraw-sealed",
    short_help=_("Take a sealed package out of use."),
    help=_(
        "No check that begins from now on uses the questions of this package, for example because "
        "they became known. Checks under way go on with them."
    ),
)
@click.argument("package", type=click.UUID)
@reports
def withdraw_sealed(package: uuid.UUID, report: Report) -> None:
    ground.database()
    from suyang.items.sealed import loading
    from suyang.organisations.permissions import system

    kept = _asked(lambda: loading.withdraw(system("content"), package))
    report.done(
        {"package": str(kept.id)},
        _("The package %(id)s is out of use. Checks under way go on.") % {"id": kept.id},
    )


def _asked(act: Callable[[], Result]) -> Result:
    """Do it; a refusal becomes the command's failure."""
    from suyang.foundation.permissions import Refused

    try:
        return act()
    except Refused as refused:
        raise Failure(str(refused.message), refused.code) from None
