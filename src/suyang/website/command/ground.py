"""What a command stands on: the home folder, Django set up, a database in the right state."""

from __future__ import annotations

import os
from functools import cache
from gettext import gettext as _
from pathlib import Path

from suyang.website.command import words
from suyang.website.command.report import Failure


def home() -> Path:
    """The folder of this installation, found without reading the rest of the environment."""
    from suyang.website import environment

    given = os.environ.get("SUYANG_HOME") or environment._default_home()
    return Path(given).expanduser().resolve()


@cache
def set_up() -> None:
    """Django, with what the environment says; says in words what is wrong with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyang.website.settings")
    # Names and results of people: nobody else on this machine may look in.
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        from django.conf import settings

        settings.SUYANG_HOME  # noqa: B018 - reading one setting reads the environment
    except ValueError as error:
        raise Failure(
            _("The settings in the environment cannot be used: %(reason)s") % {"reason": error},
            "configuration",
        )
    import django
    from django.utils import translation

    django.setup()
    translation.activate(words.chosen())


def database() -> None:
    """Set up, and sure that the database has the shape that this version of the program needs."""
    set_up()
    from suyang.website.command import migrations

    state = migrations.state()
    if state.later:
        raise migrations.written_by_later(state)
    if state.open and state.empty:
        raise Failure(
            _("There is no data here yet (%(home)s). Start with `suyang init` or `suyang serve`.")
            % {"home": home()},
            "empty",
        )
    if state.open:
        raise Failure(
            _(
                "The data is from an earlier version of Suyang. Bring it up to date with "
                "`suyang migrate`; it makes a safety copy first."
            ),
            "old_data",
        )


def on_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def database_file() -> Path:
    from django.conf import settings

    return Path(str(settings.DATABASES["default"]["NAME"]))
