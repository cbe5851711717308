"""The pictures of the guide for officers, taken from a small demonstration in both languages.

    python scripts/guide_pictures.py       writes docs/guides/pictures/<language>/<name>.png

A city with six counties is made for ten months by the demonstration's own actions, as of one fixed
day; each language then walks its own copy of it, with the clock held at that day, so that the same
program and the same browser make the same pictures on any day. `guide_walk` says who opens what.
Chromium is looked for as the journeys look for it. Takes some minutes; nothing outside a temporary
folder and the folder of pictures is written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "guides" / "pictures"
LANGUAGES = ("zh", "en")
# The day that all pictures show, in the office's time zone: October is over, nobody has reported.
DAY, HOUR, MINUTE = dt.date(2026, 11, 2), 9, 30
SHAPE = {"seed": 2026, "cities": 1, "counties": 6, "months": 10, "people": 3}
# Colours of a picture: letters stay sharp, and all of them together stay small.
COLOURS = 48
LARGEST = 3_000_000


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def _set_up() -> None:
    sys.path.insert(0, str(ROOT / "src"))
    from suyang.website.command import ground

    ground.set_up()


def _moment() -> dt.datetime:
    from suyang.foundation import clock

    moment = clock.local_moment(DAY, HOUR, MINUTE)
    if moment > clock.now():
        sys.exit(f"This computer's clock stands before {DAY}, the day of the pictures. Set it.")
    return moment


def seed() -> None:
    """Fill the empty folder SUYANG_HOME with the demonstration, as of the day of the pictures."""
    _set_up()
    from django.core.management import call_command
    from django.db import connection

    from suyang.foundation import clock
    from suyang.website import demonstration
    from suyang.website.command import preparing

    call_command("migrate", verbosity=0)
    preparing.collect_static(print)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Nothing of it needs to outlive a power failure.
            cursor.execute("PRAGMA synchronous=OFF")
    shape = demonstration.Shape(**SHAPE)
    with clock.at(_moment()):
        with clock.at(demonstration.begins(shape)):
            result = preparing.load_content(print, by="demo")
        if result.problems:
            sys.exit("\n".join(result.problems))
        demonstration.make(lambda done, total, what: print(f"  {done}/{total} {what}"), shape)


@contextmanager
def _served() -> Iterator[str]:
    """The installation's address, served by this process with the clock held."""
    from django.core.wsgi import get_wsgi_application

    from suyang.foundation import clock

    inner, moment = get_wsgi_application(), _moment()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        with clock.at(moment, dt.timedelta(0)):
            return inner(environ, start)

    server = make_server("127.0.0.1", 0, application, _Server, _Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def walk(language: str, folder: Path) -> None:
    """Take the pictures of one language from the installation in SUYANG_HOME."""
    _set_up()
    from guide_walk import Guide, take_all
    from playwright.sync_api import sync_playwright

    from suyang.website.demonstration.world import PASSWORD

    folder.mkdir(parents=True, exist_ok=True)
    with _served() as url, sync_playwright() as playwright:
        tongue = "zh-CN" if language == "zh" else "en-US"
        browser = playwright.chromium.launch(
            executable_path=_chromium(),
            args=["--no-sandbox", f"--lang={tongue}"],
            env={**os.environ, "LANGUAGE": tongue.replace("-", "_")},
        )

        def keep(name: str, png: bytes) -> None:
            small = _small(png)
            (folder / f"{name}.png").write_bytes(small)
            print(f"  {language}/{name}.png {len(small) // 1000} kB", flush=True)

        take_all(Guide(browser, url, language, PASSWORD, keep))
        browser.close()


def _small(png: bytes) -> bytes:
    """The same picture with a palette."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _chromium() -> str:
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    return path or sys.exit("Chromium is missing: install the package chromium, or set CHROMIUM.")


def _again(home: Path, *arguments: str) -> None:
    """This script in a process of its own, on a folder: settings are read once a process."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SUYANG_", "DJANGO_")) and name != "DATABASE_URL"
    }
    environment |= {"SUYANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "suyang.website.settings"}
    subprocess.run([sys.executable, __file__, *arguments], env=environment, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="make the demonstration here, or take it again")
    parser.add_argument("--only", choices=LANGUAGES, help="one language")
    parser.add_argument("--seed", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--walk", choices=LANGUAGES, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, default=PICTURES, help="another folder for them")
    asked = parser.parse_args()
    if asked.seed:
        seed()
        return 0
    if asked.walk:
        walk(asked.walk, asked.to)
        return 0
    with tempfile.TemporaryDirectory(prefix="suyang-guide-") as temporary:
        home = asked.keep or Path(temporary) / "home"
        if not (home / "made").exists():
            _again(home, "--seed")
            (home / "made").touch()
        for language in (asked.only,) if asked.only else LANGUAGES:
            copy, taken = Path(temporary) / language, Path(temporary) / f"{language}-taken"
            shutil.copytree(home, copy)
            _again(copy, "--walk", language, "--to", str(taken))
            # Only a whole set takes the place of the one before.
            shutil.rmtree(asked.to / language, ignore_errors=True)
            shutil.copytree(taken, asked.to / language)
    weight = sum(one.stat().st_size for one in asked.to.rglob("*.png"))
    print(f"All pictures together: {weight // 1000} kB")
    return 0 if weight <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
