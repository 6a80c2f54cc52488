"""PVs being corrected were searched in the words of their draft: they are read again."""

from django.db import migrations


def read_again(apps, schema_editor):
    corrected = apps.get_model("meetings", "PV").objects.filter(edition__gt=1)
    corrected.filter(status__in=["draft", "review"]).update(is_index_stale=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_report_remarks")]
    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
