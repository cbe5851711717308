"""No file of the project names a package index or a place on one machine.

python scripts/check_tracked.py     lists file, line and what stands there; exit 1 if any
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Written so that this file does not name them itself.
HOSTS = r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|mirrors?[.][a-z]+[.](?:edu|com|cn)"
PLACES = r"/(?:work|root|Users)/[\w.-]+|/home/[\w.-]+/|/opt/(?:pypi|wheels)[\w-]*|[A-Z]:\\\\Users"
FORBIDDEN = re.compile(rf"(?:{HOSTS})|(?<![\w.~}}$<>\])-])(?:{PLACES})")


def tracked() -> list[Path]:
    """Files that git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names = done.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def findings(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for number, line in enumerate(lines, start=1)
        for found in FORBIDDEN.finditer(line)
    ]


def main() -> int:
    found = [line for path in tracked() for line in findings(path)]
    print("\n".join(found) if found else "No file names a package index or one machine's folder.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
