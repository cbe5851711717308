"""Django's SQLite backend on a current SQLite: see docs/decisions/0002-sqlite.md."""
