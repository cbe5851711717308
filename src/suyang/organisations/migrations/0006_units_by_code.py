"""Versions and ancestry know their unit's code, in whose order lists are read from their indexes."""

from django.db import migrations, models

from suyang.organisations import laying


def fill(apps, schema_editor):
    schema_editor.execute(
        "UPDATE organisations_unitversion SET code = (SELECT code FROM organisations_unit "
        "WHERE organisations_unit.id = organisations_unitversion.unit_id)"
    )
    laying.lay_all(strict=False)


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0005_units_laid'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='ancestry',
            name='all_below_a_unit',
        ),
        migrations.RemoveIndex(
            model_name='unitversion',
            name='organisatio_parent__fc42ac_idx',
        ),
        migrations.RemoveIndex(
            model_name='unitversion',
            name='versions_of_a_kind',
        ),
        migrations.RemoveIndex(
            model_name='unitversion',
            name='versions_by_their_words',
        ),
        migrations.AddField(
            model_name='ancestry',
            name='code',
            field=models.CharField(default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='unitversion',
            name='code',
            field=models.CharField(default='', editable=False, max_length=40),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='ancestry',
            index=models.Index(fields=['ancestor', 'code', 'valid_from', 'valid_to', 'standing', 'unit'], name='all_below_a_unit'),
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['parent', 'code', 'valid_from'], name='versions_below_a_unit'),
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['kind', 'code', 'valid_from', 'valid_to', 'unit'], name='versions_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['code', 'search', 'kind', 'unit'], name='versions_by_their_words'),
        ),
    ]
