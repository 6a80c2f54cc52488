from django.db import migrations, models

KINDS = [
    ("planned", "en préparation"),
    ("convened", "convoquée"),
    ("postponed", "reportée"),
    ("cancelled", "annulée"),
    ("held", "tenue"),
    ("closed", "clôturée"),
    ("changed", "modifiée"),
    ("items", "points supplémentaires annoncés"),
    ("documents", "documents annoncés"),
]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_dates")]

    operations = [
        migrations.AlterField(
            model_name="meetingevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=9, verbose_name="événement"),
        ),
    ]
