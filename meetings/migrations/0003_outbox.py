from django.db import migrations, models

import meetings.models.outbox


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_convening")]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="message_id",
            field=models.CharField(
                default=meetings.models.outbox.new_message_id,
                editable=False,
                max_length=120,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="claimed_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="handed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
