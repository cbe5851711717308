"""What the newest editions take up of the plans above, for plans published before it was kept."""

from django.db import migrations
from django.db.models import F


def keep(apps, schema_editor):
    Edition = apps.get_model("plans", "PlanEdition")
    KeyTask = apps.get_model("plans", "KeyTask")
    Contribution = apps.get_model("plans", "Contribution")
    newest = Edition.objects.exclude(plan__adopts=None).filter(number=F("plan__version"))
    for edition in newest.iterator(chunk_size=200):
        said = {task["slug"]: task for aspect in edition.text["aspects"] for task in aspect["tasks"]}
        serves = {one for task in said.values() for one in task.get("serves", ())}
        ids = dict(
            KeyTask.objects.filter(slug__in={*said, *serves}).values_list("slug", "pk")
        )
        Contribution.objects.bulk_create(
            Contribution(plan_id=edition.plan_id, task_id=ids[slug], above_id=ids[one])
            for slug, task in said.items()
            for one in dict.fromkeys(task.get("serves", ()))
            if slug in ids and one in ids
        )


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_contributions_as_published")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
