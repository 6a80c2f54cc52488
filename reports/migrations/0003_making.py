from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_year_long")]

    operations = [
        migrations.AddField("making", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("making", "started_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "making",
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(status="waiting"),
                name="making_waits_once",
            ),
        ),
    ]
