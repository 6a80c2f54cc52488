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
]
ANNOUNCED = models.DateTimeField(blank=True, editable=False, null=True, verbose_name="annoncé le")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_poll")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="topic",
            field=models.CharField(blank=True, max_length=200, verbose_name="intervient sur"),
        ),
        migrations.AddField(model_name="agendaitem", name="announced_at", field=ANNOUNCED.clone()),
        migrations.AddField(
            model_name="historicalagendaitem", name="announced_at", field=ANNOUNCED.clone()
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="previous_place",
            field=models.CharField(blank=True, max_length=400, verbose_name="lieu précédent"),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=9, verbose_name="événement"),
        ),
    ]
