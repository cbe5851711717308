"""Starting this package's programs in their own process, where numpy works on one core.

Small matrices gain nothing from more threads, and lose tenfold while other work has the cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Made by scripts/run_bench.sh from requirements/bench.txt.
WITH_PEERS = ROOT / ".venv" / "peers" / "bin" / "python"
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def compared() -> dict[str, Any]:
    """Suyang beside its peers, or alone where there are none."""
    python = str(WITH_PEERS) if WITH_PEERS.exists() else sys.executable
    return _run([python, "-m", "benchmarks.adaptive"])


def cost() -> dict[str, Any]:
    """The engine for each answer, and its floor."""
    return _run([sys.executable, "-m", "benchmarks.adaptive.engine_cost"])


def _run(command: list[str]) -> dict[str, Any]:
    path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, env=os.environ | ONE_CORE | path, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command[1:]}: {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
