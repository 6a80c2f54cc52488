from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_notebook")]

    operations = [
        migrations.AddField(
            model_name="vote",
            name="taken_at",
            field=models.TimeField(blank=True, null=True, verbose_name="à"),
        ),
        migrations.AddField(
            model_name="voice",
            name="is_proxy",
            field=models.BooleanField(default=False, verbose_name="par procuration"),
        ),
        migrations.AddField(
            model_name="actionitem",
            name="is_due_read",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
