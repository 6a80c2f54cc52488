from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0011_intake"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="is_said_by_link",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
