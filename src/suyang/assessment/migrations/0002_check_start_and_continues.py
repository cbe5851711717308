import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="check",
            name="start",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="check",
            name="continues",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="followed_by",
                to="assessment.check",
            ),
        ),
    ]
