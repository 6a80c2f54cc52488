from django.db import migrations, models

OTHERS = {"blank": True, "max_length": 300, "verbose_name": "avec d’autres"}
INTERNAL = {"default": False, "verbose_name": "reste dans la coordination"}
REMOVED = {"editable": False, "null": True, "verbose_name": "retirée le"}


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_making")]

    operations = [
        migrations.AddField("project", "others", models.CharField(**OTHERS)),
        migrations.AddField("historicalproject", "others", models.CharField(**OTHERS)),
        migrations.AddField("logentry", "others", models.CharField(**OTHERS)),
        migrations.AddField("historicallogentry", "others", models.CharField(**OTHERS)),
        migrations.AddField("logentry", "is_internal", models.BooleanField(**INTERNAL)),
        migrations.AddField("historicallogentry", "is_internal", models.BooleanField(**INTERNAL)),
        migrations.AddField("logentry", "removed_at", models.DateTimeField(**REMOVED)),
        migrations.AddField("historicallogentry", "removed_at", models.DateTimeField(**REMOVED)),
    ]
