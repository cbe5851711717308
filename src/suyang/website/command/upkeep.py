"""`suyang migrate`, `audit verify`, `outbox drain` and `worker`: what looks after the data."""

from __future__ import annotations

import signal
import threading
from gettext import gettext as _

import click

from suyang.website.command import background, ground, lock, migrations
from suyang.website.command.report import Failure, Report, reports


@click.command(
    "migrate",
    short_help=_("Bring the data up to date after an upgrade; not while serving."),
    help=_(
        "Bring the data to the shape that this version needs. `suyang serve` does it by itself; "
        "this does it alone. An SQLite database is copied into the folder backups first."
    ),
)
@reports
def migrate(report: Report) -> None:
    ground.set_up()
    with lock.alone(ground.home(), "migrate"):
        steps, copy = migrations.bring_up_to_date(report.say)
    report.done(
        {"steps": [".".join(step) for step in steps], "copy": str(copy) if copy else None},
        _("Done: %(count)s steps.") % {"count": len(steps)}
        if steps
        else _("The data is up to date."),
    )


@click.group(
    "audit",
    short_help=_("Prove that the record of changes is whole."),
    help=_(
        "Every change is a line in a chain, in which a removed or altered line shows. There is one "
        "chain for each subject, such as a plan or a group."
    ),
)
def audit() -> None:
    """Prove that the record of changes is whole."""


@audit.command(
    "verify",
    short_help=_("Walk one chain, or all; name the first line that does not fit."),
    help=_("Walk the chain STREAM, or all of them, and name the first line that does not fit."),
)
@click.argument("stream", required=False)
@reports
def verify(stream: str | None, report: Report) -> None:
    ground.database()
    from suyang.foundation import audit as chains
    from suyang.foundation.models import AuditEntry, AuditStream

    streams = AuditStream.objects.order_by("name")
    if stream is not None:
        streams = streams.filter(name=stream)
        if not streams.exists():
            raise Failure(_("There is no chain %(name)s.") % {"name": stream}, "no_stream")
    names = list(streams.values_list("name", flat=True))
    broken = [found for found in map(chains.verify, names) if found]
    lines = AuditEntry.objects.filter(stream_id__in=names).count()
    report.done(
        {
            "streams": len(names),
            "lines": lines,
            "broken": [
                {"stream": one.stream, "line": one.number, "reason": one.reason} for one in broken
            ],
        },
        *(
            (
                _("%(stream)s: line %(line)s is missing.")
                if one.reason == "missing"
                else _("%(stream)s: line %(line)s was changed.")
            )
            % {"stream": one.stream, "line": one.number}
            for one in broken
        ),
        _("%(streams)s chains with %(lines)s lines were read; %(broken)s are broken.")
        % {"streams": len(names), "lines": lines, "broken": len(broken)},
        ok=not broken,
    )


@click.group(
    "outbox",
    short_help=_("Deliver what one room has to tell another."),
    help=_(
        "What happens in one room, such as a finished check, is told to others through the outbox. "
        "The server delivers by itself; this does it now."
    ),
)
def outbox() -> None:
    """Deliver what one room has to tell another."""


@outbox.command(
    "drain",
    short_help=_("Deliver everything that is due."),
    help=_("Deliver everything that is due, and say what stays open and why."),
)
@reports
def drain(report: Report) -> None:
    ground.database()
    from suyang.foundation import outbox as box
    from suyang.foundation.models import Delivery

    tried = box.drain()
    left = Delivery.objects.filter(done_at=None).order_by("event_id")
    failing = [
        {"consumer": one.consumer, "attempts": one.attempts, "error": one.error}
        for one in left.exclude(error="")[:20]
    ]
    report.done(
        {"tried": tried, "open": left.count(), "failing": failing},
        *(f"{one['consumer']}: {one['error']}" for one in failing),
        _("%(tried)s deliveries were tried; %(open)s are still open.")
        % {"tried": tried, "open": left.count()},
        ok=not left.exists(),
    )


@click.command(
    "worker",
    short_help=_("Do long work and deliveries in a process of its own (PostgreSQL)."),
    help=_(
        "Do long work (reports, imports) and deliveries in a process of its own, until it is "
        "stopped. The server does this by itself unless it was started with --no-background."
    ),
)
def worker() -> None:
    ground.database()
    if ground.on_sqlite():
        raise Failure(
            _("With SQLite the server does this by itself: `suyang serve`."), "needs_postgresql"
        )
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    report = Report(as_json=False)
    stop, threads = background.start()
    report.say(_("Working. Stop it with Ctrl-C."))
    ended.wait()
    background.finish(stop, threads, patience_s=60)
    report.say(_("Stopped; what was begun is finished."))
