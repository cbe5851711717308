"""What a search for units looks at. Their ancestry is laid by the next one, with their codes."""

import json

from django.db import connection, migrations

BATCH = 5_000


def fill_search(apps, schema_editor):
    """The names in small letters, as `models.searched` writes them."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, name FROM organisations_unitversion WHERE id > %s ORDER BY id LIMIT %s",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            found = []
            for row_id, name in rows:
                names = json.loads(name) if isinstance(name, str) else name
                words = "\n".join(names[language] for language in sorted(names))
                found.append((words.casefold()[:200], row_id))
            cursor.executemany(
                "UPDATE organisations_unitversion SET search = %s WHERE id = %s", found
            )
        after = rows[-1][0]


class Migration(migrations.Migration):

    dependencies = [("organisations", "0004_units_ancestry")]

    operations = [
        migrations.RunPython(fill_search, migrations.RunPython.noop),
    ]
