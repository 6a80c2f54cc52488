"""A note for the absent is kept as it left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_register")]

    operations = [
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("convocation", "convocation"),
                    ("invitation", "invitation"),
                    ("pv", "PV"),
                    ("report", "rapport de coordination"),
                    ("note", "note pour les absents"),
                ],
                max_length=11,
                verbose_name="nature",
            ),
        ),
    ]
