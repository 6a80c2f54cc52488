from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_registers")]

    operations = [
        migrations.AddField(
            "attachment",
            "is_sheet",
            models.BooleanField(default=False, verbose_name="feuille de présences signée"),
        ),
    ]
