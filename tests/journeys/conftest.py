"""A real server, a real Chromium: what the journeys share.

Each journey module gets its own installation in a temporary folder, served by `suyang serve`.
With SUYANG_SHOTS=folder every `see()` also writes a screenshot there.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
SHOTS = os.environ.get("SUYANG_SHOTS", "")
# Rules that axe leaves undecided or that only hold on the live site are not switched off: all run.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Site:
    """A served installation: its address, its folder, and its command line."""

    url: str
    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def command(self, *arguments: str) -> str:
        """Run `suyang …` on this installation; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "suyang.website.command", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, code: str) -> str:
        """Run Python in the installation, for what a person would not do by hand."""
        prelude = (
            "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE',"
            "'suyang.website.settings'); import django; django.setup()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", prelude + code],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def serve(home: Path, **variables: str) -> Site:
    """Start `suyang serve` in a folder, with more variables, and wait until it answers."""
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("SUYANG_", "DJANGO_"))},
        "SUYANG_HOME": str(home),
        "PORT": str(port),
        "PYTHONPATH": str(PROJECT / "src"),
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    log = (home / "serve.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "suyang.website.command", "serve"],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return Site(url, home, environment, process)
        except OSError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.5)
    process.kill()
    pytest.fail("the server did not start:\n" + (home / "serve.log").read_text()[-3000:])


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A fresh installation, not set up."""
    site = serve(tmp_path_factory.mktemp("site"))
    yield site
    site.process.terminate()
    site.process.wait(20)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield running
    running.close()


def chromium() -> str:
    """Where Chromium is on this machine."""
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not path:
        pytest.fail("Chromium is missing: install the package chromium (make test does it as root)")
    return path


@dataclass
class Reader:
    """Somebody at a browser of their own."""

    context: BrowserContext
    page: Page
    site: Site
    name: str

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def see(self, name: str, axe: bool = True) -> None:
        """The page as it is now must be free of barriers; keep a picture of it."""
        # Styles, too, must have come before anything is measured.
        self.page.wait_for_load_state("load")
        if SHOTS:
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{self.name}-{name}.png", full_page=True)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        inner = self.page.evaluate("document.documentElement.clientWidth")
        assert width <= inner, f"{name}: the page is {width} px wide in a window of {inner} px"
        if axe:
            assert_no_barriers(self.page, name)

    def press(self, label: str) -> None:
        """Follow the link or press the button with these words."""
        found = self.page.get_by_role("button", name=label, exact=True).or_(
            self.page.get_by_role("link", name=label, exact=True)
        )
        found.first.click()


def assert_no_barriers(page: Page, name: str) -> None:
    """axe finds no violation; a page without JavaScript is judged in a twin that has it."""
    found = Axe().run(page).response["violations"]
    lines = [
        f"{rule['id']}: {rule['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in rule["nodes"][:4])
        for rule in found
    ]
    assert not lines, f"{name} ({page.url}):\n" + "\n".join(lines)


@pytest.fixture
def reader(browser: Browser) -> Iterator[Any]:
    """reader(site, name, width=360, language="zh-CN", script=True, elder=False, theme="light")."""
    contexts: list[BrowserContext] = []

    def make(
        site: Site,
        name: str,
        *,
        width: int = 360,
        height: int = 740,
        language: str = "zh-CN",
        script: bool = True,
        elder: bool = False,
        theme: str = "light",
    ) -> Reader:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=script,
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if elder:
            context.add_cookies([{"name": "suyang_reading", "value": "elder=1", "url": site.url}])
        return Reader(context, page, site, name)

    yield make
    for context in contexts:
        context.close()
