"""Meetings of working groups were numbered over all groups of their zone: each group counts its own.

No paper printed these numbers yet.
"""

from collections import Counter

from django.db import migrations
from django.utils import timezone


def number(apps, schema_editor):
    rows = apps.get_model("meetings", "Meeting").objects.filter(kind="working_group")
    rows = rows.exclude(working_group=None).exclude(number=None).order_by("starts_at", "pk")
    counted = Counter()
    for meeting in rows.only("working_group", "number", "starts_at"):
        key = meeting.working_group_id, timezone.localtime(meeting.starts_at).year
        counted[key] += 1
        rows.filter(pk=meeting.pk).update(number=counted[key])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0020_review_asker")]
    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
