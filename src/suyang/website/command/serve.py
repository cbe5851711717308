"""`suyang serve`: prepares what is needed, says where, and serves until it is stopped."""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import dataclass
from gettext import gettext as _

import click

from suyang.website.command import background, ground, lock, migrations, network, preparing
from suyang.website.command.report import Failure, Report

THREADS = 8
PATIENCE_S = 8
SHOWN = 10


@dataclass(frozen=True)
class Place:
    """Where to listen and under which addresses people find it, the printed one first."""

    host: str
    port: int
    addresses: list[str]


@click.command(
    "serve",
    short_help=_("Serve the pages until you press Ctrl-C."),
    help=_(
        "Serve the pages until you press Ctrl-C. Before that, it makes or updates the database "
        "(an existing one is copied first) and loads the content when it changed. "
        "With --lan phones in the same network or on this laptop's hotspot can reach it, and QR "
        "codes and printed addresses say so."
    ),
)
@click.option("--lan", is_flag=True, help=_("Let devices in the local network in."))
@click.option("--host", help=_("Listen on this address only (also: HOST)."))
@click.option(
    "--port", type=click.IntRange(1, 65535), help=_("Listen on this port (also: PORT; else 8000).")
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help=_("Serving processes; more than one needs PostgreSQL."),
)
@click.option(
    "--no-background",
    is_flag=True,
    help=_("Leave long work and deliveries to `suyang worker` (with PostgreSQL)."),
)
def serve(lan: bool, host: str | None, port: int | None, workers: int, no_background: bool) -> None:
    report = Report(as_json=False)
    place = _place(lan, host, port)
    with lock.alone(ground.home(), "serve", place.addresses[0]) as held:
        _free(place)
        ground.set_up()
        if ground.on_sqlite() and (workers > 1 or no_background):
            raise Failure(
                _(
                    "More processes need PostgreSQL: set DATABASE_URL. "
                    "With SQLite one process serves and works, which a laptop does well."
                ),
                "needs_postgresql",
            )
        migrations.bring_up_to_date(report.say)
        preparing.collect_static(report.say)
        _load_content(report)
        lock.share(held)
        _announce(place, report)
        _serve(place, workers, not no_background, report)
    report.say(_("Stopped. Everything is kept in %(home)s.") % {"home": ground.home()})


def _place(lan: bool, host: str | None, port: int | None) -> Place:
    """Settle addresses in the environment, from which settings and worker processes read them."""
    listen = host or ("0.0.0.0" if lan else os.environ.get("HOST") or "127.0.0.1")  # noqa: S104
    number = port or _port_of_environment()
    names = [listen]
    if network.everywhere(listen):
        names = network.local_addresses()
        if lan and not names and not os.environ.get("PUBLIC_URL"):
            raise Failure(
                _(
                    "This machine is in no network. Join one or switch the hotspot on, then "
                    "start again."
                ),
                "no_network",
            )
        os.environ["SUYANG_LAN"] = "1"
        allowed = [os.environ.get("ALLOWED_HOSTS", ""), *names, *network.host_names()]
        os.environ["ALLOWED_HOSTS"] = ",".join(name for name in allowed if name)
    os.environ["HOST"], os.environ["PORT"] = listen, str(number)
    addresses = [network.url(name, number) for name in names or ["127.0.0.1"]]
    public = (os.environ.get("PUBLIC_URL") or addresses[0]).rstrip("/")
    os.environ["PUBLIC_URL"] = public
    return Place(listen, number, list(dict.fromkeys([public, *addresses])))


def _port_of_environment() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Failure(
            _("PORT is %(port)s; it must be a number.") % {"port": given}, "configuration"
        )
    return int(given)


def _free(place: Place) -> None:
    """Refuse a port that is taken: two servers on one port would share visitors at random."""
    error = network.why_not(place.host, place.port)
    values = {"host": place.host, "port": place.port, "other": place.port + 1}
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        message = _(
            "Port %(port)s is in use by another program. Choose another: "
            "suyang serve --port %(other)s (or PORT=%(other)s make run)."
        )
        raise Failure(message % values, "port_taken")
    if error.errno == errno.EACCES:
        message = _("Port %(port)s needs administrator rights. Choose one above 1023, say 8000.")
        raise Failure(message % values, "port_denied")
    message = _("This machine has no address %(host)s. Leave --host and HOST out, or use --lan.")
    raise Failure(message % values, "no_such_address")


def _load_content(report: Report) -> None:
    result = preparing.load_content(report.say)
    for problem in result.problems[:SHOWN]:
        report.say(f"  {problem}")
    if len(result.problems) > SHOWN:
        more = len(result.problems) - SHOWN
        report.say("  " + _("and %(count)s more: `suyang content check`") % {"count": more})
    if result.problems:
        report.say(
            _(
                "The content was not loaded because of the lines above; what was loaded before "
                "stays and is served. Mend the files, then start again or `suyang content load`."
            )
        )


def _announce(place: Place, report: Report) -> None:
    from django.conf import settings

    report.say()
    report.say(f"Suyang 素养  {place.addresses[0]}")
    for other in place.addresses[1:]:
        report.say(f"             {other}")
    report.say()
    if not settings.ENVIRONMENT.reachable:
        report.say(
            _(
                "Only this computer can reach it. For phones in the room: stop it and start "
                "`suyang serve --lan` (or `make run LAN=1`)."
            )
        )
    elif network.everywhere(place.host):
        report.say(
            _(
                "Phones in the same network open the first address; QR codes and papers carry it. "
                "If the phones are in another network, say which: PUBLIC_URL=http://…"
            )
        )
    report.say(_("Stop it with Ctrl-C."))


def _serve(place: Place, workers: int, with_background: bool, report: Report) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    os.environ[background.LOCKED_HOME] = "1"
    os.environ[background.EMBEDDED] = "1" if with_background else "0"
    # Worker processes are forked: an open connection must not be shared with them.
    connections.close_all()
    server = Granian(
        "suyang.website.wsgi:application",
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE_S,
    )
    threading.Thread(target=_say_when_ready, args=(place, report), daemon=True).start()
    server.serve()


def _say_when_ready(place: Place, report: Report) -> None:
    """A line once pages really come; scripts and people wait for it."""
    import http.client

    host = "127.0.0.1" if network.everywhere(place.host) else place.host
    while time.monotonic() - report.begun < 120:
        time.sleep(0.1)
        connection = http.client.HTTPConnection(host, place.port, timeout=20)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{place.port}"})
            if connection.getresponse().status == 200:
                report.say(
                    _("Ready after %(seconds).1f s.") % {"seconds": time.monotonic() - report.begun}
                )
                return
        except OSError:
            continue
        finally:
            connection.close()
