from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0003_outbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="datepoll",
            name="drop_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="motif de l’abandon"),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="settled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="datepoll",
            name="settled_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
