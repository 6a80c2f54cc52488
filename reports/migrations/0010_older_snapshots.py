"""Reports frozen before the snapshot had its shape kept their figures alone: put them in it."""

from datetime import date

from django.db import migrations
from django.utils import timezone


def wrap(apps, schema_editor):
    reports = apps.get_model("reports", "CoordinationReport").objects.filter(status="validated")
    for report in reports.exclude(figures={}).select_related("zone"):
        if "figures" not in report.figures:
            report.figures = wrapped(report)
            report.save(update_fields=["figures"])


def wrapped(report):
    """What every reader of a snapshot looks for; no table nor row was frozen in those days."""
    validated_on = timezone.localtime(report.validated_at).date()
    return {
        "schema": "0.1",
        "kind": "zone",
        "zone": report.zone.code,
        "year": report.year,
        "edition": report.edition,
        "as_of": min(date(report.year, 12, 31), validated_on).isoformat(),
        "report": None,
        "labels": {
            "zone": {"fr": report.zone.name_fr, "nl": report.zone.name_nl},
            "kinds": {},
            "types": {},
            "communes": {},
        },
        "canvas": list(_canvas(report)),
        "figures": report.figures,
        "tables": [],
        "rows": {},
    }


def _canvas(report):
    """The chapters of those days, the built-in ones, with the texts of the report."""
    from reports.canvas import built_in, numbered

    texts = {text.chapter: text for text in report.texts.all()}
    for chapter in numbered(built_in()):
        text = texts.get(chapter.key)
        yield {
            "number": chapter.number,
            "key": chapter.key,
            "title": {"fr": chapter.title_fr, "nl": chapter.title_nl},
            "text": {"fr": text.text_fr if text else "", "nl": text.text_nl if text else ""},
        }


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_annexed_pvs")]

    operations = [migrations.RunPython(wrap, migrations.RunPython.noop)]
