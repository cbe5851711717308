"""Write down what this release keeps, so that later ones can prove that they still read it.

    python scripts/make_release_fixture.py     writes tests/data/releases/<version>.sql

Makes an installation with one group of three people, by the real actions, and dumps its database
as SQL text. Run it once for each release, when its migrations are final; a written release is
never changed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "data" / "releases"
# What is made new in any database and would only make the file long.
LEFT_OUT = ("auth_permission", "django_content_type", "django_session")


def main() -> int:
    sys.path.insert(0, str(ROOT / "src"))
    from suyang import __version__

    target = FOLDER / f"{__version__}.sql"
    if target.exists() and "--again" not in sys.argv:
        print(f"{target.name} is written already; a release is never changed (or say --again).")
        return 1
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SUYANG_HOME": home, "DJANGO_SETTINGS_MODULE": "suyang.website.settings"}
        os.environ.pop("DATABASE_URL", None)
        made = fill(Path(home))
        text = dump(Path(home) / "suyang.sqlite3")
    FOLDER.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    print(f"{target.relative_to(ROOT)}: {len(text) // 1024} kB, {made}")
    return 0


def fill(home: Path) -> str:
    """An afternoon of three people."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from suyang.foundation import content
    from suyang.website import demonstration

    loaded = content.load(settings.SUYANG_CONTENT)
    if loaded.problems:
        raise SystemExit("\n".join(map(str, loaded.problems)))
    village, _size, ability, gain = demonstration.AFTERNOONS[0]
    demonstration.AFTERNOONS = ((village, 3, ability, gain),)
    made = demonstration.make(lambda _done, _total, _what: None)
    from django.db import connections

    connections.close_all()
    return f"{made.people} people, {made.checks} checks"


def dump(database: Path) -> str:
    """The database as SQL text."""
    import pysqlite3

    with closing(pysqlite3.connect(str(database))) as connection:
        return "\n".join(["BEGIN TRANSACTION;", *statements(connection), "COMMIT;"]) + "\n"


def statements(connection: Any) -> Iterator[str]:
    """Tables with their rows, then what stands on them. (pysqlite3 has no iterdump.)"""
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for name, sql in connection.execute(made).fetchall():
        yield f"{sql};"
        if name in LEFT_OUT:
            continue
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        values = " || ',' || ".join(f'quote("{column}")' for column in columns)
        for (row,) in connection.execute(f'SELECT {values} FROM "{name}"'):
            yield f'INSERT INTO "{name}" VALUES({row});'
    made = "SELECT sql FROM sqlite_master WHERE type != 'table' AND sql IS NOT NULL"
    for (sql,) in connection.execute(made):
        yield f"{sql};"


if __name__ == "__main__":
    sys.exit(main())
