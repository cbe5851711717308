
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_figures_recount'),
    ]

    operations = [
        migrations.AddField(
            model_name='aspect',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='keytask',
            name='also_contributes_to',
            field=models.ManyToManyField(related_name='merged_contributions', to='plans.keytask'),
        ),
        migrations.AddField(
            model_name='keytask',
            name='first_edition',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='keytask',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
    ]
