"""Starting servers in their own process group, and what their processes use."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUYANG = [sys.executable, "-c", "from suyang.website.command import main; main()"]
OFFICE = ["--office", "青石县", "--kind", "county", "--name", "管理员", "--username", "admin"]
# Of the environment only what a program needs to run; settings of this installation stay out.
KEPT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """An installation: its home folder, its database, the port it is to be served on."""

    home: Path
    database_url: str = ""
    settings: str = "suyang.website.settings"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        given = {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "SUYANG_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "LANGUAGE": "en",
        }
        return kept | given | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def found_office(self) -> None:
        """Makes the database and an office, so that every page has what it shows."""
        self.run([*SUYANG, "init", *OFFICE, "--json"])

    def run(self, command: list[str], *, progress: bool = False) -> str:
        """Run to the end and return what it printed; raises with its words when it failed.

        progress: what it says on standard error is seen while it runs.
        """
        done = subprocess.run(
            command,
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=None if progress else subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            logs = sorted((self.home / "log").glob("*.log"))
            why = logs[-1].read_text() if logs else done.stderr or ""
            raise RuntimeError(f"{command[1:4]}: {done.stdout}\n{why}")
        return done.stdout


@dataclass
class Server:
    """A running server; `group` is the process group in which all its processes are."""

    process: subprocess.Popen[bytes]
    port: int
    said: Path

    @property
    def group(self) -> int:
        return self.process.pid

    def wait(self, path: str, seconds: float = 120) -> None:
        """Until `path` comes."""
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.said.read_text()[-4000:]}")
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        raise RuntimeError(f"the server did not answer: {self.said.read_text()[-4000:]}")

    def kill(self) -> None:
        """Every process at once, without a word."""
        os.killpg(self.group, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl-C does; by force when that takes long."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def start(place: Place, command: list[str], port: int) -> Server:
    """Start a server of which every word goes to a file beside the home folder."""
    said = place.home.parent / f"{place.home.name}.said"
    with said.open("ab") as file:
        process = subprocess.Popen(
            command,
            env=place.environment() | {"PORT": str(port)},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    return Server(process, port, said)


@contextmanager
def serving(place: Place, command: list[str], ready: str) -> Iterator[Server]:
    server = start(place, command, free_port())
    try:
        server.wait(ready)
        yield server
    finally:
        server.stop()


def suyang(place: Place, workers: int = 1) -> Server:
    """`suyang serve`, ready."""
    server = start(place, [*SUYANG, "serve", "--workers", str(workers)], free_port())
    server.wait("/healthz")
    return server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all below it, with those that have ended."""
    return sum(sum(int(value) for value in stat[11:15]) for stat in _tree(root)) / TICKS


def memory_bytes(root: int) -> int:
    """Resident memory of a process and all below it; shared pages count in each."""
    return sum(int(stat[21]) for stat in _tree(root)) * os.sysconf("SC_PAGE_SIZE")


def _tree(root: int) -> list[list[str]]:
    """The fields of /proc/<pid>/stat from the state on, for `root` and its descendants."""
    processes: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue
        processes[int(path.parent.name)] = text.rpartition(") ")[2].split()
    found = [root]
    for pid in found:
        found += [child for child, stat in processes.items() if int(stat[1]) == pid]
    return [processes[pid] for pid in found if pid in processes]
