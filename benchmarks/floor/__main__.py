"""Makes the floor's tables and bank, and serves it with as many workers and threads as Suyang."""

from __future__ import annotations

import os
import sys

import django
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from suyang.website.command.serve import THREADS


def main() -> None:
    django.setup()
    import json

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from benchmarks.floor.models import Question

    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    items = json.loads(settings.PAGE.read_text())["items"]
    Question.objects.bulk_create(Question(item=item) for item in items)
    connections.close_all()
    Granian(
        "benchmarks.floor.wsgi:application",
        address="127.0.0.1",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=int(sys.argv[1]),
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
