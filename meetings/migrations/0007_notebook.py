"""What a passage's action or opinion said, kept with each of its versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_follow_up")]

    operations = [
        migrations.AddField(
            "block", "details", models.JSONField(blank=True, default=dict, editable=False)
        ),
        migrations.AddField(
            "historicalblock", "details", models.JSONField(blank=True, default=dict, editable=False)
        ),
    ]
