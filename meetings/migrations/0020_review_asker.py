"""Who asked for a review is kept with the PV: until now it was read from the letters it queued."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def read_from_letters(apps, schema_editor):
    letters = apps.get_model("meetings", "Letter").objects.filter(kind="review")
    asked = apps.get_model("meetings", "PV").objects.filter(status="review")
    for pv in asked.exclude(review_asked_at=None).only("pk", "meeting", "review_asked_at"):
        of_it = letters.filter(meeting=pv.meeting_id, created_at__gte=pv.review_asked_at)
        if last := of_it.order_by("pk").last():
            pv.review_asked_by_id = last.queued_by_id
            pv.save(update_fields=["review_asked_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0019_groups_open_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pv",
            name="review_asked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(read_from_letters, migrations.RunPython.noop),
    ]
