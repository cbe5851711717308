"""Real processes: each installation here is a folder of its own, served on a free port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
READY_S = 60


@dataclass
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class Serving:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    seconds: float = 0.0

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def get(self, path: str = "/healthz", host: str | None = None) -> tuple[int, str]:
        headers = {"Host": host} if host else {}
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self, patience: float = 15) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)


@dataclass
class Place:
    """An installation: its folder and what the environment says in it."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)
    servers: list[Serving] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.home / "suyang.sqlite3"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "SUYANG_HOME": str(self.home),
            "PYTHONPATH": str(PROJECT / "src"),
            "LANG": "en_US.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            **self.variables,
            **more,
        }

    def suyang(self, *arguments: str, text: str | None = None, **variables: str) -> Done:
        done = subprocess.run(
            [*command(), *arguments],
            env=self.environment(**variables),
            input=text or "",
            capture_output=True,
            text=True,
            timeout=180,
            cwd=self.home.parent,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def serve(self, *arguments: str, **variables: str) -> Serving:
        """Start a server and wait until it answers."""
        port = free_port()
        log = self.home.parent / f"serve-{port}.log"
        begun = time.monotonic()
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [*command(), "serve", "--port", str(port), *arguments],
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=self.home.parent,
            )
        serving = Serving(process, f"http://127.0.0.1:{port}", log)
        self.servers.append(serving)
        while time.monotonic() - begun < READY_S:
            if process.poll() is not None:
                pytest.fail(f"the server ended with {process.returncode}: {serving.said}")
            try:
                if serving.get()[0] == 200:
                    serving.seconds = time.monotonic() - begun
                    return serving
            except OSError:
                time.sleep(0.05)
        pytest.fail(f"the server did not answer in {READY_S} s: {serving.said}")


def command() -> list[str]:
    return [sys.executable, "-c", "from suyang.website.command import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder as the first start leaves it; tests get copies."""
    made = Place(tmp_path_factory.mktemp("prepared") / "home", with_content())
    assert made.serve().stop() == 0
    return made.home


@pytest.fixture(scope="session")
def prepared_office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with an office."""
    made = Place(tmp_path_factory.mktemp("office") / "home", with_content())
    shutil.copytree(prepared, made.home)
    done = made.suyang(
        *("init", "--office", "青石县", "--kind", "county", "--name", "王芳"),
        *("--username", "wangfang", "--password-file", "-"),
        text="a-long-enough-word\n",
    )
    assert done.code == 0, done.said
    return made.home


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Place]:
    """An installation before its first start."""
    made = Place(tmp_path / "home", with_content())
    yield made
    for serving in made.servers:
        if serving.process.poll() is None:
            serving.process.kill()
            serving.process.wait()


@pytest.fixture
def place(prepared: Path, empty: Place) -> Place:
    """An installation that was started once: database, content, static files; no office."""
    shutil.copytree(prepared, empty.home)
    return empty


@pytest.fixture
def office(prepared_office: Path, empty: Place) -> Place:
    """An installation with an office and its administrator."""
    shutil.copytree(prepared_office, empty.home)
    return empty


def with_content() -> dict[str, str]:
    return {"SUYANG_CONTENT": str(PROJECT / "content")}
