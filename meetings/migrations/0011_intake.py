from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0010_note"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intake",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "en cours de lecture"),
                    ("read", "à relire"),
                    ("unreadable", "illisible"),
                    ("taken", "repris"),
                    ("undone", "défait"),
                    ("set_aside", "écarté"),
                ],
                default="read",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(fields=["zone", "status"], name="meetings_intake_zone_status"),
        ),
    ]
