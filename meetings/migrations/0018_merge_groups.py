"""Old minutes taken in one by one opened the same working group again and again: they are one."""

from django.db import migrations


def merge(apps, schema_editor):
    groups = apps.get_model("meetings", "WorkingGroup").objects.filter(ended_on=None)
    first = {}
    for group in groups.order_by("pk"):
        kept = first.setdefault((group.zone_id, group.name_fr.lower()), group)
        if kept != group:
            group.meetings.update(working_group=kept)
            kept.members.add(*group.members.all())
            kept.name_nl, kept.purpose = (
                getattr(kept, name) or getattr(group, name) for name in ("name_nl", "purpose")
            )
            kept.save()
            group.delete()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_read_corrections_again")]
    operations = [migrations.RunPython(merge, migrations.RunPython.noop)]
