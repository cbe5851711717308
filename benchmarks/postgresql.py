"""A PostgreSQL cluster of this run's own, on loopback, gone when the run ends."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import free_port

OWNER = "postgres"


@dataclass(frozen=True)
class Cluster:
    port: int
    pid: int
    version: str

    def url(self, name: str) -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """A new database; its address."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type,unused-ignore]
        return self.url(name)


def missing() -> str:
    """Why there can be no cluster here; empty when there can."""
    if _tool("initdb") is None:
        return "PostgreSQL's server is not installed (package postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(OWNER)
        except KeyError:
            return f"PostgreSQL does not run as root, and there is no user {OWNER}"
    return ""


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Initialised with PostgreSQL's own defaults, so that every commit reaches the disk."""
    folder = Path(tempfile.mkdtemp(prefix="suyang-postgresql-"))
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    try:
        _as_owner("initdb", "-D", f"{folder}/data", "-U", OWNER, "-A", "trust", "-E", "UTF8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        log = f"{folder}/log"
        _as_owner("pg_ctl", "-D", f"{folder}/data", "-l", log, "-w", "-o", options, "start")
        try:
            pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
            yield Cluster(port, pid, _as_owner("postgres", "--version").strip())
        finally:
            _as_owner("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_owner(tool: str, *arguments: str) -> str:
    command = [_tool(tool) or tool, *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    # pg_ctl's server keeps its standard output: a pipe would never end.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/")
        said.seek(0)
        text = said.read()
    if done.returncode:
        raise RuntimeError(f"{tool}: {text}")
    return text


def _tool(name: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)
