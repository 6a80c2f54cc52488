"""A making names the edition it freezes, and freezes no other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0010_older_snapshots"),
    ]

    operations = [
        migrations.AddField(
            model_name="making",
            name="edition",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
