from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="itemparameters",
            name="steps",
            field=models.JSONField(default=list),
        ),
    ]
